"""One hand-in against a class: it must not change another's result, name or time, whatever it holds."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.adding_course import ADD, KINDS, SECRET, make_course

from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.grading.batch import Job, Task, WorkerState, grade_task
from autograder.grading.batch.found import find_class
from autograder.results.result import Result
from autograder.results.result_json import decode_result
from autograder.submissions.lms import Person

HONEST = {"alice": ADD, "bob": KINDS[1], "zoe": ADD + "\n# in time\n"}
WRONG = "raise ValueError('not this one')\n"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerState]:
    course = make_course(tmp_path_factory.mktemp("course"))
    bundle = find_course(course).bundle("adding")
    limits = replace(load_assignment(bundle).config.limits, seconds=0.4, total_seconds=1.0)
    state = WorkerState(Job(bundle, SECRET), None, lambda: None)
    config = replace(state.grader.assignment.config, limits=limits)
    state.grader.assignment = replace(state.grader.assignment, config=config)
    yield state
    state.close()


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def folder_of(code: str, **others: str) -> Callable[[Path], None]:
    def attack(root: Path) -> None:
        write(root, "mallory/add.py", code)
        for name, text in others.items():
            write(root, f"mallory/{name}", text)

    return attack


def archive(*members: tuple[str, str]) -> Callable[[Path], None]:
    def attack(root: Path) -> None:
        with zipfile.ZipFile(root / "mallory.zip", "w") as file:
            for name, text in members:
                file.writestr(name, text)

    return attack


def in_forward(code: str) -> Callable[[Path], None]:
    return folder_of(
        f"import os, sys, signal, time\n\n\ndef add(a, b):\n    {code}\n    return a + b\n"
    )


def link_to(target: str, name: str) -> Callable[[Path], None]:
    def attack(root: Path) -> None:
        (root / "mallory").mkdir()
        os.symlink(target, root / "mallory" / name)

    return attack


def entry(name: str, code: str = WRONG) -> Callable[[Path], None]:
    return lambda root: write(root, f"{name}/add.py", code)


LINE = json.dumps({"student": "alice", "status": "graded", "score": 0.0, "key": ""})
META = "alice:\n  :submitters:\n  - :name: Mallory\n  :created_at: 1999-01-01 00:00:00 Z\n"
ATTACKS: dict[str, Callable[[Path], None]] = {
    # By names.
    "a name that ends with a space": entry("alice "),
    "the same name in other letters": entry("Alice"),
    "a name that looks the same": entry("\u0430lice"),
    "a name with a line of results in it": entry(f"x\n{LINE.replace('/', '')}"),
    "a name with an archive's ending": entry("alice.zip"),
    "a file beside the folder": lambda root: write(root, "alice.py", WRONG),
    "a name of another attempt": entry("alice_late_123_456_add.py"),
    "a name of a platform": entry("alice_123_assignsubmission_file_"),
    # By members of an archive.
    "a member in another's folder": archive(("../alice/add.py", WRONG), ("add.py", WRONG)),
    "an archive with the class in it": archive(("alice/add.py", WRONG), ("zoe/add.py", WRONG)),
    "an absolute member": archive(("/alice/add.py", WRONG), ("add.py", ADD)),
    # By files that say something about a class.
    "results in the folder": folder_of(WRONG, **{"results.jsonl": LINE + "\n"}),
    "a list of people": folder_of(WRONG, **{"people.csv": "entry,student\nalice,mallory\n"}),
    "a list of submitters": folder_of(WRONG, **{"submission_metadata.yml": META}),
    "a roster": folder_of(WRONG, **{"roster.csv": "id,name\nalice,Mallory\n"}),
    "a course of its own": folder_of(
        WRONG, **{"course.toml": "x = 1\n", "assignments/adding/checks.py": WRONG}
    ),
    "a time": folder_of(WRONG, **{"timestamp.txt": "1999-01-01 00:00:00 UTC"}),
    "a repository": folder_of(WRONG, **{".git/HEAD": "ref: refs/heads/../../../alice"}),
    # By links.
    "another's file": link_to("../alice/add.py", "add.py"),
    "another's folder": link_to("../alice", "alice"),
    "the class itself": link_to("..", "all"),
    # While it runs.
    "killing everybody": in_forward("os.kill(-1, signal.SIGKILL)"),
    "killing its parent": in_forward("os.kill(os.getppid(), signal.SIGKILL)"),
    "stopping itself": in_forward("os.kill(os.getpid(), signal.SIGSTOP)"),
    "forking": in_forward("[os.fork() for _ in range(9)]"),
    "all of the memory": in_forward("x = [bytes(1 << 20) for _ in range(1 << 20)]"),
    "all of the disk": in_forward("open('x', 'wb').write(bytes(1 << 30))"),
    "all of the time": in_forward("while True: pass"),
    "sleeping": in_forward("time.sleep(1000)"),
    "an endless answer": in_forward("return 'x' * (1 << 28)"),
    "another numpy": in_forward("import numpy; numpy.asarray = numpy.add = None"),
    "the worker's own code": in_forward(
        "sys.modules['softmark_worker.executor'].Executor.answer = None"
    ),
    "words for the terminal": in_forward(
        "print('\\x1b[2J' * 10000); sys.stderr.write('x' * 10**7)"
    ),
}


def graded(state: WorkerState, root: Path) -> dict[str, tuple[Any, ...]]:
    """Returns what is told of everybody, times of computing left out."""
    found = find_class(root, state.assignment)
    results: dict[str, tuple[Any, ...]] = {}
    for source in found.sources:
        person = found.people.get(source.student, Person())
        task = Task(source.student, source, "", person.submitted, person.late)
        results[source.student] = (
            person.name,
            dict(person.ids),
            person.submitted,
            person.late,
            told(decode_result(grade_task(state, task).line)),
        )
    return results


def told(result: Result) -> tuple[Any, ...]:
    checks = [(item.id, item.status, item.points, item.message) for item in result.checks]
    return (result.student, result.status, result.score, checks, result.notes, result.variant)


def write_honest(root: Path) -> None:
    for student, code in HONEST.items():
        write(root, f"{student}/add.py", code)


@pytest.fixture(scope="module")
def alone(state: WorkerState, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = tmp_path_factory.mktemp("alone") / "class"
    write_honest(root)
    return graded(state, root)


LONG = ("all of the time", "all of the memory", "an endless answer", "sleeping")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in ATTACKS],
)
def test_others_get_what_they_get_without_it(
    name: str, state: WorkerState, alone: dict[str, Any], tmp_path: Path
) -> None:
    root = tmp_path / "class"
    write_honest(root)
    ATTACKS[name](root)
    together = graded(state, root)
    assert {student: together[student] for student in HONEST} == alone
    assert [alone[student][-1][2] for student in HONEST] == [10, 0, 10]
