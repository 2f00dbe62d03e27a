"""What known mistakes return on the published inputs, read from expected.npz on a student's machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..checks.check import Check
from ..checks.run import Outcome
from ..course.answers import Answers, answer_key
from ..course.mistakes import Mistake
from ..execution.failure import Failure
from ..results.convert import convert
from .observed import FAILED, ObservedOutputs, observed_outputs
from .published_ingredients import PublishedIngredients
from .reach import Function
from .stand_ins import Ingredients

SECTION = "mistakes"


class PublishedReplay:
    """Reads what mistakes return from expected.npz; knows nothing of combinations."""

    is_costly = False

    def __init__(self, answers: Answers) -> None:
        texts = convert(answers.text(SECTION), MistakeTexts)
        self.mistakes = texts.mistakes
        self._layout = texts.layout
        self._touched = texts.touched
        self._answers = answers
        self.ingredients: Ingredients | None = PublishedIngredients(answers)
        self._right: dict[str, ObservedOutputs | None] = {}
        self._pools: dict[str, np.ndarray[Any, Any]] = {}

    def touches(self, mistake: Mistake, check: Check) -> bool:
        """Tells whether the mistake changed what the check saw when the file was made."""
        return mistake.key in self._touched.get(check.id, ())

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what the check sees of a single mistake."""
        if len(mistakes) != 1:
            return None
        key = answer_key(check.id, variant)
        stored = self._layout.get(key, {}).get(mistakes[0].key)
        if stored is None:
            return self._expected(key)
        if stored.failure is not None:
            return ObservedOutputs({}, stored.failure)
        pool = self._numbers(key)
        values: dict[str, Any] = dict(stored.other)
        for name, (start, *shape) in stored.arrays.items():
            size = int(np.prod(shape, dtype=int))
            values[name] = pool[start : start + size].reshape(shape)
        return ObservedOutputs({**(self._expected(key) or ObservedOutputs({})).values, **values})

    def acting(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> tuple[Mistake, ...]:
        """See Replay: of a mistake that does nothing the file knows that."""
        return tuple(mistakes)

    def calls(self, check: Check, variant: int) -> frozenset[Function] | None:
        """See Replay: there is no reference."""
        return None

    def changes(self, mistake: Mistake) -> frozenset[Function]:
        """See Replay: there is no reference."""
        return frozenset()

    def known_wrong(self, mistake: Mistake, check: Check, variant: int) -> frozenset[str] | None:
        """See Replay: of a mistake the file holds only what is wrong."""
        stored = self._layout.get(answer_key(check.id, variant), {}).get(mistake.key)
        if stored is None:
            return frozenset()
        return frozenset(
            [FAILED] if stored.failure is not None else [*stored.arrays, *stored.other]
        )

    def keep_wrong(
        self, mistake: Mistake, check: Check, variant: int, wrong: frozenset[str]
    ) -> None:
        """See Replay."""

    def _expected(self, key: str) -> ObservedOutputs | None:
        if key not in self._right:
            outputs = self._answers.outputs("expected", key)
            self._right[key] = None if outputs is None else observed_outputs(Outcome(outputs))
        return self._right[key]

    def _numbers(self, key: str) -> np.ndarray[Any, Any]:
        if key not in self._pools:
            self._pools[key] = (self._answers.outputs(SECTION, key) or {})["values"]
        return self._pools[key]


@dataclass(frozen=True)
class Stored:
    """One mistake in one variant of a check: only what is wrong.

    Attributes:
        arrays: by output, where it begins in the variant's numbers, and its shape.
        other: outputs that are no numbers.
    """

    arrays: dict[str, tuple[int, ...]] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    failure: Failure | None = None


@dataclass(frozen=True)
class MistakeTexts:
    """The index of what is stored.

    Attributes:
        touched: keys of the mistakes that change what a check sees, by check.
        layout: what is stored, by check and variant, and by mistake.
    """

    mistakes: tuple[Mistake, ...] = ()
    touched: dict[str, list[str]] = field(default_factory=dict)
    layout: dict[str, dict[str, Stored]] = field(default_factory=dict)
