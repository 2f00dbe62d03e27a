"""Runs that end too early: killed, interrupted, out of disk. The next one goes on."""

import os
import random
import shutil
import signal

import pytest
from helpers.adding_course import count_lines, in_session, lines, start_command, times, wait_for
from helpers.marks import slow


@pytest.mark.parametrize(
    ("kill", "number"),
    [
        (os.kill, signal.SIGTERM),
        # As a terminal does: to the whole group.
        slow(os.killpg, signal.SIGINT),
        slow(os.killpg, signal.SIGTERM),
        slow(os.killpg, signal.SIGHUP),
    ],
)
def test_a_stopped_run_ends_cleanly_and_the_next_goes_on(
    kill, number, clean, tmp_path, monkeypatch
):
    course, submissions, out = clean
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    process = start_command(course, submissions, "--out", tmp_path / "out", "--jobs", 2)
    wait_for(lambda: count_lines(tmp_path / "out") >= 1)
    assert any((tmp_path / "tmp").iterdir())
    kill(process.pid, number)
    stdout, stderr = process.communicate(timeout=300)
    assert process.returncode == 128 + number, stderr
    assert "stopped" in stderr
    assert "Traceback" not in stdout + stderr
    wait_for(lambda: not in_session(process.pid))
    assert not any((tmp_path / "tmp").iterdir())
    finish(course, submissions, tmp_path / "out")
    assert lines(tmp_path / "out") == lines(out)


@pytest.mark.parametrize("seed", [0, *(slow(seed) for seed in (1, 2))])
def test_killed_run_is_resumed_with_the_same_results(seed, clean, tmp_path):
    course, submissions, out = clean
    process = start_command(course, submissions, "--out", tmp_path / "out", "--jobs", 2)
    enough = random.Random(seed).randrange(1, 20)
    wait_for(lambda: count_lines(tmp_path / "out") >= enough)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=300)
    # Workers and sandboxes follow by themselves.
    wait_for(lambda: not in_session(process.pid))
    survived = tmp_path / "survived"
    survived.mkdir()
    shutil.copy(tmp_path / "out" / "results.jsonl", survived)
    finish(course, submissions, tmp_path / "out")
    assert lines(tmp_path / "out") == lines(out)
    kept, final = times(survived), times(tmp_path / "out")
    assert len(kept) >= enough
    assert kept.items() <= final.items()


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["worker", "sandbox"])
def test_killed_worker_or_sandbox_costs_no_result(victim, clean, tmp_path):
    course, submissions, out = clean
    process = start_command(course, submissions, "--out", tmp_path / "out", "--jobs", 2)
    wait_for(lambda: count_lines(tmp_path / "out") >= 2)
    for pid in in_session(process.pid):
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            command = file.read()
        # A worker goes on from the grader, under its name.
        if victim == "worker" and b"\0grade\0" in command and pid != process.pid:
            os.kill(pid, signal.SIGKILL)
            break
        if victim == "sandbox" and b"softmark_inside" in command:
            os.kill(pid, signal.SIGKILL)
            break
    else:
        pytest.fail("there is no such process")
    _, stderr = process.communicate(timeout=300)
    assert process.returncode == 0, stderr
    assert lines(tmp_path / "out") == lines(out)


# `softmark` on a disk with room for so much in each file. What a shell's own limit does is told before.
FULL_AFTER = """
import resource
from autograder.cli import main, room

room.need_room = lambda *_: None
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
main()
"""


@pytest.mark.slow
def test_full_disk_is_one_sentence_and_the_next_run_goes_on(clean, tmp_path):
    course, submissions, out = clean
    size = (out / "results.jsonl").stat().st_size
    process = start_command(
        course, submissions, "--out", tmp_path / "out", "--jobs", 2,
        program=["-c", FULL_AFTER.format(size=size // 2)],
    )  # fmt: skip
    stdout, stderr = process.communicate(timeout=300)
    assert process.returncode == 2, stderr
    assert stderr.startswith("softmark: The disk is full")
    assert stderr.count("\n") == 1
    assert "Traceback" not in stdout
    finish(course, submissions, tmp_path / "out")
    assert lines(tmp_path / "out") == lines(out)


def finish(course, submissions, out) -> None:
    """Runs the command to its end."""
    process = start_command(course, submissions, "--out", out, "--jobs", 2)
    _, stderr = process.communicate(timeout=300)
    assert process.returncode == 0, stderr
