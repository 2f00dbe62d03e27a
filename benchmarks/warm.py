"""What one right submission costs a warm grader, against the same probes called directly.

    python benchmarks/warm.py [--count N] [--steps] [ASSIGNMENT ...]

Processor time only, all in one process and one run. "Directly" is the reference in the grader's own
process, with every probe once and nothing judged. A bare spawn is a confined child that is sent the files.
With --steps it prints what each step adds: to a spawn the look at the sources, the loading of the modules, the
probes, and all that `Grader.grade` does besides.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import fmean

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENTS = ("softmax_mnist", "mlp", "perceptron", "linear_regression")
SPAWNS_ALLOWED = 3.5
DIRECT_ALLOWED = 1.5
TURNS = 5


def descendants_seconds() -> float:
    """Returns the processor time of living descendants and of the children that they waited for."""
    parents: dict[int, int] = {}
    used: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid], used[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    ticks = 0
    for pid in used:
        ancestor = parents.get(pid, 0)
        while ancestor and ancestor != os.getpid():
            ancestor = parents.get(ancestor, 0)
        ticks += used[pid] if ancestor else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def cost(work: Callable[[], object], count: int) -> tuple[float, float]:
    """Returns processor seconds for each of `count` times: in this process, and in those below it."""
    own, below = time.process_time(), descendants_seconds()
    for _ in range(count):
        work()
    return (time.process_time() - own) / count, (descendants_seconds() - below) / count


def measure_warm(name: str, count: int) -> dict[str, float]:
    """Returns processor seconds of one right submission of an assignment, by what is done with it."""
    from autograder.checks.run import run_probe
    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course
    from autograder.course.sources import GradedSources
    from autograder.course.trusted import trusted
    from autograder.execution.transport import PipeTransport
    from autograder.grading.attempt import open_sandbox
    from autograder.grading.grader import Grader
    from autograder.grading.opened import load_request
    from autograder.submissions import Submission

    assignment = load_assignment(find_course(ROOT).bundle(name))
    files = assignment.reference
    submission = Submission(
        "a", files, tuple((path, len(data)) for path, data in files.items()), (), ""
    )
    request = load_request(assignment, GradedSources(files))
    transport = trusted(assignment, files)

    def direct() -> None:
        for number, check in enumerate(assignment.checks):
            run_probe(check.probe, transport, number)

    with open_sandbox(assignment) as sandbox, Grader(assignment, b"benchmark") as grader:

        def spawn() -> None:
            pipe = PipeTransport(sandbox.spawn())
            pipe.allow(4.0)
            pipe.exchange(request)
            pipe.close()

        def grade() -> None:
            grader.grade(submission)

        for work in (direct, spawn, grade):
            work()
        # By turns, since the speed of a machine changes meanwhile.
        found = [
            [cost(work, -(-count // TURNS)) for work in (direct, spawn, grade)]
            for _ in range(TURNS)
        ]
    directly, spawned, (in_grader, in_sandbox) = (
        tuple(map(fmean, zip(*turns, strict=True))) for turns in zip(*found, strict=True)
    )
    return {
        "direct": sum(directly),
        "spawn": sum(spawned),
        "grader": in_grader,
        "sandbox": in_sandbox,
        "allowed": DIRECT_ALLOWED * sum(directly) + SPAWNS_ALLOWED * sum(spawned),
    }


def measure_steps(name: str, count: int) -> dict[str, tuple[float, float]]:
    """Returns processor seconds up to each step, in the grader and in the sandbox."""
    from autograder.checks.run import load_module, run_probe
    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course
    from autograder.course.sources import GradedSources, facts_as_released
    from autograder.execution.transport import PipeTransport
    from autograder.grading.attempt import open_sandbox
    from autograder.grading.grader import Grader
    from autograder.grading.opened import load_request
    from autograder.submissions import Submission

    assignment = load_assignment(find_course(ROOT).bundle(name))
    files = assignment.reference
    request = load_request(assignment, GradedSources(files))
    released = facts_as_released(assignment, files)
    inspect = {
        "inspect": list(assignment.config.rules.loops.vectorised),
        "only": [path for path in files if path not in released],
    }
    listing = tuple((path, len(data)) for path, data in files.items())
    submission = Submission("a", files, listing, (), "")
    with open_sandbox(assignment) as sandbox, Grader(assignment, b"benchmark") as grader:

        def work(steps: int) -> None:
            pipe = PipeTransport(sandbox.spawn())
            pipe.allow(30.0)
            pipe.exchange(request)
            if steps > 1:
                pipe.exchange(inspect)
            for module in assignment.config.modules if steps > 2 else ():
                load_module(module, pipe)
            for number, check in enumerate(assignment.checks if steps > 3 else ()):
                run_probe(check.probe, pipe, number)
            pipe.close()

        found = {}
        for steps, title in enumerate(("spawn", "inspection", "loading", "probes"), start=1):
            work(steps)
            found[title] = cost(partial(work, steps), count)
        grader.grade(submission)
        found["the rest"] = cost(lambda: grader.grade(submission), count)
    return found


def describe(name: str, row: Mapping[str, float]) -> str:
    """Returns the figures of an assignment in words."""
    grader, sandbox, direct, spawn, allowed = (
        1000 * row[key] for key in ("grader", "sandbox", "direct", "spawn", "allowed")
    )
    whole = grader + sandbox
    return (
        f"{name}, one warm grader, a right submission: {whole:.1f} ms ({grader:.1f} in the grader, "
        f"{sandbox:.1f} in the sandbox); the same probes directly {direct:.1f} ms, a bare spawn "
        f"{spawn:.1f} ms: {whole / allowed:.2f} of 1.5 x direct + 3.5 x spawn, {allowed:.1f} ms"
    )


def main() -> None:
    """Prints a row for each assignment."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("assignments", nargs="*", default=ASSIGNMENTS)
    options = parser.parse_args()
    for name in options.assignments:
        if options.steps:
            for step, (own, below) in measure_steps(name, options.count).items():
                print(f"{name}, up to {step}: {1000 * own:.1f} + {1000 * below:.1f} ms", flush=True)
            continue
        print(describe(name, measure_warm(name, options.count)), flush=True)


if __name__ == "__main__":
    main()
