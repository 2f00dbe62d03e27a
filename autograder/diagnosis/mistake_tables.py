"""What expected.npz holds of known mistakes: their wrong outputs on the published inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..checks.check import Check
from ..checks.run import Outcome
from ..checks.seeds import PUBLISHED
from ..course.answers import Tables, answer_key
from ..course.assignment import Assignment
from ..course.expected import published_inputs
from ..course.mistakes import FILE, Mistake
from ..errors import CourseError
from ..execution.bounded import EndlessError
from ..execution.failure import Failure
from ..results.convert import to_plain
from .observed import FAILED, ObservedOutputs, observed_outputs, same_outputs, wrong_outputs
from .published_ingredients import ingredient_tables
from .published_replay import SECTION, MistakeTexts, Stored
from .replay import ReferenceReplay
from .stand_ins import StandIns

# Published numbers: significant digits, and what counts as 0. Tolerances are wider than that.
DIGITS = 11
NOTHING = 1e-13


def mistake_tables(
    assignment: Assignment, mistakes: Sequence[Mistake], seeds: Sequence[int] = range(PUBLISHED)
) -> tuple[Tables, dict[str, Any]]:
    """Returns what expected.npz holds of the known mistakes, for `answers.pack_answers`.

    It holds ids, titles, hints, and wrong outputs of the visible checks; no edit.

    Returns:
        (tables, texts): one section of numbers, and the index that goes with it.

    Raises:
        CourseError: a mistake does not end.
    """
    right = published_inputs(assignment)
    replay = ReferenceReplay(assignment, mistakes, right.seed)
    visible = [check for check in assignment.checks if not check.hidden]
    mistakes = _telling_forms(replay, [(check, seed) for check in visible for seed in seeds])
    section: dict[str, Mapping[str, Any]] = {}
    layout: dict[str, dict[str, Stored]] = {}
    for check in visible:
        touching = [mistake for mistake in mistakes if replay.touches(mistake, check)]
        for seed in seeds:
            expected = observed_outputs(Outcome(right.outputs(check, seed)))
            pool = _Pool()
            stored = {}
            for mistake in touching:
                observed = replay.observed([mistake], check, seed)
                if observed is not None and wrong_outputs(check, observed, expected):
                    stored[mistake.key] = _store(check, observed, expected, pool)
            key = answer_key(check.id, seed)
            section[key] = {"values": pool.values()}
            layout[key] = stored
    for mistake in replay.mistakes:
        if mistake.key in replay.endless:
            raise CourseError(
                f"solutions/{assignment.name}/{FILE}:{mistake.line}: mistake {mistake.id!r} does not end: "
                f"{EndlessError()}."
            )
    texts = MistakeTexts(
        mistakes=tuple(replace(item, edits=(), line=0, on="") for item in mistakes),
        touched={
            check.id: [mistake.key for mistake in mistakes if replay.touches(mistake, check)]
            for check in visible
        },
        layout=layout,
    )
    made_of, names = ingredient_tables(assignment, StandIns(assignment, right.seed), seeds)
    tables = {SECTION: section, **made_of}
    return tables, {SECTION: to_plain(texts, brief=(Stored,)), **names}


def _telling_forms(
    replay: ReferenceReplay, cases: Sequence[tuple[Check, int]]
) -> tuple[Mistake, ...]:
    """Returns the mistakes, and those of their forms that return something else in some case."""
    seen: dict[str, list[list[ObservedOutputs | None]]] = {}
    found = []
    for mistake in replay.mistakes:
        several = any(other.id == mistake.id and other.number for other in replay.mistakes)
        outputs = [replay.observed([mistake], *case) for case in cases] if several else []
        earlier = seen.setdefault(mistake.id, [])
        if mistake.number == 0 or not any(
            all(
                one is not None and other is not None and _agree(check, one, other)
                for (check, _), one, other in zip(cases, outputs, known, strict=True)
            )
            for known in earlier
        ):
            earlier.append(outputs)
            found.append(mistake)
    return tuple(found)


def _agree(check: Check, one: ObservedOutputs, other: ObservedOutputs) -> bool:
    names = {FAILED} if one.failure or other.failure else one.values.keys() | other.values.keys()
    return same_outputs(check, one, other) == names


class _Pool:
    """All numbers of one variant in a row."""

    def __init__(self) -> None:
        self._parts: list[np.ndarray[Any, Any]] = [np.zeros(0)]
        self._size = 0

    def add(self, array: np.ndarray[Any, Any]) -> int:
        """Returns where the array begins.

        What is published must not depend on the machine: the last digits of a sum do, and where it
        should be 0 all of its digits.
        """
        texts = np.char.mod(f"%.{DIGITS - 1}e", array)
        self._parts.append(np.where(np.abs(array) < NOTHING, 0.0, texts.astype(np.float64)).ravel())
        self._size += array.size
        return self._size - array.size

    def values(self) -> np.ndarray[Any, Any]:
        return np.concatenate(self._parts)


def _store(
    check: Check, observed: ObservedOutputs, expected: ObservedOutputs, pool: _Pool
) -> Stored:
    if observed.failure is not None:
        failure = observed.failure
        return Stored(failure=Failure(kind=failure.kind, type=failure.type, text=failure.text))
    arrays: dict[str, tuple[int, ...]] = {}
    other: dict[str, str] = {}
    wrong = wrong_outputs(check, observed, expected)
    for name in expected.values:
        if name in wrong:
            value = observed.values.get(name)
            if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                arrays[name] = (pool.add(value), *value.shape)
            else:
                other[name] = str(getattr(value, "dtype", value))
    return Stored(arrays=arrays, other=other)
