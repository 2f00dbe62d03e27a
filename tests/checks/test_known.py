"""What was made of an answer is not made again; what is answered otherwise is looked at by itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import as_numbers, known, later
from autograder.checks.asking import Asked
from autograder.checks.known import KeptQuestions, KnownProbes
from autograder.checks.run import Outcome, run_probe
from autograder.course.kept import KeptAnswers
from autograder.execution.failure import Failure, StudentError
from autograder.execution.guard import ProbeOverrunError
from autograder.execution.student import Student
from autograder.execution.transport import DirectTransport
from autograder.execution.worker.executor import Executor
from autograder.execution.worker.wire import REPLY, decode, encode


class Pipe:
    """Asks an executor in this process, in bytes; `broken` says after how many requests it ends."""

    faults: tuple[type[Exception], ...] = ()

    def __init__(self, source: str, broken: int = 1 << 30) -> None:
        self._executor = Executor()
        load = {"files": {"m.py": source.encode()}, "named": ["m"]}
        self._executor.handle(encode({"load": load}))
        self.left = broken
        self.read_replies = 0

    def ask(self, frame: bytes) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise StudentError(Failure(kind="timeout", seconds=1.0))
        return self._executor.handle(frame)

    def read(self, reply: bytes) -> Any:
        self.read_replies += 1
        return decode(reply, REPLY)


class Probe:
    """Asks for a sum, and where that is even for its half; counts how often it is run."""

    def __init__(self) -> None:
        self.runs = 0
        self.__code__ = self.__call__.__code__

    def __call__(self, student: Student, rng: np.random.Generator) -> dict[str, Any]:
        self.runs += 1
        total = int(student.read(student.m.add(int(rng.integers(1, 9)), 1)))
        return {"total": total, "half": student.m.half(total) if total % 2 == 0 else None}


def run(probes: KnownProbes, probe: Any, pipe: Any, seed: int = 0) -> Outcome:
    """Runs a probe as grading does."""
    transport = probes.begin(probe, seed, pipe)
    outcome = transport.follow(transport)
    if outcome is None:
        outcome = run_probe(probe, transport, seed, transport.will_return)
        transport.keep(outcome)
    return outcome


RIGHT = "def add(a, b): return a + b\n\ndef half(total): return total // 2\n"
ALWAYS_EVEN = "def add(a, b): return 2 * (a + b)\n\ndef half(total): return total // 2\n"
WRONG_HALF = "def add(a, b): return 2 * (a + b)\n\ndef half(total): return total\n"


def test_what_is_answered_alike_is_neither_decoded_nor_probed_again() -> None:
    probes, probe = KnownProbes(), Probe()
    first = run(probes, probe, Pipe(ALWAYS_EVEN))
    pipe = Pipe(ALWAYS_EVEN + "# another\n")
    assert run(probes, probe, pipe) is first
    assert (probe.runs, pipe.read_replies) == (1, 0)


def test_each_answer_has_its_own_outcome_whoever_comes_first() -> None:
    for order in ((ALWAYS_EVEN, WRONG_HALF, RIGHT), (RIGHT, WRONG_HALF, ALWAYS_EVEN)):
        probes = KnownProbes()
        for _ in range(2):
            for source in order:
                alone = run(KnownProbes(), Probe(), Pipe(source))
                assert run(probes, PROBE, Pipe(source)) == alone
    assert run(probes, PROBE, Pipe(WRONG_HALF)).outputs["half"] != alone.outputs["half"]


PROBE = Probe()


def test_another_seed_is_another_probe() -> None:
    probes, probe = KnownProbes(), Probe()
    totals = {run(probes, probe, Pipe(RIGHT), seed).outputs["total"] for seed in range(9)}
    assert len(totals) > 1
    assert probe.runs == 9


def test_a_child_that_ends_leaves_nothing_behind() -> None:
    probes, probe = KnownProbes(), Probe()
    for broken in (0, 1):
        outcome = run(probes, probe, Pipe(ALWAYS_EVEN, broken))
        assert outcome.failure is not None
        assert outcome.failure.kind == "timeout"
    assert run(probes, probe, Pipe(ALWAYS_EVEN)).failure is None
    # It ends where all is known, too.
    outcome = run(probes, probe, Pipe(ALWAYS_EVEN, 1))
    assert outcome.failure is not None
    assert outcome.failure.kind == "timeout"


def test_an_exception_of_the_submission_is_an_answer() -> None:
    probes, probe = KnownProbes(), Probe()
    source = "def add(a, b): raise ValueError('no')\n"
    first = run(probes, probe, Pipe(source))
    assert first.failure is not None
    assert first.failure.type == "ValueError"
    assert run(probes, probe, Pipe(source)) is first


def test_a_submission_cannot_have_much_kept(monkeypatch) -> None:
    monkeypatch.setattr(known, "MOST_REPLY_BYTES", 200)
    monkeypatch.setattr(known, "MOST_ANSWERS", 2)
    probes, probe = KnownProbes(), Probe()
    for number in range(5):
        source = f"def add(a, b): return {2 * number + 1}\n"
        assert run(probes, probe, Pipe(source)).outputs["total"] == 2 * number + 1
    long = f"def add(a, b): raise ValueError('{'x' * 300}')\n"
    outcomes = [run(probes, probe, Pipe(long)) for _ in range(2)]
    assert outcomes[0] is not outcomes[1]
    assert outcomes[0] == outcomes[1]


def test_it_begins_anew_where_it_takes_too_much(monkeypatch) -> None:
    monkeypatch.setattr(known, "MOST_BYTES", 500)
    probes, probe = KnownProbes(), Probe()
    for seed in range(20):
        run(probes, probe, Pipe(RIGHT), seed)
    assert len(probes._begun) < 10


class AsksOnce:
    """Returns handles, alone and in plain containers, and has asked for nothing until then."""

    def __init__(self) -> None:
        self.runs = 0
        self.__code__ = self.__call__.__code__

    def __call__(self, student: Student, rng: np.random.Generator) -> dict[str, Any]:
        self.runs += 1
        given = int(rng.integers(1, 9))
        total = student.m.add(given, 1)
        return {"total": total, "both": [total, given], "half": {"of it": student.m.half(4)}}


def test_a_probe_that_asks_once_is_not_run_for_other_answers() -> None:
    sources = (RIGHT, ALWAYS_EVEN, WRONG_HALF, "def add(a, b): return [a]\n\nhalf = float\n")
    probes, probe = KnownProbes(), AsksOnce()
    for source in sources:
        alone = run(KnownProbes(), AsksOnce(), Pipe(source))
        assert run(probes, probe, Pipe(source)) == alone
        assert alone.failure is None
    assert probe.runs == 1
    # A failure is told in the probe's words, and a handle is of its session.
    for source in ("add = half = None\n", "def add(a, b): return len\n\nhalf = float\n"):
        alone, found = (
            run(KnownProbes(), AsksOnce(), Pipe(source)),
            run(probes, probe, Pipe(source)),
        )
        assert found.failure == alone.failure
        assert found.outputs.keys() == alone.outputs.keys()
    assert probe.runs == 3


def test_what_a_submission_was_asked_others_are_asked_without_the_probe() -> None:
    probes, once, twice = KnownProbes(), AsksOnce(), Probe()
    for probe in (once, twice):
        run(probes, probe, Pipe(RIGHT))
    asked = Asked(probes)
    for source in (RIGHT, ALWAYS_EVEN, WRONG_HALF):
        for probe, fresh in ((once, AsksOnce()), (twice, Probe())):
            transport = DirectTransport({"m.py": source.encode()}, ["m"])
            assert asked.outcome(probe, transport, 0) == run(KnownProbes(), fresh, Pipe(source))
    # What is asked next depends on an answer.
    assert (once.runs, twice.runs) == (1, 4)


def kept_in(folder: Path, **probes: Any) -> tuple[KnownProbes, KeptAnswers]:
    """Returns known probes as one run of grading has them."""
    kept = KeptAnswers(folder, "key", b"secret")
    names = {probe: name for name, probe in probes.items()}
    return KnownProbes(KeptQuestions(names, partial(kept.find, 0), partial(kept.add, 0))), kept


def test_what_is_all_that_a_probe_asks_is_not_asked_of_it_in_a_later_run(tmp_path: Path) -> None:
    first, kept = kept_in(
        tmp_path, once=AsksOnce(), twice=Probe(), sums=Sums(), added=Added(), long=AsksMuch()
    )
    for probe in first._kept.names:
        run(first, probe, Pipe(RIGHT), seed=3)
    kept.save()
    once, twice, sums, added = AsksOnce(), Probe(), Sums(), Added()
    much, other = AsksMuch(), AsksOnce()
    again, _ = kept_in(
        tmp_path, once=once, twice=twice, sums=sums, added=added, long=much, other=other
    )
    for source in (RIGHT, ALWAYS_EVEN, "def add(a, b): return [a]\n\nhalf = float\n"):
        for kind, probe in ((AsksOnce, once), (Sums, sums)):
            alone = run(KnownProbes(), kind(), Pipe(source), seed=3)
            assert repr(run(again, probe, Pipe(source), seed=3)) == repr(alone)
    assert once.runs == sums.runs == 0
    # Another name, another seed, what depends on answers, is made of them by the course's own, or takes long to read.
    run(again, other, Pipe(RIGHT), seed=3)
    run(again, once, Pipe(RIGHT), seed=4)
    for probe in (twice, added, much):
        run(again, probe, Pipe(RIGHT), seed=3)
    assert [probe.runs for probe in (other, once, twice, added, much)] == [1] * 5
    # A failure is told in the probe's words, which has to be run for that.
    broken = run(again, once, Pipe("add = half = None\n"), seed=3)
    assert broken == run(KnownProbes(), AsksOnce(), Pipe("add = half = None\n"), seed=3)
    assert once.runs == 2


# What is to be made of values by nobody, and of values that are not there.
FORGED = [[b"frame", [], {"a": []}, {"a": "eval"}], [b"frame", [], {}, {"a": "as_numbers"}]]


@pytest.mark.parametrize(
    "value", [None, 7, [b"frame"], [b"frame", [], None], {"frame": b""}, *FORGED]
)
def test_what_was_kept_and_is_no_question_costs_time_only(tmp_path: Path, value: Any) -> None:
    probe = AsksOnce()
    probes, kept = kept_in(tmp_path, once=probe)
    kept.add(0, "once 0", value)
    kept.save()
    assert run(probes, probe, Pipe(RIGHT)) == run(KnownProbes(), AsksOnce(), Pipe(RIGHT))
    assert probe.runs == 1


def test_handles_further_inside_are_not_taken_for_values() -> None:
    def deep(student: Student, rng: np.random.Generator) -> dict[str, Any]:
        return {"total": student.m.add(1, 2), "inside": [[student.m.half(4)]]}

    probes = KnownProbes()
    for source, total in ((RIGHT, 3), (ALWAYS_EVEN, 6)):
        found = run(probes, deep, Pipe(source)).outputs
        assert found["total"] == total
        assert type(found["inside"][0][0]).__name__ == "Remote"


class Sums(Probe):
    """Returns what is to be made of three sums; counts how often it is run."""

    def __call__(self, student: Student, rng: np.random.Generator) -> dict[str, Any]:
        self.runs += 1
        return {"sums": later(as_numbers, [student.m.add(number, 1) for number in range(3)])}


class Added(Sums):
    """Returns what something of the course's own makes of them."""

    def __call__(self, student: Student, rng: np.random.Generator) -> dict[str, Any]:
        self.runs += 1
        return {"sum": later(sum, [student.m.add(number, 1) for number in range(3)])}


