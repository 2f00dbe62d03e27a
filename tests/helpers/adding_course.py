"""A tiny course, quick to grade, and a class for it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.grading.batch import Job
from autograder.grading.batch.found import find_class
from autograder.grading.batch.run import grade_class

TOML = """\
title.en = "Adding"
title.zh = "加法"
modules = ["add"]
workspace = ["add.py"]

[points]
sum = 10

[limits]
seconds = 1
total_seconds = 4
memory_mb = 512
"""
CHECKS = '''\
from autograder.checks import check


@check("sum.small", points=4, needs=["add"], title={"zh": "小数"})
def small(student, rng):
    """sum of small numbers"""
    return {"sum": student.add.add(rng.normal(size=3), rng.normal(size=3))}


@check("sum.large", points=6, needs=["add"], title={"zh": "大数"})
def large(student, rng):
    """sum of large numbers"""
    return {"sum": student.add.add(1e6 * rng.normal(size=3), rng.normal(size=3))}
'''
ADD = """\
import numpy as np


def add(a, b):
    ### BEGIN SOLUTION
    return np.asarray(a) + np.asarray(b)
    ### END SOLUTION
"""
KINDS = (
    ADD,
    ADD.replace(" + ", " - "),
    "raise ValueError('no')\n",
    "def add(a, b):\n    return sum(a)\n",
    ADD.replace("+ np.asarray(b)", "+ b if abs(a).max() < 100 else a"),
)
SLEEP = "import time\n\n\ndef add(a, b):\n    time.sleep(60)\n"
SECRET = b"a secret"


def make_course(folder: Path) -> Path:
    """Writes the course and returns its folder."""
    for path, text in {
        "assignments/adding/assignment.toml": TOML,
        "assignments/adding/checks.py": CHECKS,
        "solutions/adding/add.py": ADD,
    }.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return folder


def make_class(folder: Path, count: int, code: str | None = None) -> Path:
    """Writes submissions of every kind, or all with the same code, and returns their folder."""
    for number in range(count):
        target = folder / f"student {number:03d}" / "add.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{code or KINDS[number % len(KINDS)]}# {number}\n")
    return folder


def grade(course: Path, submissions: Path, out: Path, jobs: int = 1, **options):
    """Grades a class in this process, where more than one job is not what is tried."""
    assignment = load_assignment(find_course(course).bundle("adding"))
    job = Job(bundle=assignment.bundle, secret=SECRET)
    found = find_class(submissions, assignment)
    return grade_class(job, assignment, found, out, jobs, progress=False, **options)


def start_command(
    course: Path, *arguments: object, program=("-m", "autograder"), **options
) -> subprocess.Popen:
    """Starts `softmark grade adding` in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, *program, "grade", "adding", *map(str, arguments)],
        cwd=course,
        env={**os.environ, "SOFTMARK_SECRET": SECRET.decode()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def lines(out: Path) -> list[dict]:
    """Returns results.jsonl without what differs from run to run: the times."""
    rows = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    for row in rows:
        for timed in (row, *row["checks"]):
            del timed["seconds"]
    return rows


def times(out: Path) -> dict[str, list[float]]:
    """Returns how long each student took, as a whole and for each check, which tells one grading from another.

    In microseconds, of which two gradings may have as many as a whole by chance.
    """
    rows = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    return {
        row["student"]: [row["seconds"], *(check["seconds"] for check in row["checks"])]
        for row in rows
    }


def wait_for(condition, seconds: float = 300.0) -> None:
    """Returns when the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def count_lines(out: Path) -> int:
    """Returns how many results are in the file."""
    path = out / "results.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def in_session(session: int) -> list[int]:
    """Returns the processes of a session that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            found.append(int(stat.parent.name))
    return found
