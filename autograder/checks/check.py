"""What authors of checks import: `check`, `Expect` and `central_difference`.

A check is a function that does something with a submission and returns what came out:

    @check("loss.value", points=10, needs=["loss"])
    def loss_value(student, rng):
        "mean loss of a batch"
        layer = student.loss.SoftmaxCrossEntropyLoss(3, 4)
        ...
        return {"loss": loss}

The same function runs on the reference, and what it returns there is what is expected, unless the
check has an oracle of its own (`@loss_value.oracle`).
"""

from __future__ import annotations

import fnmatch
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field
from typing import Any

import numpy as np

from ..execution.reading import read_all
from ..results.records import dataclass
from ..results.text import Words
from .expect import Expect, need_kind

__all__ = ["Check", "Expect", "central_difference", "check"]

Outputs = Mapping[str, Any]
Probe = Callable[[Any, np.random.Generator], Outputs]
Inputs = Callable[..., Any]
# Those that are made while somebody collects them.
_COLLECTED: ContextVar[list[Check] | None] = ContextVar("collected", default=None)
# A number of rows in place of one number alone stands for this many times it, too.
MORE_ROWS = 16
# Of outputs whose author asks for nothing else.
_USUAL = Expect()


@dataclass
class Check:
    """A probe with its points and title; made by the decorator `check`.

    Attributes:
        needs: modules of the submission without which the check is skipped.
        expect: tolerances by output name; names may be patterns ("grad_b*").
        slower_than: a right submission fails that takes this many times the reference's time; 0
            where time does not matter.
        expected: computes what is expected from the reference's facade, where that is not simply
            what the probe returns there.
        implied: a second probe, run on a submission that failed: what its outputs would be if they
            agreed with the submission's own loss.
        facts: numbers of its inputs by which a wrong answer may be off, such as {"batch": 8}.
        inputs: draws what its probe, its oracle and its self-consistency probe are given.
        rows: two sizes of its inputs, the first of which is the usual one; None where they have one size.
        path, line: where it is defined.
    """

    id: str
    points: float
    title: Words
    needs: tuple[str, ...]
    probe: Probe
    expect: Mapping[str, Expect]
    path: str
    line: int
    slower_than: float = 0.0
    expected: Probe | None = None
    implied: Probe | None = None
    facts: Mapping[str, float] = field(default_factory=dict)
    hidden: bool = field(default=False)
    inputs: Inputs | None = None
    rows: tuple[int, int] | None = None

    def with_rows(self, rows: int) -> Probe:
        """Returns the probe on inputs of another size; only where the check has `rows`."""
        return _sized(self.probe, rows)

    def oracle(self, function: Callable[..., Outputs]) -> Callable[..., Outputs]:
        """Decorator: `function(reference, rng)` returns the expected outputs, by other means.

        Where the check declares its inputs, it is `function(reference, ...)` with these.
        """
        self.expected = _given(function, self.inputs, self.rows)
        return function

    def self_consistency(self, function: Callable[..., Outputs]) -> Callable[..., Outputs]:
        """Decorator: `function(student, rng)` returns the outputs that the student's own loss implies.

        Where the check declares its inputs, it is `function(student, ...)` with these.
        """
        self.implied = _given(function, self.inputs, self.rows)
        return function

    # Its name in checks that were written for 0.1.
    own_loss = self_consistency

    def tolerance(self, output: str) -> Expect:
        """Returns the tolerance of an output: its own, else the first pattern that fits."""
        if output in self.expect:
            return self.expect[output]
        for pattern, expect in self.expect.items():
            if pattern == "*" or fnmatch.fnmatchcase(output, pattern):
                return expect
        return _USUAL


