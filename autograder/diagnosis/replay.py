"""What known mistakes return on the same inputs as a submission: the side that a diagnosis compares with.

Two sources: the reference with the mistakes made, when grading, and expected.npz, on a student's
machine, which has no reference.
"""

from __future__ import annotations

import ast
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..checks.check import Check
from ..checks.run import Outcome, run_probe
from ..checks.seeds import PUBLISHED
from ..course.answers import Answers, Tables, answer_key
from ..course.assignment import Assignment
from ..course.expected import published_inputs
from ..course.mistakes import Mistake, apply_mistakes, with_forms
from ..course.trusted import trusted
from ..execution.failure import Failure
from ..execution.transport import DirectTransport
from ..results.convert import convert, to_plain
from .observed import FAILED, ObservedOutputs, observed_outputs, same_outputs, wrong_outputs
from .published_ingredients import PublishedIngredients, ingredient_tables
from .stand_ins import Ingredients, StandIns

if TYPE_CHECKING:
    from ..course.kept import KeptAnswers

SECTION = "mistakes"
# Combinations of mistakes that are kept ready; each holds some 30 KB of compiled modules.
KEPT_COMBINATIONS = 512
# Published numbers: significant digits, and what counts as 0. Tolerances are wider than that.
DIGITS = 11
NOTHING = 1e-13


class Replay(Protocol):
    """A source of what mistakes return.

    Attributes:
        mistakes: the known ones.
        ingredients: what outputs are made of; None where that is not known.
    """

    mistakes: tuple[Mistake, ...]
    ingredients: Ingredients | None

    def touches(self, mistake: Mistake, check: Check) -> bool:
        """Tells whether a mistake can change what a check sees."""

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what a check sees of these mistakes together, None where that is not known."""


class ReferenceReplay:
    """Makes the mistakes in the reference and runs the probes on it, in this process.

    Args:
        mistakes: trusted code like the reference; `verify` shows that each of them, in each form, ends.
        seed: the seed of a check's inputs in a variant.
        kept: what single mistakes returned in earlier runs.
    """

    def __init__(
        self,
        assignment: Assignment,
        mistakes: Sequence[Mistake],
        seed: Callable[[Check, int], int],
        kept: KeptAnswers | None = None,
    ) -> None:
        self.mistakes = with_forms(mistakes)
        self._assignment = assignment
        self._seed = seed
        self._kept = kept
        self.ingredients: Ingredients | None = StandIns(assignment, seed, kept)
        reach = {
            needs: reachable(assignment.reference, needs)
            for needs in {check.needs for check in assignment.checks}
        }
        self._reach = {check.id: reach[check.needs] for check in assignment.checks}
        self._transports: OrderedDict[tuple[str, ...], DirectTransport | None] = OrderedDict()

    def touches(self, mistake: Mistake, check: Check) -> bool:
        """Tells whether a file that the mistake edits is used by the check."""
        return any(edit.file in self._reach[check.id] for edit in mistake.edits)

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what the check sees; None where the mistakes edit the same text."""
        if self._kept is None or len(mistakes) != 1:
            return self._run(mistakes, check, variant)
        name = f"{mistakes[0].key} {check.id}"
        found = _unpacked(self._kept.find(variant, name))
        if found is not None:
            return found
        found = self._run(mistakes, check, variant)
        # For want of memory, this process failed rather than the mistake.
        if found is not None and (found.failure is None or found.failure.type != "MemoryError"):
            self._kept.add(variant, name, _packed(found))
        return found

    def _run(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        transport = self._transport(mistakes)
        if transport is None:
            return None
        observed = observed_outputs(run_probe(check.probe, transport, self._seed(check, variant)))
        # Hundreds of transports are kept, and a training leaves all its batches behind.
        transport.drop_objects()
        return observed

    def _transport(self, mistakes: Sequence[Mistake]) -> DirectTransport | None:
        key = tuple(mistake.key for mistake in mistakes)
        if key not in self._transports:
            solution = self._assignment.bundle.solution
            files = apply_mistakes(self._assignment.reference, mistakes, solution)
            self._transports[key] = None if files is None else self._load(files)
            self._forget()
        self._transports.move_to_end(key)
        return self._transports[key]

    def _load(self, files: Mapping[str, bytes]) -> DirectTransport:
        return trusted(self._assignment, files)

    def _forget(self) -> None:
        """Drops the combinations not used for longest; single mistakes are kept."""
        combined = [key for key in self._transports if len(key) > 1]
        for key in combined[: max(0, len(combined) - KEPT_COMBINATIONS)]:
            del self._transports[key]


def _packed(observed: ObservedOutputs) -> list[Any]:
    failure = None if observed.failure is None else to_plain(observed.failure)
    return [dict(observed.values), failure]


def _unpacked(kept: Any) -> ObservedOutputs | None:
    match kept:
        case [dict(values), None]:
            return ObservedOutputs(values)
        case [dict(values), dict(failure)]:
            return ObservedOutputs(values, convert(failure, Failure))
    return None


class PublishedReplay:
    """Reads what mistakes return from expected.npz; knows nothing of combinations."""

    def __init__(self, answers: Answers) -> None:
        texts = convert(answers.text(SECTION), _Texts)
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
class _Stored:
    """One mistake in one variant of a check: only what is wrong.

    Attributes:
        arrays: by output, where it begins in the variant's numbers, and its shape.
        other: outputs that are no numbers.
    """

    arrays: dict[str, tuple[int, ...]] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    failure: Failure | None = None


@dataclass(frozen=True)
class _Texts:
    mistakes: tuple[Mistake, ...] = ()
    touched: dict[str, list[str]] = field(default_factory=dict)
    layout: dict[str, dict[str, _Stored]] = field(default_factory=dict)


def mistake_tables(
    assignment: Assignment, mistakes: Sequence[Mistake], seeds: Sequence[int] = range(PUBLISHED)
) -> tuple[Tables, dict[str, Any]]:
    """Returns what expected.npz holds of the known mistakes, for `answers.pack_answers`.

    It holds ids, titles, hints, and wrong outputs of the visible checks; no edit.

    Returns:
        (tables, texts): one section of numbers, and the index that goes with it.
    """
    right = published_inputs(assignment)
    replay = ReferenceReplay(assignment, mistakes, right.seed)
    visible = [check for check in assignment.checks if not check.hidden]
    mistakes = _telling_forms(replay, [(check, seed) for check in visible for seed in seeds])
    section: dict[str, Mapping[str, Any]] = {}
    layout: dict[str, dict[str, _Stored]] = {}
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
    texts = _Texts(
        mistakes=tuple(replace(item, edits=(), line=0, on="") for item in mistakes),
        touched={
            check.id: [mistake.key for mistake in mistakes if replay.touches(mistake, check)]
            for check in visible
        },
        layout=layout,
    )
    made_of, names = ingredient_tables(assignment, StandIns(assignment, right.seed), seeds)
    tables = {SECTION: section, **made_of}
    return tables, {SECTION: to_plain(texts, brief=(_Stored,)), **names}


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


def reachable(files: Mapping[str, bytes], modules: Sequence[str]) -> frozenset[str]:
    """Returns the files that importing these modules executes, found by their import statements."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        path = f"{waiting.pop().replace('.', '/')}.py"
        if path in files and path not in found:
            found.add(path)
            waiting += _imports(files[path])
    return frozenset(found)


def _imports(source: bytes) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names


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
) -> _Stored:
    if observed.failure is not None:
        failure = observed.failure
        return _Stored(failure=Failure(kind=failure.kind, type=failure.type, text=failure.text))
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
    return _Stored(arrays=arrays, other=other)
