"""What a submission costs more as a zip than as a folder: read once, and in classes that are graded again.

    python benchmarks/archives.py [--reads N] [--rounds N] [CLASS ...]

Processor time of the grader and of all below it, folders and zips by turns, in one run. Each class is graded once,
which is not counted, and then with --force: what is the same each time is kept by then.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from grading import ASSIGNMENT, ROOT, run
from warm import cost

KINDS = ("folder", "zip")


def measure_reads(reads: int, rounds: int) -> dict[str, float]:
    """Returns processor seconds for one hand-in of each kind to be read."""
    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course
    from autograder.execution.parsing import ConfinedParsers
    from autograder.grading.attempt import open_sandbox
    from autograder.submissions import read_submission

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    found = dict.fromkeys(KINDS, 0.0)
    with tempfile.TemporaryDirectory() as name, open_sandbox(assignment) as sandbox:
        paths = {kind: Path(name, kind) for kind in KINDS}
        for kind, path in paths.items():
            write_hand_in(path, kind, assignment.reference)
        parsers = ConfinedParsers(sandbox)

        def read(kind: str) -> None:
            read_submission(paths[kind], "ann", assignment.wanted, parsers=parsers)

        for kind in KINDS:
            read(kind)
        for _ in range(rounds):
            for kind in KINDS:
                found[kind] += sum(cost(lambda kind=kind: read(kind), reads)) / rounds
    return found


def measure_class(count: int, rounds: int) -> dict[str, float]:
    """Returns processor seconds for each of a class that is graded again."""
    from grading import _processor_seconds
    from made_class import made_class

    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course
    from autograder.course.kept import answers_folder
    from autograder.grading.batch import Job
    from autograder.grading.batch.found import find_class
    from autograder.grading.batch.run import grade_class

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    used = dict.fromkeys(KINDS, 0.0)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        job = Job(assignment.bundle, b"benchmark", kept=str(answers_folder(root)))
        for student, files in made_class(assignment, count).items():
            for kind in KINDS:
                folder = root / kind
                folder.mkdir(exist_ok=True)
                write_hand_in(
                    folder / (f"{student}.zip" if kind == "zip" else student), kind, files
                )
        for number in range(1 + rounds):
            for kind in KINDS:
                before = _processor_seconds()
                found = find_class(root / kind, assignment)
                results = grade_class(
                    job, assignment, found, root / f"{kind} out", 2, progress=False, force=True
                )
                assert sum(result.status == "graded" for result in results) == count
                used[kind] += (_processor_seconds() - before) / (count * rounds) if number else 0.0
    return used


def write_hand_in(path: Path, kind: str, files: Mapping[str, bytes]) -> None:
    """Writes files as a folder or a zip."""
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(content)


def main() -> None:
    """Prints a row for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reads", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("classes", nargs="*", type=int, default=[100])
    options = parser.parse_args()
    load = os.getloadavg()[0]
    rows = {"read": run("archives", "measure_reads", options.reads, options.rounds)}
    for count in options.classes:
        rows[f"class of {count}, again"] = run("archives", "measure_class", count, options.rounds)
    for title, row in rows.items():
        folder, archive = (1000 * row[kind] for kind in KINDS)
        print(
            f"{title}, at a load of {load:.0f}: {folder:.1f} ms each as folders, {archive:.1f} as zips: "
            f"{archive - folder:.1f} more",
            flush=True,
        )


if __name__ == "__main__":
    main()
