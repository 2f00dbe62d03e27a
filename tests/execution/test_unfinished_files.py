"""A line at the top of a file that fails takes away what it defines, and nothing else."""

import pytest

from autograder.checks.run import load_module
from autograder.execution.failure import StudentError
from autograder.execution.student import Student
from autograder.execution.transport import DirectTransport


def failure(transport, work):
    student = Student(transport, 0)
    work(student)
    with pytest.raises(StudentError) as caught:
        student.finish()
    return caught.value.failure


def value(transport, work):
    student = Student(transport, 0)
    return student.read(work(student))


def stumbles(transport):
    return [(item.kind, item.type, item.file, item.line) for item in load_module("work", transport)]


WORK = """\
import nowhere
from elsewhere import (
    softmax,
)
SCALE = 2


def before(x):
    return SCALE * x + OFFSET


table = open("no such file").read()


@staticmethod
def after(x):
    return before(x) + 1


def uses_table():
    return table


def uses_softmax(x):
    return softmax(x)


OFFSET = 1
print(undefined)
trained = 1 / 0
"""


@pytest.fixture
def transport():
    return DirectTransport({"work.py": WORK.encode()}, ["work"])


def test_what_comes_before_counts_and_so_do_later_definitions_with_what_they_use(transport):
    assert value(transport, lambda student: student.work.before(3)) == 7
    assert value(transport, lambda student: student.work.after(3)) == 8


def test_the_first_line_that_failed_is_told_with_its_number(transport):
    value(transport, lambda student: student.work.before(3))
    assert stumbles(transport) == [("load", "ModuleNotFoundError", "work.py", 1)]


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (lambda student: student.work.table, ("FileNotFoundError", 12)),
        (lambda student: student.work.uses_table(), ("FileNotFoundError", 12)),
        (lambda student: student.work.uses_softmax(1), ("ModuleNotFoundError", 2)),
        (lambda student: student.work.softmax(1), ("ModuleNotFoundError", 2)),
    ],
)
def test_what_is_missing_for_it_is_a_failure_of_that_line(transport, work, told):
    for _ in range(2):
        found = failure(transport, work)
        assert found.kind == "load"
        assert (found.type, found.line, found.file) == (*told, "work.py")


def test_what_no_line_defines_is_missing_for_the_first_line_that_failed(transport):
    """It may have been `from nowhere import *`."""
    found = failure(transport, lambda student: student.work.nothing)
    assert (found.kind, found.type, found.line) == ("load", "ModuleNotFoundError", 1)


def test_a_script_at_the_end_of_a_file_does_not_run_after_a_line_that_failed(tmp_path):
    trace = tmp_path / "trace"
    source = f"1 / 0\ndef f(): return 1\nopen({str(trace)!r}, 'w').write('ran')\n"
    transport = DirectTransport({"work.py": source.encode()}, ["work"])
    assert value(transport, lambda student: student.work.f()) == 1
    assert not trace.exists()


def test_nothing_comes_after_a_line_that_ends_the_program():
    source = "def f(): return 1\nraise SystemExit\ndef g(): return 1\n"
    transport = DirectTransport({"work.py": source.encode()}, ["work"])
    assert value(transport, lambda student: student.work.f()) == 1
    found = failure(transport, lambda student: student.work.g())
    assert (found.kind, found.type, found.line) == ("load", "SystemExit", 2)


@pytest.mark.parametrize(
    "source", ["import nowhere\nx = 1", "raise SystemExit\ndef f(): ...", "1 / 0"]
)
def test_a_file_that_then_defines_nothing_does_not_load(source):
    transport = DirectTransport({"work.py": source.encode()}, ["work"])
    found = failure(transport, lambda student: student.work)
    assert (found.kind, found.operation) == ("load", "module")


def test_a_file_that_imports_another_which_stumbled_is_told_of_the_line_that_failed():
    files = {
        "work.py": b"from helper import scale, table\ndef f(): return scale * table\n",
        "helper.py": b"scale = 2\ntable = 1 / 0\ndef other(): ...\n",
    }
    transport = DirectTransport(files, ["work"])
    found = failure(transport, lambda student: student.work.f())
    assert (found.kind, found.type, found.file, found.line) == (
        "load",
        "ZeroDivisionError",
        "helper.py",
        2,
    )


def test_a_method_that_a_failed_line_should_have_put_into_a_class_is_missing_for_that_reason():
    source = "class A: ...\nA.f = nowhere\ndef g(): return 1\n"
    transport = DirectTransport({"work.py": source.encode()}, ["work"])
    assert value(transport, lambda student: student.work.g()) == 1
    assert stumbles(transport) == [("load", "NameError", "work.py", 2)]
