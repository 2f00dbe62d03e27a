"""What all children of a machine may use together: submissions wait, and none is killed for another's greed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.adding_course import grade, lines, make_class

from autograder.execution.sandbox import FIRST_BYTES, Alone, MemoryBudget, SharedBudget
from autograder.execution.sandbox.budget import SHARE, available_bytes

MIB = 1 << 20


def for_shares(count: int) -> int:
    return int(count * FIRST_BYTES / SHARE) + MIB


class Waits(Alone):
    """A turn that says when somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.waited = threading.Event()

    @contextmanager
    def idle(self) -> Iterator[None]:
        self.waited.set()
        yield


def test_who_asks_for_more_than_is_free_waits() -> None:
    with SharedBudget(for_shares(4)) as shared:
        budget, turn, got = MemoryBudget(shared.folder), Waits(), threading.Event()

        def second() -> None:
            with MemoryBudget(shared.folder).reserved(2 * FIRST_BYTES, turn):
                got.set()

        with budget.reserved(3 * FIRST_BYTES, Alone()):
            thread = threading.Thread(target=second)
            thread.start()
            assert turn.waited.wait(10)
            assert not got.is_set()
        thread.join()
        assert got.is_set()


def test_who_asks_for_more_than_there_is_gets_all() -> None:
    with (
        SharedBudget(1) as shared,
        MemoryBudget(shared.folder).reserved(1 << 40, Alone()),
    ):
        assert len(list(shared.folder.iterdir())) == 1


def hold(folder: Path, ready: multiprocessing.synchronize.Event) -> None:
    with MemoryBudget(folder).reserved(FIRST_BYTES, Alone()):
        ready.set()
        signal.pause()


def test_the_share_of_a_process_that_was_killed_is_free() -> None:
    context = multiprocessing.get_context("spawn")
    with SharedBudget(1) as shared:
        ready = context.Event()
        process = context.Process(target=hold, args=(shared.folder, ready))
        process.start()
        assert ready.wait(60)
        assert MemoryBudget(shared.folder)._take(1) is None
        process.kill()
        process.join()
        with MemoryBudget(shared.folder).reserved(FIRST_BYTES, Alone()):
            pass


def test_what_is_free_is_a_plausible_number() -> None:
    assert 0 < available_bytes() < 1 << 46


def anonymous_kib(root: int) -> int:
    """Returns the memory of all processes below one, but for what they share with files."""
    parents, used = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            rows = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        except OSError:
            continue
        parents[int(folder.name)] = int(rows["PPid"])
        used[int(folder.name)] = int(rows.get("RssAnon", "0 kB").split()[0])
    below = {root}
    for _ in range(8):
        below |= {pid for pid, parent in parents.items() if parent in below}
    return sum(used[pid] for pid in below - {root})


GREEDY = """\
import numpy as np


def add(a, b):
    kept = np.ones(100 << 20, dtype=np.uint8)
    for _ in range(5):
        kept += 1
    return np.asarray(a) + np.asarray(b)
"""


@pytest.mark.slow
def test_sixteen_that_allocate_and_hold_do_so_one_after_the_other(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "autograder.grading.batch.submitting.SharedBudget", lambda: SharedBudget(for_shares(3))
    )
    peak, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            peak[0] = max(peak[0], anonymous_kib(os.getpid()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        grade(course, make_class(tmp_path / "class", 16, GREEDY), tmp_path / "out", jobs=2)
    finally:
        done.set()
        watcher.join()
    assert [row["score"] for row in lines(tmp_path / "out")] == [10] * 16
    # Three children of 100 MiB each, and what processes are made of; sixteen would hold 1600 MiB.
    assert peak[0] < 900 << 10


LARGE = """\
import numpy as np


def add(a, b):
    kept = np.zeros(300 << 20, dtype=np.uint8)
    return np.asarray(a) + np.asarray(b) + kept[0]
"""


def test_who_needs_more_than_is_usual_gets_what_the_assignment_allows(
    course: Path, tmp_path: Path
) -> None:
    grade(course, make_class(tmp_path / "class", 2, LARGE), tmp_path / "out", jobs=2)
    assert [row["score"] for row in lines(tmp_path / "out")] == [10, 10]


def test_who_needs_more_than_the_assignment_allows_is_told(course: Path, tmp_path: Path) -> None:
    code = LARGE.replace("300 << 20", "900 << 20")
    grade(course, make_class(tmp_path / "class", 1, code), tmp_path / "out", jobs=1)
    (row,) = lines(tmp_path / "out")
    assert row["score"] == 0
    assert all("MemoryError" in check["message"] for check in row["checks"])
