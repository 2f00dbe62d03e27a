"""Makes a class of any size for the benchmarks: right, unfinished and mistaken submissions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.release import workspace_files
from autograder.authoring.solutions import alternative_solutions
from autograder.course.assignment import Assignment
from autograder.course.mistakes import apply_mistake, load_mistakes

LOOP = b"\n\ndef _spin(*arguments, **keywords):\n    while True:\n        pass\n\n\n"
SLEEP = b"\n\ndef _spin(*arguments, **keywords):\n    import time\n\n    time.sleep(3600)\n\n\n"


def made_class(
    assignment: Assignment, count: int, *, endless: float = 0.0, asleep: float = 0.0
) -> dict[str, dict[str, bytes]]:
    """Returns the files of `count` students; the same ones for the same arguments.

    Of ten students four hand in the reference or another right solution, five one with a known
    mistake, and one has filled in only half.

    Args:
        endless: share of students, evenly spread, whose gradient never ends.
        asleep: share of those in whose gradient nothing happens for an hour.
    """
    reference = {name: assignment.reference[name] for name in assignment.wanted}
    stubs = {Path(path).name: data for path, data in workspace_files(assignment).items()}
    half = {**reference, assignment.wanted[-1]: stubs[assignment.wanted[-1]]}
    right = itertools.cycle([reference, *alternative_solutions(assignment).values()])
    wrong = itertools.cycle(
        {name: files[name] for name in assignment.wanted}
        for files in (
            apply_mistake(assignment.reference, mistake)
            for mistake in load_mistakes(assignment.bundle)
        )
    )
    students = {}
    for number in range(count):
        kind = number % 10
        files = dict(
            half if kind == 9 else next(right) if kind % 2 == 0 and kind < 8 else next(wrong)
        )
        if _falls_on(number, endless):
            files = {**reference, "loss.py": with_loop(reference["loss.py"])}
        elif _falls_on(number + 1, asleep):
            files = {**reference, "loss.py": with_loop(reference["loss.py"], SLEEP)}
        first = assignment.wanted[0]
        # No two are the same file, as in a real class.
        files[first] = files[first] + f"\n# handed in by student {number}\n".encode()
        students[f"student{number:05d}"] = files
    return students


def _falls_on(number: int, share: float) -> bool:
    """Tells whether a student is among an evenly spread share of all."""
    return int((number + 1) * share) > int(number * share)


def with_loop(source: bytes, loop: bytes = LOOP) -> bytes:
    """Returns a loss.py whose gradient does not end."""
    return source + loop + b"SoftmaxCrossEntropyLoss.gradient_computing = _spin\n"


def write_class(folder: Path, students: Mapping[str, Mapping[str, bytes]]) -> None:
    """Writes a folder of submissions, one folder a student."""
    for student, files in students.items():
        for path, content in files.items():
            target = folder / student / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
