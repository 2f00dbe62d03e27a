"""`softmark check` comes to an end, whatever the student's code does, and says where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.commands import softmark
from helpers.double_course import ASSIGNMENT, load, write_course

from autograder.authoring.release import release
from autograder.course.course import Course

CHECKS = '''
from autograder.checks import check


@check("double.value", points=3, needs=["double"])
def double_value(student, rng):
    """twice a number"""
    return {"doubled": student.double.double(rng.normal(size=3) + 5)}


@check("double.half", points=3, needs=["double"])
def double_half(student, rng):
    """half a number"""
    return {"halved": student.double.half(rng.normal(size=3) + 5)}
'''
REFERENCE = '''"""Doubling."""


def double(x):
    """Return 2 x."""
    ### BEGIN SOLUTION
    result_of_doubling = 2 * x
    return result_of_doubling
    ### END SOLUTION


def half(x):
    """Return x / 2."""
    return x / 2
'''
HALF = "\n\ndef half(x):\n    return x / 2\n"
ENDLESS = "def double(x):\n    count = 0\n    while True:\n        count += 1\n"
IN_C = "def double(x):\n    return sum(range(10 ** 14))\n"
ASLEEP = "import time\n\n\ndef double(x):\n    time.sleep(1000)\n"
AT_IMPORT = "while True:\n    pass\n"
EXITS = "import os\n\n\ndef double(x):\n    os._exit(0)\n"
CRASHES = "import ctypes\n\n\ndef double(x):\n    ctypes.string_at(0)\n"
# An array that a machine may well promise, and that grading would not give.
GREEDY = "import numpy as np\n\n\ndef double(x):\n    return 2 * np.zeros((1 << 28, 3)).sum()\n"
PRINTS = 'def double(x):\n    print("I am here")\n    return 2 * x\n'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = write_course(
        tmp_path_factory.mktemp("limits"),
        ASSIGNMENT=ASSIGNMENT.replace("seconds = 2", "seconds = 0.4"),
        CHECKS=CHECKS,
        REFERENCE=REFERENCE,
    )
    release(made, load(made))
    return made


def work(course: Course, name: str, source: str) -> Path:
    folder = course.root / name
    folder.mkdir()
    (folder / "double.py").write_text(source + HALF)
    return folder


def results(course: Course, folder: Path) -> dict[str, tuple[str, str]]:
    done = softmark("check", "doubling", "--path", folder, "--json", cwd=course.root)
    assert done.returncode == 1, done.stderr
    checks = json.loads(done.stdout)["checks"]
    return {check["id"]: (check["status"], check["message"]) for check in checks}


@pytest.mark.parametrize(
    ("source", "where"),
    [
        (ENDLESS, "double.py line 3"),
        (IN_C, "double.py line 2"),
        (ASLEEP, "double.py line 5"),
    ],
    ids=["a loop", "a call of C", "asleep"],
)
def test_what_does_not_end_is_ended_and_the_line_is_named(
    course: Course, source: str, where: str, request: pytest.FixtureRequest
) -> None:
    found = results(course, work(course, request.node.callspec.id, source))
    status, message = found["double.value"]
    assert status == "timeout"
    assert "limit 0.4 s" in message
    assert where in message
    assert found["double.half"][0] == "passed"


def test_a_loop_at_the_top_of_a_file_is_ended_too(course: Course) -> None:
    found = results(course, work(course, "at import", AT_IMPORT))
    assert all("double.py line 1" in message for _, message in found.values())


@pytest.mark.parametrize(("source", "how"), [(EXITS, "status 0"), (CRASHES, "crashed")])
def test_what_ends_its_process_costs_no_other_check(course: Course, source: str, how: str) -> None:
    found = results(course, work(course, how, source))
    status, message = found["double.value"]
    assert status == "error"
    assert how in message
    assert found["double.half"][0] == "passed"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts a process's memory so")
def test_more_memory_than_grading_gives_is_told_at_home(course: Course) -> None:
    found = results(course, work(course, "greedy", GREEDY))
    status, message = found["double.value"]
    assert status == "error"
    assert "MemoryError" in message
    assert "double.py, line 5" in message
    assert found["double.half"][0] == "passed"


def test_what_the_code_prints_is_shown_and_is_no_part_of_the_result(course: Course) -> None:
    folder = work(course, "prints", PRINTS)
    done = softmark("check", "doubling", "--path", folder, "--json", cwd=course.root)
    assert json.loads(done.stdout)["score"] == 6
    assert "I am here" in done.stderr


def test_ctrl_c_says_where_it_came(course: Course) -> None:
    source = "import sys\n\n\ndef double(x):\n    print('begun', file=sys.stderr, flush=True)\n    while True:\n        pass\n"
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "check", "doubling", "--path",
         str(work(course, "stopped", source))],
        cwd=course.root,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == "begun\n"
    os.killpg(process.pid, signal.SIGINT)
    said = process.stderr.read()
    process.stderr.close()
    assert said.startswith("Stopped in check double.value, in double.py line ")
    assert process.wait() == 130


# Ctrl-C that comes while Python runs a callback of its own, where an exception is lost.
LOST = """
import os, signal, sys, threading, weakref
from autograder.cli import main

wait = threading.Event.wait
left = [signal.SIGINT]


def lossy(event, seconds=None):
    if seconds is not None and left:
        held = set()
        called = weakref.ref(held, lambda _: os.kill(os.getpid(), left.pop()))
        del held
    return wait(event, seconds)


threading.Event.wait = lossy
sys.argv[1:] = ["check", "doubling", "--path", sys.argv[1]]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself Ctrl-C there")
def test_ctrl_c_is_not_lost(course: Course) -> None:
    folder = work(course, "endless", "def double(x):\n    while True:\n        pass\n")
    done = subprocess.run(
        [sys.executable, "-c", LOST, folder],
        cwd=course.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Exception ignored" in done.stderr
    assert "Stopped" in done.stderr
    assert done.returncode == 130


@pytest.mark.slow
def test_a_notebook_is_checked_as_files_are(course: Course) -> None:
    def write(name: str, *cells: str) -> Path:
        path = course.root / name
        notebook = {
            "cells": [{"cell_type": "code", "source": cell, "metadata": {}} for cell in cells],
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
        }
        path.write_text(json.dumps(notebook))
        return path

    right = write("right.ipynb", "%matplotlib inline\nimport numpy as np",
                  "def double(x):\n    return 2 * x", HALF, "double(1) / 0")  # fmt: skip
    done = softmark("check", "doubling", "--path", right, cwd=course.root)
    assert done.returncode == 0, done
    found = results(course, write("endless.ipynb", "import numpy", ENDLESS, HALF))
    assert "endless.ipynb cell 2 line 3" in found["double.value"][1]
    assert found["double.half"][0] == "passed"
    (course.root / "damaged.ipynb").write_text("{")
    done = softmark("check", "doubling", "--path", "damaged.ipynb", cwd=course.root)
    assert done.returncode == 2
    assert "damaged.ipynb is not a notebook that can be read" in done.stderr
