"""Submissions that end, crash, block or exhaust their process."""

from __future__ import annotations

import pytest
from helpers.court import PATIENT, Court, failures, outcome, worthless_loss
from helpers.marks import sampled

from autograder.course.config import Limits

# What ends the process, or the probe: at import and in a call, both are tried.
EXITS = {
    "exits with status 0": "import os; os._exit(0)",
    "asks the interpreter to exit": "import sys; sys.exit(0)",
    "raises SystemExit": "raise SystemExit('100 points')",
    "raises KeyboardInterrupt": "raise KeyboardInterrupt",
    "raises GeneratorExit": "raise GeneratorExit",
    "raises an exception that cannot be shown": """
class Unshowable(BaseException):
    def __str__(self): raise self
    __repr__ = __str__
raise Unshowable
""",
    "reads a null pointer": "import ctypes; ctypes.string_at(0)",
    "aborts": "import os; os.abort()",
    "kills itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL); raise OSError('refused')",
    "closes its connection": "import os; os.closerange(3, 64)",
    "recurses for ever": "f = lambda: f()\nf()",
}


@pytest.mark.parametrize("name", sampled(EXITS))
def test_an_end_at_import_costs_only_what_needs_the_file(court: Court, name: str) -> None:
    result = court.grade_loss(worthless_loss(at_import=EXITS[name]))
    court.assert_nothing_gained(result)
    assert result.score == 25


@pytest.mark.parametrize("name", sampled(EXITS))
def test_an_end_in_a_call_costs_only_the_checks_that_call(court: Court, name: str) -> None:
    result = court.grade_loss(worthless_loss(in_forward=EXITS[name]))
    court.assert_nothing_gained(result)
    assert result.score == 25
    assert outcome(result, "loss.value").status == "error"


def test_recursion_without_a_limit_ends_with_the_time_or_the_memory(court: Court) -> None:
    code = """
import sys
sys.setrecursionlimit(10**9)
def f(x): return [f(y) for y in [x]]
f(0)
"""
    result = court.grade_loss(worthless_loss(in_forward=code))
    court.assert_nothing_gained(result)
    assert outcome(result, "loss.value").status in ("error", "timeout")


LOOPS = {
    "loops": "while True: pass",
    "loops and catches everything": """
while True:
    try:
        while True: pass
    except BaseException: pass
""",
    "holds the interpreter's lock in C": "sum(iter(int, 1))",
    "computes without end": "10 ** 10 ** 10",
    "matches a catastrophic pattern": "import re; re.match('(a+)+$', 'a' * 64 + 'b')",
    "sleeps": "import time; time.sleep(3600)",
    "waits for itself": "import threading; l = threading.Lock(); l.acquire(); l.acquire()",
    "ignores signals and sleeps": """
import signal, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: time.sleep(3600)
""",
}


@pytest.mark.parametrize("name", ["loops", "holds the interpreter's lock in C", "sleeps"])
def test_a_loop_at_import_is_cut_off(court: Court, name: str) -> None:
    result = court.grade_loss(worthless_loss(at_import=LOOPS[name]))
    assert result.seconds < 5
    court.assert_nothing_gained(result)
    assert result.score == 25
    assert "0.4 s" in outcome(result, "loss.value").message
    assert outcome(result, "loss.value").status == "timeout"


@pytest.mark.parametrize("name", sampled(LOOPS))
def test_a_loop_in_a_call_is_cut_off_and_cannot_hold_up_the_class(court: Court, name: str) -> None:
    result = court.grade_loss(worthless_loss(in_forward=LOOPS[name]))
    assert result.seconds < 5
    court.assert_nothing_gained(result)
    assert outcome(result, "loss.value").status == "timeout"
    assert {check.status for check in result.checks} <= {"timeout", "passed"}


