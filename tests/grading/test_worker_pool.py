"""Worker processes: side by side, replaced when they die."""

import multiprocessing.spawn
import os
import shutil
import signal
import sys
import threading
import time
from multiprocessing import resource_tracker
from pathlib import Path

import pytest
from helpers.adding_course import wait_for

from autograder.errors import UsageError
from autograder.execution.sandbox.turn import Turn
from autograder.grading.batch import WorkerDiedError, Workers


class State:
    """What each process of these tests has."""

    def __init__(self, folder: Path, on_wait) -> None:
        self.folder = folder
        self.on_wait = on_wait
        if (folder / "refuse").exists():
            raise RuntimeError("cannot start")
        if (folder / "refuse once").exists():
            (folder / "refuse once").unlink()
            raise RuntimeError("its sandbox was killed")
        if (folder / "die").exists():
            os.kill(os.getpid(), signal.SIGKILL)

    def close(self) -> None:
        (self.folder / f"closed {os.getpid()}").touch()


def square(state: State, number: int) -> int:
    return number * number


def fail(state: State) -> None:
    raise ValueError("my own mistake")


def process(state: State) -> int:
    return os.getpid()


def kill_once(state: State) -> str:
    mark = state.folder / "killed"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "second time"


def kill_always(state: State) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wait_slowly(state: State, name: str) -> None:
    (state.folder / name).touch()
    state.on_wait()
    deadline = time.monotonic() + 300
    while not (state.folder / "go on").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_results_and_errors_come_back(tmp_path):
    with Workers(2, State, (tmp_path,)) as workers:
        futures = [workers.submit(square, number) for number in range(50)]
        assert [future.result(300) for future in futures] == [n * n for n in range(50)]
        with pytest.raises(ValueError, match="my own mistake"):
            workers.submit(fail).result(300)
        # One that is still starting when all is done makes no state, and has none to close.
        wait_for(lambda: len({workers.submit(process, lane=n).result(300) for n in range(2)}) == 2)
    assert len(list(tmp_path.glob("closed *"))) == 2


def test_dead_worker_is_replaced_and_its_task_tried_once_more(tmp_path):
    with Workers(1, State, (tmp_path,)) as workers:
        futures = [workers.submit(square, number) for number in range(20)]
        killed = workers.submit(kill_once)
        futures += [workers.submit(square, number) for number in range(20, 40)]
        assert killed.result(300) == "second time"
        assert [future.result(300) for future in futures] == [n * n for n in range(40)]


def test_task_that_always_kills_its_worker_fails_alone(tmp_path):
    with Workers(2, State, (tmp_path,)) as workers:
        futures = [workers.submit(square, number) for number in range(20)]
        killer = workers.submit(kill_always)
        futures += [workers.submit(square, number) for number in range(20, 40)]
        with pytest.raises(WorkerDiedError, match="died twice"):
            killer.result(300)
        assert [future.result(300) for future in futures] == [n * n for n in range(40)]


def test_worker_does_other_tasks_while_some_wait(tmp_path):
    with Workers(1, State, (tmp_path,)) as workers:
        slow = [workers.submit(wait_slowly, f"waits {number}") for number in range(10)]
        assert workers.submit(square, 3).result(300) == 9
        wait_for(lambda: len(list(tmp_path.glob("waits *"))) == 10)
        (tmp_path / "go on").touch()
        for future in slow:
            future.result(300)


@pytest.mark.slow
def test_lanes_keep_to_their_process(tmp_path):
    with Workers(2, State, (tmp_path,)) as workers:
        wait_for(lambda: all(worker.started for worker in workers._workers))
        first = {workers.submit(process, lane=0).result(300) for _ in range(5)}
        second = {workers.submit(process, lane=1).result(300) for _ in range(5)}
    # Which of two idle processes takes a task depends on the lane alone.
    assert len(first) == len(second) == 1
    assert first != second


def test_each_process_keeps_to_a_processor_where_there_is_one_for_each(tmp_path):
    available = os.sched_getaffinity(0)
    with Workers(len(available), State, (tmp_path,)) as workers:
        wait_for(lambda: all(len(os.sched_getaffinity(pid)) == 1 for pid in workers.pids))
        assert set().union(*map(os.sched_getaffinity, workers.pids)) == available


