"""What checks expect: computed by the reference, or read from the published answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ..checks.check import Check, Outputs
from ..checks.run import Ask, expected_outputs, refuse_failing, run_probe
from ..checks.seeds import published_seed, unpublished_seed
from ..errors import UsageError
from ..execution.bounded import bounded
from .answers import EXPECTED, answer_key
from .assignment import Assignment
from .trusted import trusted

if TYPE_CHECKING:
    from .kept import KeptAnswers


class Expected(Protocol):
    """Says which inputs a check gets in each variant, and what it expects of them."""

    def seed(self, check: Check, variant: int) -> int:
        """Returns the seed of a check's inputs."""

    def outputs(self, check: Check, variant: int) -> Outputs:
        """Returns what the check expects of them.

        Raises:
            UsageError: it is not known.
        """

    def confirm(self, check: Check, variant: int) -> None:
        """Makes sure that the check is passed by what is right, before it costs anybody points.

        Raises:
            CourseError: it is not.
        """


class ReferenceExpected:
    """Asks the reference, in this process, once for each check and variant.

    Args:
        assignment: with its solution.
        seed: returns the seed of a check's inputs in a variant.
        kept: what it answered in earlier runs.
        ask: see `expected_outputs`.
        inputs: names them among others, for what is kept.
    """

    def __init__(
        self,
        assignment: Assignment,
        seed: Callable[[Check, int], int],
        kept: KeptAnswers | None = None,
        ask: Ask = run_probe,
        inputs: str = "",
    ) -> None:
        self._inputs = inputs
        self._seed = seed
        self._seeds: dict[tuple[str, int], int] = {}
        self._kept = kept
        self._ask_reference = ask
        self._reference = trusted(assignment, assignment.reference)
        self._outputs: dict[tuple[str, int], Outputs] = {}
        self._confirmed: set[tuple[str, int]] = set()

    def seed(self, check: Check, variant: int) -> int:
        """See Expected."""
        key = (check.id, variant)
        if key not in self._seeds:
            self._seeds[key] = self._seed(check, variant)
        return self._seeds[key]

    def outputs(self, check: Check, variant: int) -> Outputs:
        """See Expected.

        Raises:
            CourseError: the reference fails.
        """
        key = (check.id, variant)
        if key not in self._outputs:
            self._outputs[key] = self._find(check, variant) or self._ask(check, variant)
        return self._outputs[key]

    def confirm(self, check: Check, variant: int) -> None:
        """See Expected."""
        expected = self.outputs(check, variant)
        key = (check.id, variant)
        # Without an oracle it is what the probe has returned on the reference.
        if check.expected is None or key in self._confirmed:
            return
        name = f"{self._inputs}passes {check.id}"
        if self._kept is None or not self._kept.find(variant, name):
            with bounded():
                refuse_failing(
                    check,
                    self._reference,
                    self.seed(check, variant),
                    expected,
                    self._ask_reference,
                )
            if self._kept is not None:
                self._kept.add(variant, name, True)
        self._confirmed.add(key)

    def _find(self, check: Check, variant: int) -> Outputs | None:
        found = None if self._kept is None else self._kept.find(variant, self._inputs + check.id)
        return found if isinstance(found, dict) else None

    def _ask(self, check: Check, variant: int) -> Outputs:
        with bounded():
            outputs = expected_outputs(
                check, self._reference, self.seed(check, variant), self._ask_reference
            )
        if self._kept is not None:
            self._kept.add(variant, self._inputs + check.id, dict(outputs))
        return outputs


class PublishedExpected:
    """Reads expected.npz, which students have.

    Raises:
        UsageError: the assignment has none, or it is damaged.
    """

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment.name
        if assignment.answers is None:
            raise UsageError(
                f"assignments/{assignment.name}/{EXPECTED} is missing: take it from the assignment's package, or, as an instructor, "
                f"run `softmark release {assignment.name}`."
            )
        self.answers = assignment.answers

    def seed(self, check: Check, variant: int) -> int:
        """See Expected."""
        return published_seed(self._assignment, check.id, variant)

    def outputs(self, check: Check, variant: int) -> Outputs:
        """See Expected."""
        expected = self.answers.outputs("expected", answer_key(check.id, variant))
        if expected is None:
            raise UsageError(
                f"assignments/{self._assignment}/{EXPECTED} has no answers for {check.id}: "
                f"run `softmark release {self._assignment}`."
            )
        return expected

    def confirm(self, check: Check, variant: int) -> None:
        """See Expected: nothing is published that the reference fails."""


def graded_inputs(
    assignment: Assignment, secret: bytes, kept: KeptAnswers | None = None, ask: Ask = run_probe
) -> ReferenceExpected:
    """Returns what the reference answers to the inputs of grading, under a secret.

    Args:
        kept: what it answered in earlier runs, under that secret.
        ask: see `expected_outputs`.
    """

    def seed(check: Check, variant: int) -> int:
        return unpublished_seed(secret, assignment.name, check.id, variant)

    return ReferenceExpected(assignment, seed, kept, ask)


def published_inputs(
    assignment: Assignment, kept: KeptAnswers | None = None, ask: Ask = run_probe
) -> ReferenceExpected:
    """Returns what the reference answers to the published inputs.

    Args:
        kept: what it answered in earlier runs.
        ask: see `expected_outputs`.
    """

    def seed(check: Check, variant: int) -> int:
        return published_seed(assignment.name, check.id, variant)

    return ReferenceExpected(assignment, seed, kept, ask, inputs="published ")
