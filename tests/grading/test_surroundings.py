"""Bad surroundings get one sentence or none, and workers neither read the current folder nor outlive anybody."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.adding_course import ADD, SECRET, count_lines, make_class, make_course, wait_for
from helpers.marks import slow

from autograder.checks.seeds import course_secret
from autograder.cli import room
from autograder.errors import UsageError
from autograder.grading.batch import ResultsLog


@pytest.fixture
def course(tmp_path):
    folder = make_course(tmp_path / "course")
    make_class(folder / "class", 2, ADD)
    return folder


def run(course: Path, *arguments: str, shell: str = '"$@"', **options):
    """Runs `softmark grade` from a shell; options are those of subprocess.run."""
    script = course.parent / "run.py"
    script.write_text("from autograder.cli import main\n\nif __name__ == '__main__':\n    main()\n")
    environment = {**os.environ, "SOFTMARK_SECRET": SECRET.decode(), **options.pop("env", {})}
    command = [sys.executable, str(script), "grade", "adding", "class", "--out", "out", *arguments]
    return subprocess.run(
        ["sh", "-c", shell, "sh", *command],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        **options,
    )


def test_workers_import_nothing_from_the_current_folder(course, tmp_path):
    marker = tmp_path / "marker"
    for name in ("signal", "statistics", "numbers"):
        (course / f"{name}.py").write_text(f"open({str(marker)!r}, 'w')\nraise SystemExit(3)\n")
    done = run(course, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert count_lines(course / "out") == 2
    assert not marker.exists()


STUCK = """
import os, re, signal, sys
from autograder.grading.batch import Workers

class State:
    def __init__(self, on_wait): pass
    def close(self): pass

def stuck(state):
    os.write(1, f"{os.getpid()}\\n".encode())
    # Holds the interpreter's lock, so that no other thread of the process notices anything.
    re.match(r"(a+)+$", "a" * 60 + "b")

if __name__ == "__main__":
    workers = Workers(1, State, ())
    workers.submit(stuck)
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def test_a_worker_that_is_stuck_ends_with_a_main_process_that_is_killed(tmp_path):
    script = tmp_path / "stuck.py"
    script.write_text(STUCK)
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as main:
        pid = int(main.stdout.readline())
        assert _alive(pid)
        main.stdin.close()
        main.wait()
    wait_for(lambda: not _alive(pid))


@pytest.mark.parametrize("content", ["", "\n  \n", None])
def test_an_empty_or_unreadable_secret_is_refused(tmp_path, monkeypatch, content):
    monkeypatch.delenv("SOFTMARK_SECRET", raising=False)
    path = tmp_path / ".softmark" / "secret"
    path.parent.mkdir()
    if content is None:
        path.mkdir()
    else:
        path.write_text(content)
    with pytest.raises(UsageError, match="secret"):
        course_secret(tmp_path)


def test_a_secret_of_any_bytes_is_taken(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "SOFTMARK_SECRET", os.fsdecode(b"\xff\xfe"))
    assert course_secret(tmp_path) == b"\xff\xfe"


@pytest.mark.parametrize("streams", [slow("2>&-"), slow(">&-"), slow("<&-"), "<&- >&- 2>&-"])
def test_closed_streams_lose_no_grades(course, streams):
    done = run(course, shell=f'"$@" {streams}')
    assert done.returncode == 0, done.stderr
    assert count_lines(course / "out") == 2
    assert "Traceback" not in done.stderr


def test_a_terminal_without_chinese_loses_no_grades(course):
    done = run(course, "--lang", "zh", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0, done.stderr
    assert "takes ascii only" in done.stderr
    assert "加法" in (course / "out" / "summary.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "most", "told"),
    [
        (resource.RLIMIT_NOFILE, 20, "open 20 files at once, and grading takes 256"),
        (resource.RLIMIT_AS, 2 << 30, "take 2097152 KiB of memory, and grading takes 8388608"),
        (resource.RLIMIT_FSIZE, 1 << 20, "write files of at most 1024 KiB, and grading"),
        (resource.RLIMIT_STACK, 1 << 20, "have a stack of 1024 KiB, and grading"),
        (resource.RLIMIT_CPU, 100, "run for 100 seconds, and grading takes 121"),
    ],
)
def test_a_limit_of_the_shell_that_is_too_low_is_one_sentence(course, kind, most, told):
    done = run(course, preexec_fn=lambda: resource.setrlimit(kind, (most, most)))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"This shell lets a program {told}" in done.stderr
    assert not (course / "out").exists()


def test_too_few_processes_are_one_sentence(monkeypatch):
    limits = dict.fromkeys(range(16), (resource.RLIM_INFINITY,) * 2)
    limits[resource.RLIMIT_NPROC] = (12, 12)
    monkeypatch.setattr(resource, "getrlimit", limits.get)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(room, "_own_threads", lambda: 3)
    with pytest.raises(UsageError, match=r"`ulimit -u 25` works, or give --jobs 1\.$") as caught:
        room.need_room(2, 121)
    told = "This account may have 12 processes and threads at once, of which there are 3 already"
    assert str(caught.value).startswith(told)


def test_a_low_limit_of_open_files_is_raised(course):
    done = run(course, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 1024)))
    assert done.returncode == 0, done.stderr


def test_results_that_are_a_link_are_not_written_to(tmp_path):
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "results.jsonl").symlink_to(tmp_path / "precious")
    with pytest.raises(UsageError, match="is a link"):
        ResultsLog(tmp_path / "results.jsonl")
    assert (tmp_path / "precious").read_text() == "precious"
