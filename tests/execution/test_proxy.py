"""The executor and the facade `student`: what a probe can do, and how many exchanges it costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from helpers.double_course import Counting, case_1, failure_of, student_of

from autograder.checks.run import run_probe
from autograder.checks.seeds import generator, seed_of_globals
from autograder.course.assignment import Assignment
from autograder.execution.failure import Failure, StudentError, read_failure
from autograder.execution.proxy import Remote
from autograder.execution.reading import read_all
from autograder.execution.sandbox import Sandbox, SandboxFault
from autograder.execution.student import Student
from autograder.execution.transport import DirectTransport, PipeTransport, load_message

LAYER = """
import numpy as np
class Layer:
    def __init__(self, n):
        self.W = np.zeros(n)
    def grow(self):
        self.W += 1
        return self
    def fail(self):
        return helper()
    def pair(self):
        return 1.5, self.W
def helper():
    raise ValueError("words")
def todo():
    raise NotImplementedError("TODO: todo in work.py")
def spoil(x):
    x[:] = 0
    return float(x.sum())
def two(a, b): return a
table = {"a": np.arange(3), "b": Layer(2)}
def identity(x): return x
def huge(): return 1 << 5000
def long(): return "x" * 100_000
def many(): return [0.1234567890123456] * 60_000
"""


@pytest.fixture(scope="module")
def case() -> Assignment:
    return case_1()


@pytest.fixture(scope="module")
def pipe() -> Iterator[PipeTransport]:
    with Sandbox() as sandbox, sandbox.spawn() as child:
        transport = PipeTransport(child)
        transport.allow(600)
        transport.exchange(load_message({"work.py": LAYER.encode()}, ["work"]))
        yield transport


@pytest.fixture(params=["direct", "pipe"])
def student(request: pytest.FixtureRequest) -> Student:
    """The same submission over both transports."""
    if request.param == "direct":
        return student_of(LAYER)
    return Student(request.getfixturevalue("pipe"), 0)


def test_values_are_what_they_were_when_the_operation_ran(student: Student) -> None:
    layer = student.work.Layer(2)
    history = []
    for _ in range(3):
        layer.grow()
        history.append(layer.W)
    assert [value.tolist() for value in student.read_list(history)] == [[1, 1], [2, 2], [3, 3]]


def test_values_are_read_inside_the_containers_that_a_probe_returns(student: Student) -> None:
    layer = student.work.Layer(2)
    first, second = layer.pair()
    outputs = {"pair": [first, layer.grow().W], "named": {"W": layer.W, "n": 2}, "both": (second,)}
    read = read_all(outputs)
    assert read["pair"][0] == 1.5
    assert read["pair"][1].tolist() == read["named"]["W"].tolist() == [1, 1]
    assert (read["named"]["n"], read["both"][0].tolist()) == (2, [0, 0])


def test_a_probe_gets_read_only_copies_and_the_student_writable_ones(student: Student) -> None:
    mine = np.ones(3)
    assert student.read(student.work.spoil(mine)) == 0
    assert mine.tolist() == [1, 1, 1]
    got = np.asarray(student.read(student.work.identity(mine)))
    assert not student.read(student.work.identity(mine)).flags.writeable
    assert got.tolist() == [1, 1, 1]


def test_an_argument_is_taken_as_it_is_at_the_call(student: Student) -> None:
    mine = np.ones(2)
    result = student.work.identity(mine)
    mine[:] = 7
    assert student.read(result).tolist() == [1, 1]


def test_results_can_be_unpacked_indexed_and_looked_up(student: Student) -> None:
    number, W = student.work.Layer(2).pair()
    assert (number, W.tolist()) == (1.5, [0, 0])
    assert student.read(student.work.Layer(2).pair()[0]) == 1.5
    assert student.read(student.work.table["a"]).tolist() == [0, 1, 2]
    assert float(student.work.identity(2)) == 2.0
    assert np.asarray(student.work.identity([1, 2])).tolist() == [1, 2]


def test_objects_are_handles_also_inside_of_containers(student: Student) -> None:
    table = student.read(student.work.table)
    assert isinstance(table["b"], Remote)
    assert student.read(table["b"].W).tolist() == [0, 0]
    layer = student.work.Layer(1)
    assert isinstance(student.read(layer), Remote)
    assert student.read(student.work.identity(layer).grow().W).tolist() == [1]
    assert student.read(layer.W).tolist() == [1]


def test_a_record_is_a_plain_object_with_attributes(student: Student) -> None:
    model = student.record(W=np.zeros(2), trainable=True)
    model.W = np.ones(2)
    assert student.read(student.work.identity(model).W).tolist() == [1, 1]
    assert student.read(model.trainable) is True


def test_what_is_handed_over_once_can_be_gone_over_once() -> None:
    source = "def twice(pairs): return [a + b for a, b in pairs], list(pairs)"
    student = Student(DirectTransport({"work.py": source.encode()}, ["work"]), 0)
    record = student.record(second=2)
    pairs = student.once([(1, record.second), (3, 4)])
    assert student.read(student.work.twice(pairs)) == ([3, 7], [])


def test_every_probe_starts_with_fresh_modules() -> None:
    transport = DirectTransport({"work.py": LAYER.encode()}, ["work"])
    first = Student(transport, 0)
    first.work.extra = 1
    first.finish()
    failure = failure_of(lambda: Student(transport, 0).work.extra.real.__float__())
    assert (failure.kind, failure.name, failure.on) == ("missing", "extra", "work")


def test_generators_are_seeded_alike_at_each_start() -> None:
    source = (
        "import numpy as np, random\ndef draw(): return np.random.normal(size=3), random.random()"
    )
    transport = DirectTransport({"work.py": source.encode()}, ["work"])
    draws = [
        Student(transport, seed).read(Student(transport, seed).work.draw()) for seed in (1, 1, 2)
    ]
    assert draws[0][0].tolist() == draws[1][0].tolist() != draws[2][0].tolist()
    assert draws[0][1] == draws[1][1] != draws[2][1]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (lambda s: s.work.Layer(2).fail(), {"kind": "raised", "type": "ValueError", "text": "words",
                                            "file": "work.py", "line": 14, "function": "helper"}),
        (lambda s: s.work.todo(), {"kind": "todo", "file": "work.py", "function": "todo"}),
        (lambda s: s.work.absent, {"kind": "missing", "name": "absent", "on": "work"}),
        (lambda s: s.work.Layer(2).V, {"kind": "missing", "name": "V", "on": "Layer"}),
        (lambda s: s.work.Layer(2).grow().V, {"name": "V", "on": "grow()"}),
        (lambda s: s.work.Layer(2).W[1].V, {"name": "V", "on": "W[1]"}),
        (lambda s: s.work.Layer(2).W[7], {"name": "W", "on": "W", "operation": "item"}),
        (lambda s: s.work.two(1), {"kind": "signature", "name": "two"}),
        (lambda s: s.absent, {"kind": "load", "type": "FileNotFoundError", "name": "absent"}),
        (lambda s: s.work.table["z"], {"kind": "value", "type": "dict", "operation": "item"}),
    ],
)  # fmt: skip
def test_a_failure_says_what_failed_where(
    student: Student, action: Any, expected: dict[str, Any]
) -> None:
    failure = failure_of(lambda: (action(student), student.finish()))
    assert {name: getattr(failure, name) for name in expected} == expected


def test_the_first_failure_of_a_probe_stays_its_outcome(student: Student) -> None:
    student.work.todo()
    first = failure_of(lambda: student.read(student.work.identity(1)))
    again = failure_of(lambda: student.read(student.work.identity(1)))
    assert first.kind == again.kind == "todo"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(:\n", {"type": "SyntaxError", "syntax_line": 1}),
        (
            "import core_not_installed",
            {"type": "ModuleNotFoundError", "module": "core_not_installed"},
        ),
        ("x = 1\ny = x / 0", {"type": "ZeroDivisionError", "line": 2, "file": "work.py"}),
        ("raise SystemExit(3)", {"type": "SystemExit"}),
    ],
)
def test_a_module_that_does_not_load_says_why(source: str, expected: dict[str, Any]) -> None:
    failure = failure_of(lambda: (student := student_of(source), student.work, student.finish()))
    assert failure.kind == "load"
    line = expected.pop("syntax_line", None)
    assert line is None or (failure.syntax and failure.syntax.line) == line
    assert {name: getattr(failure, name) for name in expected} == expected


@pytest.mark.parametrize("name", ["huge", "long", "many"])
def test_what_is_too_large_to_cross_is_a_failure_of_the_value(student: Student, name: str) -> None:
    failure = failure_of(lambda: student.read(getattr(student.work, name)()))
    assert failure.kind == "value"
    assert failure.type.startswith(("an integer", "a text", "more values"))


def test_a_handle_cannot_be_unpacked(student: Student) -> None:
    failure = failure_of(lambda: list(student.work.Layer(2)))
    assert (failure.kind, failure.type) == ("value", "Layer")


def test_a_dict_whose_keys_could_collide_stays_on_the_students_side(student: Student) -> None:
    value = student.read(student.work.identity({(1, 2): 3}))
    assert isinstance(value, Remote)
    assert student.read(value[(1, 2)]) == 3


def test_nothing_is_sent_before_a_value_is_read() -> None:
    counting = Counting(DirectTransport({"work.py": LAYER.encode()}, ["work"]))
    student = Student(counting, 0)
    layers = [student.work.Layer(3) for _ in range(50)]
    for layer in layers:
        layer.grow()
    assert counting.runs == 0
    student.read_list([layer.W for layer in layers])
    assert counting.runs == 1
    student.read(layers[0].W)
    assert counting.runs == 2


def test_a_value_is_fetched_once() -> None:
    counting = Counting(DirectTransport({"work.py": LAYER.encode()}, ["work"]))
    student = Student(counting, 0)
    value = student.work.identity(np.ones(3))
    for _ in range(3):
        student.read(value)
    assert counting.runs == 1


# Exchanges that read something, for each check of Case 1; unpacking (loss, acc) early costs one.
EXCHANGES = {"loss.large_batch": 3}


def test_the_checks_of_case_1_cost_few_exchanges(case: Assignment) -> None:
    for check in case.checks:
        counting = Counting(
            DirectTransport(case.reference, case.config.modules, fixtures=case.fixtures)
        )
        assert run_probe(check.probe, counting, 1).failure is None
        # The one at the end finds nothing queued where all outputs were read.
        assert counting.runs <= EXCHANGES.get(check.id, 2), check.id


def test_no_answer_and_no_seed_of_the_inputs_is_sent(case: Assignment) -> None:
    check = case.check("optimizer.momentum")
    counting = Counting(DirectTransport(case.reference, case.config.modules))
    run_probe(check.probe, counting, 12345)
    begun = [request["begin"] for request in counting.requests if "begin" in request]
    assert begun == [seed_of_globals(12345)]
    assert seed_of_globals(12345) != 12345
    first = generator(12345).normal(size=4)
    assert generator(seed_of_globals(12345)).normal(size=4).tolist() != first.tolist()


class Answering:
    """A transport that answers every request alike."""

    faults: tuple[type[Exception], ...] = (SandboxFault,)

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def exchange(self, message: dict[str, Any]) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [None, 3, [], {}, {"values": None}, {"values": []}, {"values": {99: 1}}, {"failure": 3},
     {"failure": {"kind": "passed"}}, {"failure": {"kind": "died"}}, {"failure": {}},
     {"failure": {"kind": "raised", "line": "x"}}, {"failure": {"kind": "raised", "text": b"x"}},
     {"failure": {"kind": "load", "syntax": {"line": np.ones(2)}}}],
    ids=str,
)  # fmt: skip
def test_an_answer_that_makes_no_sense_counts_as_forged(answer: Any) -> None:
    student = Student(Answering(answer), 0)
    failure = failure_of(lambda: student.read(student.work))
    assert (failure.kind, failure.text) == ("died", "forged reply")


def test_only_known_facts_of_a_failure_are_taken_from_the_other_side() -> None:
    told = {"kind": "raised", "at": 0, "seconds": 0.5, "name": "N", "on": "O", "operation": "P",
            "type": "T" * 2000, "text": "a\x1b[2Jb\n\u202ec", "extra": 1}  # fmt: skip
    failure = read_failure({"failure": told})
    assert failure is not None
    assert (failure.seconds, failure.name, failure.on, failure.operation) == (0.0, "", "", "")
    assert len(failure.type) == 500
    assert failure.text == "a\ufffd[2Jb\n\ufffdc"


def test_a_fault_of_the_sandbox_is_never_the_submissions_outcome() -> None:
    transport = Answering({"values": {}})

    def probe(student: Any, rng: Any) -> dict[str, Any]:
        transport.answer = SandboxFault("gone")
        return {"x": student.work.x}

    with pytest.raises(SandboxFault):
        run_probe(probe, transport, 0)


def test_what_a_probe_cannot_digest_is_the_submissions_value() -> None:
    def probe(student: Any, rng: Any) -> dict[str, Any]:
        one, two, three = student.work.Layer(1).pair()
        return {"sum": one + two + three}

    outcome = run_probe(probe, DirectTransport({"work.py": LAYER.encode()}, ["work"]), 0)
    assert isinstance(outcome.failure, Failure)
    assert (outcome.failure.kind, outcome.failure.type) == ("value", "tuple")
    assert (outcome.failure.name, outcome.failure.count) == ("pair", 2)


def test_a_students_ctrl_c_ends_the_run_in_their_own_terminal() -> None:
    student = student_of("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        student.read(student.work)


def test_warnings_settings_of_a_submission_do_not_outlast_it() -> None:
    student = student_of(
        "import numpy as np, warnings\nnp.seterr(all='raise')\nwarnings.simplefilter('error')"
    )
    before = np.geterr()
    student.work  # noqa: B018
    student.finish()
    assert np.geterr() == before


def test_a_failed_session_raises_the_same_error_again() -> None:
    student = student_of("1 / 0")
    with pytest.raises(StudentError):
        student.read(student.work)
    with pytest.raises(StudentError):
        student.finish()
