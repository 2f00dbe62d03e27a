"""What the main process needs to write what is about a whole class: memory, time, and sizes.

    python benchmarks/reports.py [COUNT ...]

A class of 40 is graded; its results, repeated under other names, stand for a larger one, of which nothing but
grades.csv and summary.html is made. Each row is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "softmax_mnist"
MIB = 1 << 20


def grade_some(folder: Path) -> None:
    """Grades a class of 40 into folder/out."""
    from made_class import made_class, write_class

    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    write_class(folder / "class", made_class(assignment, 40))
    subprocess.run(
        [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, folder / "class",
         "--out", folder / "out"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def measure(folder: Path, count: int) -> str:
    """Returns what it takes to write the reports of `count` results."""
    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course
    from autograder.grading.batch.pages import People, write_reports
    from autograder.grading.batch.results_log import ResultsLog
    from autograder.results.result_json import decode_result, encode_result

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    lines = (folder / "out" / "results.jsonl").read_bytes().splitlines()
    out = folder / str(count)
    out.mkdir()
    log = ResultsLog(out / "results.jsonl")
    for number in range(count):
        result = replace(decode_result(lines[number % len(lines)]), student=f"s{number:06d}")
        log.append(result.student, result.key, result.status, encode_result(result))
    log.rewrite(sorted(log.lines))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.process_time()
    write_reports(log, assignment, out, People("", {}, {}))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{count} results: {after:.0f} MiB, {before:.0f} before the reports; "
        f"{time.process_time() - started:.1f} s of processor time; "
        f"summary.html {(out / 'summary.html').stat().st_size / MIB:.1f} MiB"
    )


def main(counts: list[str]) -> None:
    """Prints a line for each size."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        grade_some(folder)
        for count in counts or ["100", "1000", "20000"]:
            code = f"import pathlib, reports; print(reports.measure(pathlib.Path({temporary!r}), {count}))"
            subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
