"""Grading on a Dask cluster: a real scheduler and two workers, one of which is killed."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest
from helpers.adding_course import count_lines, grade, lines, make_class, wait_for

from autograder.errors import UsageError

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("distributed") is None, reason="needs dask.distributed"
    ),
    # Its threads and sockets outlive a closed client for a moment.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def dask(tmp_path: Path):
    """Starts a scheduler and two workers in folders of their own; yields (address, workers)."""
    processes = []

    def start(*arguments: str) -> subprocess.Popen:
        folder = tmp_path / f"process{len(processes)}"
        folder.mkdir()
        log = (folder / "log").open("w")
        command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        log.close()
        processes.append(process)
        return process

    file = tmp_path / "scheduler.json"
    start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show",
          "--scheduler-file", str(file))  # fmt: skip
    wait_for(lambda: file.exists() and file.read_text().endswith("}"))
    address = json.loads(file.read_text())["address"]
    workers = [
        start("dask_worker", address, "--no-nanny", "--nthreads", "2", "--no-dashboard",
              "--local-directory", str(tmp_path / f"scratch{number}"))
        for number in range(2)
    ]  # fmt: skip
    yield address, workers
    for process in reversed(processes):
        process.kill()
        process.wait()


def test_cluster_gives_the_local_results_though_a_worker_is_killed(dask, clean, tmp_path):
    from distributed import Client

    address, workers = dask
    course, submissions, out = clean
    with Client(address, timeout=120) as client:
        client.wait_for_workers(2, timeout=120)

    def kill_one() -> None:
        wait_for(lambda: count_lines(tmp_path / "out") >= 3)
        os.kill(workers[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    grade(course, submissions, tmp_path / "out", scheduler=address)
    killer.join()
    assert workers[0].wait(10) == -signal.SIGKILL
    assert lines(tmp_path / "out") == lines(out)


def test_scheduler_that_is_not_there_is_one_sentence(course, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.grading.batch.dask_cluster.CONNECT_SECONDS", 0.5)
    submissions = make_class(tmp_path / "class", 2)
    with pytest.raises(UsageError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        grade(course, submissions, tmp_path / "out", scheduler="tcp://127.0.0.1:9")


def test_a_task_that_the_cluster_gave_up_is_done_once_more():
    from autograder.grading.batch.dask_cluster import not_lost

    def ended(outcome):
        future = Future()
        if outcome is None:
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_result(outcome)
        return future

    def refuse():
        raise AssertionError("it was not lost")

    assert not_lost(ended("first"), refuse).result(0) == "first"
    assert not_lost(ended(None), lambda: ended("second")).result(0) == "second"
    with pytest.raises(CancelledError):
        not_lost(ended(None), lambda: ended(None)).result(0)
