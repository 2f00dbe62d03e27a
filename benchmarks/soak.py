"""Kills grading runs at random moments and resumes them: all must end with a clean run's results.

    python benchmarks/soak.py [RUNS] [SEED]

Each run grades a small class and is killed up to three times, at random moments and in a random way:
kill -9 of the grader, of one of its workers, or of a sandbox; Ctrl-C; or kill -9 followed by cutting the
last line of results.jsonl at a random byte, as a power cut would. The run is then given again until it
ends by itself. What is compared is everything in results.jsonl but the times and `near_limit`, and that every page is
there.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "softmax_mnist"
CLASS_SIZE = 24
WAYS = ("grader", "worker", "sandbox", "interrupt", "power cut")


def start(submissions: Path, out: Path) -> subprocess.Popen[str]:
    """Starts a run in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, str(submissions),
         "--out", str(out), "--jobs", "2"],
        cwd=ROOT,
        env={**os.environ, "SOFTMARK_SECRET": "soak"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )  # fmt: skip


def processes(session: int) -> dict[int, bytes]:
    """Returns the living processes of a session, with their command lines."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] not in "ZX":
                found[int(stat.parent.name)] = (stat.parent / "cmdline").read_bytes()
    return found


def is_worker(command: bytes) -> bool:
    """Tells whether a process is a worker: forked from the grader, or one that replaces another."""
    return b"\0grade\0" in command or b"spawn_main" in command


def disturb(run: subprocess.Popen[str], way: str, chance: random.Random, out: Path) -> None:
    """Does one kind of harm to a run."""
    if way == "interrupt":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGINT)
        return
    victims = [run.pid]
    if way in ("worker", "sandbox"):
        victims = [
            pid
            for pid, command in processes(run.pid).items()
            if (b"softmark_inside" in command if way == "sandbox" else is_worker(command))
            and pid != run.pid
        ]
    if victims:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(victims), signal.SIGKILL)
    if way == "power cut":
        run.wait()
        tear(out / "results.jsonl", chance)


def tear(path: Path, chance: random.Random) -> None:
    """Cuts the last line of a file at a random byte."""
    if path.exists() and path.stat().st_size:
        content = path.read_bytes()
        last = content.rstrip(b"\n").rfind(b"\n") + 1
        path.write_bytes(content[: chance.randint(last, len(content))])


def once(submissions: Path, out: Path, chance: random.Random, longest: float) -> list[str]:
    """Grades with up to three disturbances and returns what was done."""
    done = []
    for _ in range(chance.randint(1, 3)):
        run = start(submissions, out)
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(chance.uniform(0.1, longest))
        if run.poll() is None:
            way = chance.choice(WAYS)
            done.append(way)
            disturb(run, way, chance, out)
        _, stderr = run.communicate(timeout=120)
        # Ctrl-C while Python itself still starts, or while it compiles the methods of a class, ends it by the
        # signal, of which a shell tells as of 130.
        stopped = run.returncode == -signal.SIGINT and "Traceback" not in stderr
        if run.returncode not in (0, 130, -signal.SIGKILL) and not stopped:
            raise SystemExit(f"exit code {run.returncode} after {done}: {stderr}")
        deadline = time.monotonic() + 20
        while processes(run.pid):
            if time.monotonic() > deadline:
                raise SystemExit(f"processes are left after {done}: {processes(run.pid)}")
            time.sleep(0.02)
    run = start(submissions, out)
    _, stderr = run.communicate(timeout=300)
    if run.returncode != 0:
        raise SystemExit(f"the last run after {done} ended with {run.returncode}: {stderr}")
    return done


def read(out: Path) -> list[dict[str, object]]:
    """Returns the results without their times, and fails where a page is missing."""
    rows = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    for row in rows:
        page = out / "feedback" / f"{row['student']}.html"
        if not page.read_text().rstrip().endswith("</html>"):
            raise SystemExit(f"{page} is not whole")
        for timed in (row, *row["checks"]):
            del timed["seconds"]
        # How near a limit is, is a matter of the machine, too.
        del row["near_limit"]
    return rows


def differences(rows: list[dict[str, object]], clean: list[dict[str, object]]) -> str:
    """Returns whose results differ, and in what."""
    told = []
    for row, other in zip(rows, clean, strict=True):
        told += [
            f"{row['student']}: {key} {row[key]!r}, not {other[key]!r}"
            for key in row
            if row[key] != other[key]
        ]
    return "; ".join(told)


def main(runs: int, seed: int) -> None:
    """Runs the soak and prints how it went."""
    from made_class import made_class, write_class

    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_class(root / "class", made_class(assignment, CLASS_SIZE))
        started = time.monotonic()
        start(root / "class", root / "clean").communicate()
        longest = time.monotonic() - started
        clean = read(root / "clean")
        for number in range(runs):
            out = root / f"out{number}"
            done = once(root / "class", out, random.Random(seed + number), longest)
            if told := differences(read(out), clean):
                raise SystemExit(f"run {number} (seed {seed + number}) after {done}: {told}")
            print(f"run {number}: {', '.join(done) or 'undisturbed'}: same results", flush=True)
    print(f"{runs} runs, all with the clean run's results")


if __name__ == "__main__":
    main(*(int(text) for text in [*sys.argv[1:], *("100", "0")[len(sys.argv) - 1 :]]))