@pytest.mark.skipif(len(os.sched_getaffinity(0)) == 1, reason="needs two processors")
def test_fewer_processes_than_processors_may_use_all(tmp_path):
    with Workers(1, State, (tmp_path,)) as workers:
        workers.submit(square, 1).result(300)
        assert os.sched_getaffinity(workers.pids[0]) == os.sched_getaffinity(0)


@pytest.mark.slow
def test_process_that_cannot_be_replaced_fails_every_task(tmp_path, monkeypatch):
    with Workers(1, State, (tmp_path,)) as workers:
        assert workers.submit(square, 2).result(300) == 4

        def start(position):
            raise BlockingIOError(11, "Resource temporarily unavailable")

        monkeypatch.setattr(workers, "_start", start)
        for task in (kill_always, process):
            with pytest.raises(UsageError, match=r"no more processes and threads .* --jobs 1"):
                workers.submit(task).result(300)


def start_no_thread(state: State) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("can't start new thread")

    threading.Thread.start = refuse


def test_task_for_which_there_is_no_thread_fails_with_a_sentence(tmp_path):
    with Workers(1, State, (tmp_path,)) as workers:
        workers.submit(start_no_thread).result(300)
        with pytest.raises(UsageError, match="no more processes and threads"):
            workers.submit(square, 2).result(300)


def test_state_that_cannot_be_made_fails_every_task(tmp_path):
    (tmp_path / "refuse").touch()
    with Workers(2, State, (tmp_path,)) as workers:
        futures = [workers.submit(square, number) for number in range(5)]
        for future in futures:
            with pytest.raises(RuntimeError, match="cannot start"):
                future.result(300)


@pytest.mark.slow
def test_state_that_cannot_be_made_once_is_made_again(tmp_path):
    (tmp_path / "refuse once").touch()
    with Workers(1, State, (tmp_path,)) as workers:
        assert workers.submit(square, 3).result(300) == 9


@pytest.mark.slow
def test_workers_that_die_while_they_start_are_given_up(tmp_path):
    (tmp_path / "die").touch()
    with (
        Workers(1, State, (tmp_path,)) as workers,
        pytest.raises(WorkerDiedError, match="while they start"),
    ):
        workers.submit(square, 1).result(300)


@pytest.fixture
def hasty_threads():
    """Has threads take turns after a few instructions each, not after milliseconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty_threads")
def test_only_one_thread_has_the_turn():
    turn = Turn()
    inside: list[int] = []
    overlaps = []

    def work(number: int) -> None:
        with turn:
            for _ in range(20):
                inside.append(number)
                overlaps.append(len(inside))
                sum(range(2000))
                inside.remove(number)
                with turn.waiting():
                    pass

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(overlaps) == {1}
    assert len(overlaps) == 80


def test_who_has_used_much_goes_on_after_all_others_one_after_the_other():
    turn = Turn()
    told: list[str] = []
    begun = [threading.Event(), threading.Event()]

    def dear(number: int) -> None:
        with turn:
            with turn.waiting():
                begun[number].set()
                paused = turn.go_last(
                    lambda: told.append(f"pause {number}"), lambda: told.append(f"resume {number}")
                )
                assert paused
                assert not turn.go_last(lambda: told.append("!"), lambda: told.append("!"))
            told.append(f"end {number}")

    threads = [threading.Thread(target=dear, args=(number,)) for number in range(2)]
    with turn:
        for number, thread in enumerate(threads):
            thread.start()
            with turn.waiting():
                begun[number].wait()
                wait_for(lambda number=number: f"pause {number}" in told)
        # All that time this thread had work to do.
        told.append("quick ends")
    for thread in threads:
        thread.join()
    assert told == ["pause 0", "pause 1", "quick ends", "resume 0", "end 0", "resume 1", "end 1"]


def test_process_that_dies_before_it_reads_anything_holds_nobody_up(tmp_path, monkeypatch):
    resource_tracker.ensure_running()
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", os.fsencode(shutil.which("false")))
    failures = []

    def attempt() -> None:
        # More than a pipe holds.
        with Workers(1, State, (tmp_path, bytes(1 << 20))) as workers:
            failures.append(workers.submit(square, 1).exception(300))

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(30)
    assert [type(failure) for failure in failures] == [WorkerDiedError]
