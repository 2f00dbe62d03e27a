"""A worker that goes on from the grader has what is imported there, and nothing that is open there."""

import os
import threading
from pathlib import Path

from autograder.grading.batch.forked import ONE_THREAD, Forked, can_fork


def test_only_a_process_without_other_threads_is_gone_on_from(monkeypatch) -> None:
    monkeypatch.setenv(ONE_THREAD, "1")
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert can_fork()
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not can_fork()
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setenv(ONE_THREAD, "2")
    assert not can_fork()


def test_it_has_what_is_kept_for_it_and_no_input(tmp_path: Path) -> None:
    with (
        (tmp_path / "other").open("w") as other,
        (tmp_path / "secret").open("w"),
        (tmp_path / "kept").open("w") as kept,
    ):

        def life() -> None:
            found = {int(name) for name in os.listdir("/proc/self/fd")}
            # What listed them is among them.
            open_now = [one for one in found if os.path.exists(f"/proc/self/fd/{one}")]
            os.write(kept.fileno(), f"{sorted(open_now)} {os.read(0, 1)!r}".encode())

        process = Forked(life, kept.fileno(), other.fileno())
        process.join()
        assert process.exitcode == 0
        assert not process.is_alive()
        told = (tmp_path / "kept").read_text()
        assert told == f"{[0, 1, 2, other.fileno(), kept.fileno()]} b''"


def test_how_it_ended_is_known(capfd) -> None:
    def fail() -> None:
        raise ValueError("my own mistake")

    process = Forked(fail, 3)
    process.join()
    assert process.exitcode == 1
    assert "my own mistake" in capfd.readouterr().err
    waits = Forked(lambda: threading.Event().wait(60) and None, 3)
    assert waits.is_alive()
    waits.kill()
    waits.join()
    assert waits.exitcode == -9
