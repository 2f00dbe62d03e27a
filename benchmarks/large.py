"""One real run of a large class, made up: its time, memory, and the sizes of what it writes.

    python benchmarks/large.py [COUNT] [--keep FOLDER]

`softmark grade` as anybody would start it, on all cores. With --keep a run that was stopped goes on in that
folder; the times are then those of this run alone, and so is the number of submissions that they are for.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from made_class import made_class, write_class

from autograder.course.assignment import load_assignment
from autograder.course.course import find_course

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "softmax_mnist"
MIB = 1 << 20


def peak_memory(pid: int) -> int:
    """Returns the most memory that a process has had, in bytes; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) * 1024 if lines else 0


def children(pid: int) -> list[int]:
    """Returns the ids of a process's children."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def grade(folder: Path) -> None:
    """Grades folder/class into folder/out, and prints the figures."""
    out = folder / "out"
    before = len((out / "results.jsonl").read_bytes().splitlines()) if out.exists() else 0
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, folder / "class", "--out", out],
        cwd=ROOT, env={**os.environ, "SOFTMARK_SECRET": "large"}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    main, workers = 0, 0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        main = max(main, peak_memory(process.pid))
        workers = max([workers, *map(peak_memory, children(process.pid))])
        # Often: the main process may take the most at its end, when it writes what is about the class.
        time.sleep(0.02)
    wall, usage = time.perf_counter() - started, ended[2]
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    count = len((out / "results.jsonl").read_bytes().splitlines())
    done = count - before
    cpu = usage.ru_utime + usage.ru_stime
    pages = [page.stat().st_size for page in (out / "feedback").iterdir()]
    print(
        f"exit code {process.returncode}: {done} of {count} submissions in {wall:.0f} s, "
        f"{done / wall:.1f} a second; {1000 * cpu / done:.1f} ms of processor time each\n"
        f"at most {main / MIB:.0f} MiB in the main process, {workers / MIB:.0f} MiB in the largest worker\n"
        f"results.jsonl {(out / 'results.jsonl').stat().st_size / count / 1024:.1f} KiB each, "
        f"pages {sum(pages) / count / 1024:.1f} KiB each, largest {max(pages) / 1024:.0f} KiB, "
        f"summary.html {(out / 'summary.html').stat().st_size / MIB:.1f} MiB"
    )


def main() -> None:
    """Makes the class and grades it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=20_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        if not (folder / "class").exists():
            write_class(folder / "class", made_class(assignment, options.count))
        grade(folder)


if __name__ == "__main__":
    main()
