"""What grading costs: one warm grader, and classes: processor time, memory, throughput, and what loops hold up.

    python benchmarks/grading.py [--large N] [--unending N] [--warm N]

Everything is measured in the sandbox, in one run, and each row in a process of its own. Classes are made up
(benchmarks/made_class.py), of softmax regression, with all pages written; processor time is that of the grader
and of all processes that it starts. The first row of all is for four assignments; see benchmarks/warm.py.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from warm import ASSIGNMENTS, describe

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "softmax_mnist"


def measure(count: int, jobs: int, endless: float, asleep: float, again: int) -> dict[str, float]:
    """Grades a class of `count` and returns the figures, times in seconds, memory in MiB.

    Args:
        endless, asleep: shares of submissions that do not end.
        again: 1 to measure the second run, which finds what the first one kept.
    """
    from made_class import made_class, write_class

    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course
    from autograder.course.kept import answers_folder
    from autograder.grading.batch import Job
    from autograder.grading.batch.found import find_class
    from autograder.grading.batch.run import grade_class

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        students = made_class(assignment, count, endless=endless, asleep=asleep)
        write_class(root / "class", students)
        job = Job(assignment.bundle, b"benchmark", kept=str(answers_folder(root)))
        for run in range(1 + again):
            before = _processor_seconds()
            wall_clock, started = time.time(), time.perf_counter()
            results = grade_class(
                job, assignment, find_class(root / "class", assignment), root / f"out{run}", jobs,
                progress=False,
            )  # fmt: skip
            wall = time.perf_counter() - started
        out = root / f"out{again}"
        pages = {page.stem: page.stat().st_mtime for page in (out / "feedback").iterdir()}
        size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
        bad = [r for r in results if any(c.status == "timeout" for c in r.checks)]
        unending = {result.student for result in bad}
        honest = [r for r in results if r.student not in unending]
        return {
            "graded": sum(result.status == "graded" for result in results),
            "unending": len(bad),
            "charged to them": sum(result.seconds for result in bad),
            "wall": wall,
            "cpu": _processor_seconds() - before,
            "grader_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "worker_memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            "honest_done": max(pages[r.student] for r in honest) - wall_clock,
            "bytes": size / count,
        }


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


def run(module: str, name: str, *arguments: object) -> dict[str, float]:
    """Calls a function of a file here in a fresh process, so that peak memory is its own."""
    code = f"import json, {module}; print(json.dumps({module}.{name}(*{arguments!r})))"
    here = str(Path(__file__).parent)
    output = subprocess.run(
        [sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True, cwd=here,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # as the command line has it
    )  # fmt: skip
    found: dict[str, float] = json.loads(output.stdout)
    return found


def show(title: str, count: int, row: dict[str, float]) -> None:
    """Prints the figures of a class."""
    print(
        f"{title}: {row['wall']:.1f} s, {count / row['wall']:.1f} submissions/s, "
        f"{1000 * row['cpu'] / count:.0f} ms of processor time each (start included), "
        f"peak memory {row['grader_memory']:.0f} MiB in the main process and "
        f"{row['worker_memory']:.0f} MiB in the largest other, "
        f"{row['bytes'] / 1024:.1f} KiB of results each",
        flush=True,
    )


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--large", type=int, default=1000)
    parser.add_argument("--unending", type=int, default=200, help="class with loops and sleepers")
    parser.add_argument("--warm", type=int, default=100)
    options = parser.parse_args()
    # As pip does with a package that it installs.
    compileall.compile_dir(ROOT / "autograder", quiet=2)
    for name in ASSIGNMENTS:
        print(describe(name, run("warm", "measure_warm", name, options.warm)), flush=True)

    def graded(title: str, count: int, jobs: int, *others: float) -> dict[str, float]:
        row = run("grading", "measure", count, jobs, *others)
        show(title, count, row)
        return row

    large, some = options.large, options.unending
    small = graded("class of 100, 2 jobs", 100, 2, 0.0, 0.0, 0)
    graded("class of 100, 2 jobs, the second time", 100, 2, 0.0, 0.0, 1)
    graded("class of 30, 2 jobs", 30, 2, 0.0, 0.0, 0)
    two = graded(f"class of {large}, 2 jobs", large, 2, 0.0, 0.0, 0)
    one = graded(f"class of {large}, 1 job", large, 1, 0.0, 0.0, 0)
    plain = graded(f"class of {some}, 2 jobs", some, 2, 0.0, 0.0, 0)
    title = f"class of {some}, 2 jobs, 5 % of them endless loops and 5 % asleep"
    unending = graded(title, some, 2, 0.05, 0.05, 0)
    print(f"2 jobs against 1: {one['wall'] / two['wall']:.2f} x as fast")
    growth = two["grader_memory"] - small["grader_memory"]
    print(f"main process, {large} against 100 submissions: {growth:+.1f} MiB")
    honest = some - unending["unending"]
    late = unending["honest_done"] / (plain["honest_done"] * honest / some)
    least = (plain["cpu"] * honest / some + unending["charged to them"]) / (os.cpu_count() or 1)
    print(
        f"the {honest:.0f} that end are done {late:.2f} x as late as without the others; the whole took "
        f"{unending['wall'] / least:.2f} x (their work + what the others are charged) / cores"
    )


if __name__ == "__main__":
    main()
