"""What the outputs of a check are made of, found by running its probe on an assignment's stand-in modules."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..checks.check import Check, Outputs
from ..checks.run import run_probe
from ..course.assignment import Assignment
from ..course.trusted import trusted
from ..execution.bounded import bounded
from ..execution.transport import DirectTransport
from .ingredients import Tagging, tagging
from .record import Array, Equation, Record

if TYPE_CHECKING:
    from ..course.kept import KeptAnswers

FOLDER = "stand_in"


class Ingredients(Protocol):
    """Says what the outputs of a check are made of."""

    def records(self, check: Check, variant: int) -> Mapping[str, Record]:
        """Returns the records of the outputs that have one, by the output's name."""

    def replayed(
        self, check: Check, variant: int, told: Mapping[str, Equation]
    ) -> tuple[Outputs, frozenset[str]]:
        """Returns what a check sees where quantities follow these equations, and which of them occurred.

        Nothing where that is not known.
        """


class StandIns:
    """Runs probes on the stand-in modules, once for each check and variant.

    Args:
        seed: of a check's inputs in a variant.
        kept: what they were made of in earlier runs.
    """

    def __init__(
        self,
        assignment: Assignment,
        seed: Callable[[Check, int], int],
        kept: KeptAnswers | None = None,
    ) -> None:
        own = {
            path.removeprefix(f"{FOLDER}/"): content
            for path, content in assignment.bundle.solution.items()
            if path.startswith(f"{FOLDER}/")
        }
        # Where a derivation is asked for, nothing may be said of what is right.
        self._tells_right = not assignment.bundle.formulas
        self.modules = frozenset(name.removesuffix(".py") for name in own)
        self._shared = shared_quantities(own)
        self._assignment = assignment
        # Stand-ins may take what they do not change from the reference.
        right = {f"reference_{name}": content for name, content in assignment.reference.items()}
        self._files = {**assignment.reference, **right, **own}
        self._seed = seed
        self._on_disk = kept
        self._kept: dict[tuple[str, int], Mapping[str, Record]] = {}

    @cached_property
    def _transport(self) -> DirectTransport:
        return trusted(self._assignment, self._files)

    def records(self, check: Check, variant: int) -> Mapping[str, Record]:
        """See Ingredients."""
        # What other modules compute as well is no quantity of one module alone.
        if not set(check.needs) <= self.modules:
            return {}
        key = (check.id, variant)
        if key not in self._kept:
            records = self._find(check, variant)
            if not self._tells_right:
                records = {name: replace(item, expected={}) for name, item in records.items()}
            self._kept[key] = records
        return self._kept[key]

    def _find(self, check: Check, variant: int) -> Mapping[str, Record]:
        name = f"made of {check.id}"
        packed = None if self._on_disk is None else self._on_disk.find(variant, name)
        if isinstance(packed, dict):
            return {output: _unpacked(item) for output, item in packed.items()}
        outputs, found = self._run(check, variant, {})
        records = _matched(outputs, found)
        if self._on_disk is not None:
            self._on_disk.add(
                variant, name, {output: _packed(item) for output, item in records.items()}
            )
        return records

    def replayed(
        self, check: Check, variant: int, told: Mapping[str, Equation]
    ) -> tuple[Outputs, frozenset[str]]:
        """See Ingredients."""
        if not self.modules & set(check.needs):
            return {}, frozenset()
        outputs, found = self._run(check, variant, told)
        return outputs, frozenset(record.quantity for _, record in found)

    def _run(
        self, check: Check, variant: int, told: Mapping[str, Equation]
    ) -> tuple[Outputs, list[tuple[Array, Record]]]:
        run = Tagging(told, self._shared)
        reset = tagging.set(run)
        try:
            with bounded():
                outcome = run_probe(check.probe, self._transport, self._seed(check, variant))
        finally:
            tagging.reset(reset)
            self._transport.drop_objects()
        return outcome.outputs, run.found


def shared_quantities(files: Mapping[str, bytes]) -> frozenset[str]:
    """Returns the names of quantities that several modules tag: one's equation says nothing of another's."""
    names = [
        {
            node.args[0].value
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "tag"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        }
        for source in files.values()
    ]
    return frozenset(name for one, other in combinations(names, 2) for name in one & other)


def _packed(record: Record) -> list[Any]:
    return [
        record.quantity,
        dict(record.terms),
        dict(record.expected),
        dict(record.facts),
        record.form,
        sorted(record.others),
        record.is_extreme,
    ]


def _unpacked(packed: list[Any]) -> Record:
    quantity, terms, expected, facts, form, others, extreme = packed
    return Record(quantity, terms, expected, facts, form, frozenset(others), extreme)


def _matched(outputs: Outputs, found: list[tuple[Array, Record]]) -> dict[str, Record]:
    """Returns the records of outputs that are one quantity and no other."""
    records: dict[str, Record] = {}
    for name, value in outputs.items():
        if not isinstance(value, (float, np.floating, np.ndarray)) or not np.any(value):
            continue
        fitting = [record for token, record in found if np.array_equal(token, value)]
        if fitting and all(record.quantity == fitting[0].quantity for record in fitting):
            # Of alike numbers on different inputs, the first belongs to the first.
            taken = list(records.values())
            new = (record for record in fitting if all(record is not other for other in taken))
            records[name] = next(new, fitting[0])
    return records
