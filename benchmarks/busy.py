"""How many right submissions lose points beside busy loops: none may.

    python benchmarks/busy.py [--count N] [--case 0|1|2]

Classes of the reference and the alternative solutions of softmax regression, graded with a process a core,
beside loops that do not end, in the same session, as the kernel may share processors out by sessions: 3 loops
a core; 10 loops a core; and 3 a core with the grader at nice 10.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from made_class import write_class

from autograder.authoring.solutions import alternative_solutions
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.course import find_course

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "softmax_mnist"
# Loops a core, and how much the grader is niced beyond them.
CASES = ((3, 0), (10, 0), (3, 10))


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Keeps the processors busy."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def right_class(assignment: Assignment, count: int) -> dict[str, dict[str, bytes]]:
    """Returns the files of `count` students, all of them right, no two the same."""
    solutions = [assignment.reference, *alternative_solutions(assignment).values()]
    first = assignment.wanted[0]
    students = {}
    for number in range(count):
        files = {name: solutions[number % len(solutions)][name] for name in assignment.wanted}
        students[f"right{number:03d}"] = {**files, first: files[first] + f"\n# {number}\n".encode()}
    return students


def measure(count: int, loops: int, niceness: int) -> str:
    """Grades a class beside loops, and says how it went."""
    cores = os.cpu_count() or 1
    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_class(root / "class", right_class(assignment, count))
        started = time.perf_counter()
        with busy_loops(loops * cores):
            subprocess.run(
                ["nice", "-n", str(niceness), sys.executable, "-m", "autograder", "grade",
                 ASSIGNMENT, root / "class", "--out", root / "out"],
                cwd=ROOT, env={**os.environ, "SOFTMARK_SECRET": "busy"},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        wall = time.perf_counter() - started
        rows = [json.loads(line) for line in (root / "out" / "results.jsonl").open()]
    lost = sum(row["status"] == "graded" and row["score"] < row["max_score"] for row in rows)
    faults = [row["message"] for row in rows if row["status"] != "graded"]
    near = sum(row["near_limit"] for row in rows)
    return (
        f"{loops} loops a core, grader at nice {niceness}: {lost} of {len(rows)} right submissions "
        f"lost points, {near} came near a limit, {len(faults)} faults {faults}, {wall:.0f} s"
    )


def main() -> None:
    """Prints a line for each case."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--case", type=int, choices=range(len(CASES)), help="one of them alone")
    options = parser.parse_args()
    for loops, niceness in CASES if options.case is None else [CASES[options.case]]:
        print(measure(options.count, loops, niceness), flush=True)


if __name__ == "__main__":
    main()
