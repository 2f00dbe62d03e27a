"""What grading a class costs: processor time, memory, throughput, and what endless loops hold up.

    python benchmarks/grading.py [--quick]

Everything is measured on made-up classes of softmax regression (benchmarks/made_class.py), in the
sandbox, with all pages written. Processor time is that of the grader and of all processes that it
starts; of it, the sandbox's is what its parent processes and the confined children use. Each row runs
in a process of its own.
"""

from __future__ import annotations

import compileall
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "softmax_mnist"


def measure(count: int, jobs: int, endless: float) -> dict[str, float]:
    """Grades a class of `count` once and returns the figures, times in seconds, memory in MiB."""
    from made_class import made_class, write_class

    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course
    from autograder.grading.batch import Job
    from autograder.grading.batch.run import find_class, grade_class

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_class(root / "class", made_class(assignment, count, endless=endless))
        job = Job(assignment.bundle, b"benchmark")
        before = _processor_seconds()
        wall_clock, started = time.time(), time.perf_counter()
        results = grade_class(
            job, assignment, find_class(root / "class", assignment), root / "out", jobs,
            progress=False,
        )  # fmt: skip
        wall = time.perf_counter() - started
        pages = {page.stem: page.stat().st_mtime for page in (root / "out" / "feedback").iterdir()}
        size = sum(file.stat().st_size for file in (root / "out").rglob("*") if file.is_file())
        honest = [r for r in results if not any(c.status == "timeout" for c in r.checks)]
        return {
            "graded": sum(result.status == "graded" for result in results),
            "endless": len(results) - len(honest),
            "wall": wall,
            "cpu": _processor_seconds() - before,
            "grader_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "worker_memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            "honest_done": max(pages[r.student] for r in honest) - wall_clock,
            "bytes": size / count,
        }


def measure_sandbox(count: int) -> dict[str, float]:
    """Returns processor time per submission, in seconds, of one warm grader and of its sandbox."""
    from made_class import made_class

    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course
    from autograder.grading.grader import Grader
    from autograder.submissions import Submission

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    submissions = [
        Submission(student, files, tuple((path, len(data)) for path, data in files.items()), (), "")
        for student, files in made_class(assignment, 2 * count).items()
    ]
    with Grader(assignment, b"benchmark") as grader:
        for submission in submissions[:count]:
            grader.grade(submission)
        own = time.process_time()
        sandbox = _descendants_seconds()
        for submission in submissions[count:]:
            grader.grade(submission)
        return {
            "grader": (time.process_time() - own) / count,
            "sandbox": (_descendants_seconds() - sandbox) / count,
        }


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


def _descendants_seconds() -> float:
    """Returns the processor time of living descendants and of the children that they waited for."""
    ticks = 0
    parents: dict[int, int] = {}
    used: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid], used[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    import os

    for pid in used:
        ancestor = parents.get(pid, 0)
        while ancestor and ancestor != os.getpid():
            ancestor = parents.get(ancestor, 0)
        ticks += used[pid] if ancestor else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def run(name: str, *arguments: float) -> dict[str, float]:
    """Calls a function of this file in a fresh process, so that peak memory is its own."""
    code = f"import json, grading; print(json.dumps(grading.{name}(*{arguments!r})))"
    here = str(Path(__file__).parent)
    output = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=here
    )
    found: dict[str, float] = json.loads(output.stdout)
    return found


def main(*, quick: bool) -> None:
    """Prints the figures."""
    # As pip does with a package that it installs.
    compileall.compile_dir(ROOT / "autograder", quiet=2)
    large = 200 if quick else 1000
    parts = run("measure_sandbox", 60 if quick else 200)
    print(
        f"one warm grader, processor time a submission: {1000 * sum(parts.values()):.0f} ms, of "
        f"which in the sandbox {1000 * parts['sandbox']:.0f} ms"
    )
    rows = {}
    for title, count, jobs, endless in (
        ("class of 100, 2 jobs", 100, 2, 0.0),
        (f"class of {large}, 2 jobs", large, 2, 0.0),
        (f"class of {large}, 1 job", large, 1, 0.0),
        (f"class of {large}, 2 jobs, 5 % endless loops", large, 2, 0.05),
    ):
        rows[title] = row = run("measure", count, jobs, endless)
        print(
            f"{title}: {row['wall']:.1f} s, {count / row['wall']:.1f} submissions/s, "
            f"{1000 * row['cpu'] / count:.0f} ms of processor time each (start included), "
            f"peak memory {row['grader_memory']:.0f} MiB in the main process and "
            f"{row['worker_memory']:.0f} MiB in the largest other, "
            f"{row['bytes'] / 1024:.1f} KiB of results each"
        )
        if row["endless"]:
            print(
                f"  the {count - row['endless']:.0f} others were done after {row['honest_done']:.1f} s"
            )
    small, two, one, _ = rows.values()
    print(f"2 jobs against 1: {one['wall'] / two['wall']:.2f} x as fast")
    growth = two["grader_memory"] - small["grader_memory"]
    print(f"main process, {large} against 100 submissions: {growth:+.1f} MiB")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
