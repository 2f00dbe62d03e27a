"""Time limits of real children: what counts is what they use, whatever else the machine does."""

from __future__ import annotations

import threading
import time

import pytest
from helpers.sandboxes import STAND_IN, living_children, run, run_alone, status

from autograder.execution.sandbox import ChildDied, ChildTimeout, Sandbox, Stalled, Turn
from autograder.execution.sandbox import channel as module

SPIN = "while True: pass"
WORK = """
import time
until = time.process_time() + {seconds}
while time.process_time() < until: pass
out = 'done'
"""


def test_a_child_is_charged_its_processor_time_and_little_else(full: Sandbox) -> None:
    with full.spawn() as child:
        run(child, "out = 1")
        before = child.used
        assert run(child, WORK.format(seconds=0.3), 1.0) == "done"
        used = child.used.since(before)
        assert 0.3 <= used.ran < 0.4
        assert used.slept < 0.2


@pytest.mark.parametrize(
    "source",
    [
        SPIN,
        "import time\ntime.sleep(60)",
        "import time\nwhile True: time.sleep(0.001)",
        "import time\nwhile True: time.sleep(0.05)",
        "import select\nselect.select([], [], [], 60)",
        "sum(iter(int, 1))",
        f"import time\nt = time.monotonic()\nwhile True:\n{' ' * 4}time.sleep(0.02)\n"
        f"{' ' * 4}t = time.monotonic() + 0.02\n{' ' * 4}while time.monotonic() < t: pass",
    ],
)
def test_who_neither_answers_nor_works_is_cut_off(sandbox: Sandbox, source: str) -> None:
    child = sandbox.spawn()
    with pytest.raises(ChildTimeout):
        run(child, source, 0.3)
    assert 0.3 <= child.used.seconds < 0.7


def test_a_child_whose_processor_is_taken_away_is_a_fault_and_not_charged(
    full: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STALL_SECONDS", 0.5)
    child = full.spawn()
    run(child, "out = 1")
    before = child.used
    child.pause()
    with pytest.raises(Stalled, match="too busy"):
        run(child, "out = 2", 0.2)
    assert child.used.since(before).seconds < 0.05


def test_more_time_is_asked_for_once_and_only_where_it_is_needed(full: Sandbox) -> None:
    asked: list[float] = []

    def more() -> float:
        asked.append(0.4)
        return 0.4

    source = WORK.format(seconds=0.3).encode()
    with full.spawn() as child:
        child.exchange(source, 2.0, more)
        assert asked == []
        child.exchange(source, 0.1, more)
        assert asked == [0.4]
        with pytest.raises(ChildTimeout):
            child.exchange(SPIN.encode(), 0.1, more)
        assert asked == [0.4, 0.4]


def test_what_is_over_time_tells_where_it_was(full: Sandbox) -> None:
    for source in (SPIN, "import time\ntime.sleep(60)", "sum(iter(int, 1))"):
        with pytest.raises(ChildTimeout) as caught:
            run_alone(full, "\n\n" + source, 0.3)
        assert f'File "student.py", line {3 + source.count(chr(10))} in' in caught.value.stacks


@pytest.mark.parametrize(
    "hiding",
    [
        "import signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)",
        "import os\nos.close(4)",
        "import os\nfor _ in range(100): os.write(4, b'x' * 1000)",
        "import os, fcntl\nfcntl.fcntl(4, fcntl.F_SETFL, 0)\nos.write(4, b'x' * 100_000)",
        "import faulthandler, signal\nfaulthandler.unregister(signal.SIGUSR1)",
    ],
)
def test_who_hides_where_it_was_is_cut_off_all_the_same(full: Sandbox, hiding: str) -> None:
    child = full.spawn()
    hidden = "\n    ".join(["try:", *hiding.splitlines(), "pass"])
    with pytest.raises((ChildTimeout, ChildDied)):
        run(child, f"{hidden}\nexcept OSError: pass\n{SPIN}", 0.3)
    assert child.used.seconds < 0.7


def test_who_loops_runs_only_while_nobody_else_has_anything_to_do() -> None:
    """Waiting is not charged, so the class need not wait for a loop."""
    turn = Turn()
    with Sandbox(worker=STAND_IN, turn=turn) as sandbox:
        looping = threading.Event()
        used: list[float] = []

        def loop() -> None:
            with turn:
                child = sandbox.spawn()
                run(child, "out = 1")
                looping.set()
                with pytest.raises(ChildTimeout):
                    run(child, SPIN, 0.6)
                used.append(child.used.seconds)

        thread = threading.Thread(target=loop)
        thread.start()
        looping.wait()
        with turn:
            (pid,) = living_children(sandbox)
            deadline = time.monotonic() + 60
            while status(pid)["State"][0] != "T" and time.monotonic() < deadline:
                time.sleep(0.01)
            assert status(pid)["State"][0] == "T"
            for number in range(5):
                assert run_alone(sandbox, f"out = {number}") == number
            assert status(pid)["State"][0] == "T"
        thread.join()
        assert 0.6 <= used[0] < 0.9
