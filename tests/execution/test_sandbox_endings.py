"""However a child ends, the grader learns why, in time, and the next child works."""

from __future__ import annotations

import time

import pytest
from helpers.sandboxes import (
    STAND_IN,
    living_children,
    run,
    run_alone,
    still_works,
    wait_until_gone,
)

from autograder.execution.sandbox import ChildDied, ChildTimeout, Sandbox, SandboxLimits

DEATHS = {
    "exit": ("import os\nos._exit(3)", "exited with status 3"),
    "exit with success": ("import os\nos._exit(0)", "exited with status 0"),
    "null pointer": ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
    "abort": ("import os\nos.abort()", "crashed"),
    "stack overflow in C": (
        "x = ()\nfor _ in range(10**6): x = (x,)\nout = hash(x)",
        "SIGSEGV",
    ),
    "closed channel": ("import os, time\nos.close(3)\ntime.sleep(60)", "closed its connection"),
    "everything closed": (
        "import os, time\nos.closerange(0, 64)\ntime.sleep(60)",
        "closed its connection",
    ),
}
LOOPS = {
    "empty loop": "while True: pass",
    "sleep": "import time\ntime.sleep(1000)",
    "sum that holds the interpreter": "sum(range(10**15))",
    "power that holds the interpreter": "x = 7 ** (10 ** 8)",
    "regular expression": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "signals ignored": (
        "import signal\n"
        "for number in set(signal.Signals) - {9, 19}: signal.signal(number, signal.SIG_IGN)\n"
        "while True: pass"
    ),
    "exceptions swallowed": "while True:\n try:\n  while True: pass\n except BaseException: pass",
    "endless printing": "while True: print('x' * 10000)",
    "endless printing on stderr": "import sys\nwhile True: sys.stderr.write('x' * 10000)",
}


@pytest.mark.parametrize("name", DEATHS)
def test_death_is_reported_with_its_reason(full: Sandbox, name: str) -> None:
    source, reason = DEATHS[name]
    child = full.spawn()
    with pytest.raises(ChildDied, match=reason):
        run(child, source)
    with pytest.raises(ChildDied, match="before"):
        run(child, "out = 1")
    assert still_works(full)


@pytest.mark.parametrize("name", LOOPS)
def test_endless_work_is_cut_off_at_the_deadline(full: Sandbox, name: str) -> None:
    child = full.spawn()
    with pytest.raises(ChildTimeout):
        run(child, LOOPS[name], 0.3)
    assert 0.3 <= child.used.seconds < 0.7
    assert wait_until_gone(living_children(full))
    assert still_works(full)


def test_exit_of_the_interpreter_is_an_exception_like_others(full: Sandbox) -> None:
    source = "try:\n raise SystemExit(1)\nexcept SystemExit: out = 'still here'"
    assert run_alone(full, source) == "still here"


def test_exit_handlers_never_run(full: Sandbox) -> None:
    child = full.spawn()
    run(child, "import atexit, time\natexit.register(time.sleep, 60)")
    started = time.monotonic()
    child.close()
    child.close()
    assert time.monotonic() - started < 30.0


@pytest.mark.slow
def test_processor_time_is_limited_over_the_whole_life() -> None:
    with Sandbox(SandboxLimits(cpu_seconds=1), worker=STAND_IN) as sandbox:
        with pytest.raises(ChildDied, match="more processor time"):
            run_alone(sandbox, "while True: pass")
        ignoring = "import signal\nsignal.signal(24, signal.SIG_IGN)\nwhile True: pass"
        with pytest.raises(ChildDied, match="killed"):
            run_alone(sandbox, ignoring)
        assert still_works(sandbox)