def check(
    id: str,
    *,
    points: float,
    needs: Sequence[str],
    title: str | Mapping[str, str] | None = None,
    zh: str = "",
    expect: Expect | Mapping[str, Expect] | None = None,
    facts: Mapping[str, float] | None = None,
    slower_than: float = 0.0,
    inputs: Inputs | None = None,
    rows: int | tuple[int, int] | None = None,
) -> Callable[[Callable[..., Outputs]], Check]:
    """Makes a check of a function `probe(student, rng) -> {name: output}`.

    The first line of the docstring is the title that students see, in the course's language.

    Args:
        id: group and name, `gradient.w`.
        points: all of them or none.
        needs: modules of the submission that it uses.
        title: the title where it is not the docstring's, or in further languages: {"zh": "..."}.
        zh: the same as title={"zh": ...}, for checks that were written for 0.1.
        expect: one tolerance for all outputs, or tolerances by name.
        facts: numbers of the inputs, with which a wrong answer is explained ("yours is 8.00 times
            what is expected; the batch has 8 rows"): batch, classes, inputs, momentum,
            learning_rate, or any other name.
        slower_than: see Check; for checks of a group like `efficiency`, which count only where
            assignment.toml gives that group points.
        inputs: `inputs(rng)` draws the inputs; the probe is `probe(student, given)`, or, where they are a
            tuple, `probe(student, first, second, ...)`, and so are its oracle and self-consistency probe.
        rows: how many samples the inputs have, for the rule on loops: it counts the lines that run with so many,
            and with 16 times as many, or with both of two given numbers. The check itself is about the first.
            `inputs(rng, rows)` is given the number, or, where there is none, `probe(student, rng, rows)`, and
            so are its oracle and self-consistency probe.

    Raises:
        ValueError: rows are not positive, or the second are not more than the first.
        TypeError: another argument is nothing of its kind.
    """
    need_kind("id", id, str)
    need_kind("points", points, float)
    need_kind("needs", needs, tuple[str, ...])
    need_kind("slower_than", slower_than, float)
    need_kind("facts", facts, dict[str, float] | None)
    sizes = (rows, MORE_ROWS * rows) if isinstance(rows, int) else rows
    if sizes is not None and not 0 < sizes[0] < sizes[1]:
        raise ValueError(
            f"rows={rows!r}: give a number above 0, or two of which the second is more"
        )
    tolerances = _tolerances(expect)
    title = title or ({"zh": zh} if zh else None)

    def decorate(probe: Callable[..., Outputs]) -> Check:
        code = probe.__code__
        made = Check(
            id=id,
            points=points,
            title=_title(probe, title),
            needs=tuple(needs),
            probe=_given(probe, inputs, sizes),
            inputs=inputs,
            rows=sizes,
            expect=tolerances,
            facts=dict(facts or {}),
            path=code.co_filename,
            line=code.co_firstlineno,
            slower_than=slower_than,
        )
        collected = _COLLECTED.get()
        if collected is not None:
            collected.append(made)
        return made

    return decorate


def _tolerances(expect: Expect | Mapping[str, Expect] | None) -> dict[str, Expect]:
    by_output = expect if isinstance(expect, Mapping) else {} if expect is None else {"*": expect}
    for output, of_one in by_output.items():
        if not isinstance(of_one, Expect):
            raise TypeError(f"expect, {output!r}: an Expect is expected, not {of_one!r}")
    return dict(by_output)


@contextmanager
def collected_checks() -> Iterator[list[Check]]:
    """Gives the list of the checks that are made meanwhile, in their order; what their names are does not matter."""
    found: list[Check] = []
    token = _COLLECTED.set(found)
    try:
        yield found
    finally:
        _COLLECTED.reset(token)


@functools.lru_cache(maxsize=256)
def _sized(probe: Callable[..., Outputs], rows: int) -> Probe:
    return functools.update_wrapper(functools.partial(probe, rows=rows), probe)


def _given(
    function: Callable[..., Outputs], inputs: Inputs | None, sizes: tuple[int, int] | None
) -> Probe:
    """Returns a function of (student, rng) that is given what `inputs` draws, anew each time.

    Where there are sizes, it takes another than the first as `rows`.
    """
    if inputs is None and sizes is None:
        return function

    @functools.wraps(function)
    def probe(student: Any, rng: np.random.Generator, rows: int | None = None) -> Outputs:
        sized = () if sizes is None else (sizes[0] if rows is None else rows,)
        if inputs is None:
            return function(student, rng, *sized)
        given = inputs(rng, *sized)
        return function(student, *given) if isinstance(given, tuple) else function(student, given)

    return probe


def _title(probe: Callable[..., Outputs], given: str | Mapping[str, str] | None) -> Words:
    """Returns a check's title: what is given, and for the course's language its first line."""
    line = (probe.__doc__ or "").strip().split("\n")[0].strip()
    if given is None:
        return Words.from_plain(line)
    words = Words.from_plain(given)
    return words if isinstance(given, str) else Words((("", line), *words.texts))


def central_difference(
    function: Callable[[np.ndarray[Any, Any]], Any],
    x: np.ndarray[Any, Any],
    step: float = 1e-3,
    *,
    stacked: bool = False,
) -> np.ndarray[Any, Any]:
    """Returns the gradient of a scalar function by differences of fourth order.

    (8 [f(x+h) - f(x-h)] - [f(x+2h) - f(x-2h)]) / 12h, with an error of h^4 f^(5) / 30.

    Args:
        function: takes an array of x's shape; may return a handle, since all calls are made before
            the first value is read.
        x: float array of any shape.
        step: h; with 1e-3 truncation and rounding both stay near 1e-12 for losses of order one.
        stacked: the function takes all arrays at once, stacked along a new first axis, and returns a number for
            each: where it is numpy of one's own, that is far quicker.
    """
    x = np.asarray(x, dtype=np.float64)
    offsets = step * np.array([1, -1, 2, -2])
    directions = np.eye(x.size).reshape(x.size, 1, *x.shape)
    moved = x + directions * offsets.reshape(-1, *(1 for _ in x.shape))
    moved = moved.reshape(-1, *x.shape)
    if stacked:
        values = function(moved)
    else:
        handles = [function(moved[number, ...]) for number in range(len(moved))]
        values = [float(value) for value in read_all({"values": handles})["values"]]
    weights = np.array([8.0, -8.0, -1.0, 1.0]) / (12 * step)
    return (np.reshape(values, (x.size, len(offsets))) @ weights).reshape(x.shape)