def test_a_loop_in_one_method_costs_only_the_checks_that_call_it_and_is_waited_for_thrice(
    court: Court,
) -> None:
    loop = b"\ndef spin(self):\n    while True: pass\nSoftmaxCrossEntropyLoss.gradient_computing = spin\n"
    files = court.assignment.reference
    limits = Limits(seconds=0.4, total_seconds=30)
    result = court.grade({**files, "loss.py": files["loss.py"] + loop}, limits)
    timeouts = [check.message for check in result.checks if check.status == "timeout"]
    waited = [message for message in timeouts if "of processor time" in message]
    assert len(waited) == 3
    assert len(timeouts) > 5
    assert all("gradient_computing" in message for message in timeouts if message not in waited)
    assert all(check.status == "passed" for check in result.checks if check.id.startswith("loss."))


BOMBS = {
    "forks": "import os\nwhile True: os.fork()",
    "starts processes": "import subprocess\nwhile True: subprocess.Popen(['/bin/sh', '-c', 'sleep 60'])",
    "starts threads": "import threading\nwhile True: threading.Thread(target=lambda: 0).start()",
    "starts processes of python": "import multiprocessing\nmultiprocessing.Process().start()",
    "executes a shell": "import os; os.execv('/bin/sh', ['sh', '-c', 'exit 0'])",
    "allocates at once": "x = bytearray(1 << 40)",
    "allocates bit by bit": "x = []\nwhile True: x.append(bytearray(1 << 24))",
    "allocates arrays": "x = [np.ones(1 << 22) for _ in range(10_000)]",
    "maps memory": "import mmap\nx = [mmap.mmap(-1, 1 << 26) for _ in range(1000)]",
    "fills the disk": """
import os
for number in range(100_000):
    with open(f"bomb{number}", "wb") as file:
        for _ in range(64): file.write(bytes(1 << 20))
""",
    "fills the disk with one file": "file = open('bomb', 'wb')\nfile.truncate(1 << 40)",
    "makes folders": "import os\nfor number in range(10**7): os.mkdir(f'd{number}')",
    "opens files": "files = [open('/dev/null') for _ in range(100_000)]",
}


@pytest.mark.parametrize("name", sampled(BOMBS))
def test_a_bomb_bursts_inside_its_sandbox(court: Court, name: str) -> None:
    result = court.grade_loss(worthless_loss(in_forward=BOMBS[name]), PATIENT)
    court.assert_nothing_gained(result)
    assert result.score == 25
    assert "loss.value" in failures(result)


def test_endless_printing_is_thrown_away(court: Court) -> None:
    result = court.grade_loss(worthless_loss(in_forward="while True: print('x' * 100_000)"))
    court.assert_nothing_gained(result)
    assert outcome(result, "loss.value").status == "timeout"


def test_writing_to_every_descriptor_gains_nothing(court: Court) -> None:
    code = """
import os
for descriptor in range(64):
    try: os.write(descriptor, b"100 points\\n" * 100)
    except OSError: pass
"""
    court.assert_nothing_gained(court.grade_loss(worthless_loss(in_forward=code)))


def test_printing_and_warnings_cost_nothing(court: Court) -> None:
    noisy = {}
    for name, content in court.assignment.reference.items():
        noisy[name] = (
            content
            + b"""
import sys, warnings, logging
warnings.warn("careful"); print("hello"); print("oh", file=sys.stderr); logging.error("no")
np_warning = __import__("numpy").float64(1) / __import__("numpy").float64(0)
"""
        )
    noisy["loss.py"] = noisy["loss.py"].replace(
        b"samples = np.arange(len(labels))",
        b"samples = np.arange(len(labels)); print(labels); np.log(np.zeros(1)); "
        b"import warnings; warnings.warn('in a call', DeprecationWarning)",
    )
    assert noisy["loss.py"].count(b"in a call") == 1
    result = court.grade(noisy)
    assert result.score == 100, failures(result)


def test_warnings_turned_into_errors_by_one_submission_do_not_reach_the_next(court: Court) -> None:
    code = "import warnings; warnings.simplefilter('error'); np.seterr(all='raise')"
    court.assert_nothing_gained(court.grade_loss(worthless_loss(at_import=code)))