class AsksMuch(AsksOnce):
    """Asks once, with more than is kept."""

    def __call__(self, student: Student, rng: np.random.Generator) -> dict[str, Any]:
        self.runs += 1
        return {"total": student.m.add(np.zeros(known.MOST_KEPT_BYTES), 1)}


def test_what_is_made_of_values_later_is_made_of_each_answer_without_the_probe() -> None:
    probes, probe = KnownProbes(), Sums()
    for source in (RIGHT, ALWAYS_EVEN, "def add(a, b): return a * a\n"):
        outcome, alone = run(probes, probe, Pipe(source)), run(KnownProbes(), Sums(), Pipe(source))
        np.testing.assert_equal(outcome.outputs, alone.outputs)
        assert isinstance(outcome.outputs["sums"], np.ndarray)
    assert probe.runs == 1


@pytest.mark.parametrize("value", ["'text'", "None", "object()", "[[1], [1, 2]]"])
def test_what_nothing_can_be_made_of_ends_as_in_the_probe_itself(value) -> None:
    probes, probe = KnownProbes(), Sums()
    run(probes, probe, Pipe(RIGHT))
    source = f"def add(a, b): return {value}\n"
    outcome, alone = run(probes, probe, Pipe(source)), run(KnownProbes(), Sums(), Pipe(source))
    assert outcome.failure is not None
    assert outcome == alone


def test_what_is_made_of_values_later_has_a_limit_of_time() -> None:
    def endless(values: list[int]) -> int:
        while sum(values) > 2:
            pass
        return 0

    def probe(student: Student, rng: np.random.Generator) -> dict[str, Any]:
        return {"sum": later(endless, [student.m.add(0, 1)])}

    probes = KnownProbes()
    assert run(probes, probe, Pipe(RIGHT)).outputs == {"sum": 0}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(known, "GuardedTransport", partial(known.GuardedTransport, seconds=0.05))
        with pytest.raises(ProbeOverrunError):
            run(probes, probe, Pipe("def add(a, b): return 9\n"))
