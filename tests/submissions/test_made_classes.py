"""Classes made from the outside: who has which result, what is said, and the exit code."""

import json
import re
import unicodedata
from contextlib import contextmanager, nullcontext

import pytest
from click.testing import CliRunner
from helpers import two_file_course
from helpers.marks import sampled
from submissions.arrived_classes import CASES as ARRIVED
from submissions.made_classes import CASES, ClassCase, Work

from autograder.cli.app import app
from autograder.course.course import find_course
from autograder.grading.batch import Job, WorkerState, found, run
from autograder.grading.batch.submitting import at_once

FULL = 100.0


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return two_file_course.make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def state(course):
    """One warm grader for all classes."""
    bundle = find_course(course).bundle(two_file_course.NAME)
    state = WorkerState(Job(bundle, b"s"), None, lambda: None)
    yield state
    state.close()


@pytest.fixture
def grade(course, state, monkeypatch, tmp_path):
    """Grades a class by the command, but in this process; returns what came of it."""

    @contextmanager
    def here(*_):
        yield lambda task: at_once(state, task)

    monkeypatch.setattr(run, "submitter", here)
    # One process that parses for all of them: to start it takes longer than the rest of a case.
    monkeypatch.setattr(found, "ConfinedParsers", lambda isolation: nullcontext(state.parsers))
    monkeypatch.setenv("SOFTMARK_SECRET", "s")
    monkeypatch.chdir(course)

    def command(*arguments):
        out = tmp_path / "out"
        done = CliRunner().invoke(
            app, ["grade", two_file_course.NAME, *map(str, arguments), "--out", str(out)]
        )
        if not (out / "class.json").exists():
            return done, {}, {}, []
        people = json.loads((out / "class.json").read_text())
        lines = (out / "results.jsonl").read_text().splitlines()
        results = [json.loads(line) for line in lines]
        return done, people["people"], people["missing"], results

    return command


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain)


def squashed(text: str) -> str:
    return "".join(words(text))


def says(key: str, text: str) -> bool:
    """Whether every word of the key occurs in the text."""
    return all(word in squashed(text) for word in words(key))


def about(student: str, person: dict) -> str:
    return " ".join([student, person.get("name", ""), *person.get("ids", {}).values()])


def meant(key: str, texts: dict[str, str]) -> str | None:
    """The one with the shortest name of those that the key fits."""
    same = [student for student in texts if squashed(student) == squashed(key)]
    fits = same or [student for student, text in texts.items() if says(key, text)]
    return min(fits, key=lambda student: len(squashed(texts[student])), default=None)


def mark(result: dict) -> str:
    lateness = sum(v["points"] for v in result.get("violations", []) if v["rule"] == "late")
    score = result["score"] + lateness
    return ("zero" if score == 0 else "full" if score == FULL else "wrong") + (
        " late" if lateness else ""
    )


WORK = Work(
    two_file_course.RIGHT,
    two_file_course.WRONG,
    two_file_course.stubs(),
    two_file_course.notebook(),
)


def write_case(case: ClassCase, folder) -> list:
    """Writes a case's class; returns the command's arguments."""
    for path, data in case.entries(WORK).items():
        target = folder / "class" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    if case.roster is None:
        return [folder / "class"]
    roster = folder / "roster.csv"
    roster.write_bytes(case.roster if isinstance(case.roster, bytes) else case.roster.encode())
    return [folder / "class", "--roster", roster]


@pytest.mark.parametrize("case", sampled([*CASES, *ARRIVED]), ids=lambda case: case.id)
def test_class_comes_out_as_expected(case, grade, tmp_path):
    check_class(case, *grade(*write_case(case, tmp_path)))


def check_class(case: ClassCase, done, people, missing, results) -> None:
    """Compares what came of a class with what is expected of it."""
    said = f"{done.output}\n{done.stderr}\n{done.exception}"
    by_student = {result["student"]: result for result in results}
    texts = {student: about(student, people.get(student, {})) for student in by_student}
    found, taken = {}, set()
    for key in case.expected:
        student = meant(key, texts)
        found[key] = mark(by_student[student]) if student is not None else "no result"
        taken.add(student)
    assert found == case.expected, said
    others = {student: mark(by_student[student]) for student in texts if student not in taken}
    assert set(others.values()) <= {"zero"}, others
    absent = {student: about(student, person) for student, person in missing.items()}
    rightly = {s for s, text in absent.items() if any(says(name, text) for name in case.listed)}
    called = {student: text for student, text in absent.items() if student not in rightly}
    wrongly = [key for key in case.expected if key not in case.listed and meant(key, called)]
    assert not wrongly, f"called missing: {wrongly}"
    told = "\n".join(
        [said, *absent.values()]
        + [f"{r['student']} {r['message']} {r['notes']} {texts[r['student']]}" for r in results
           if r["message"] or r["notes"] or r["score"] == 0]
    )  # fmt: skip
    unsaid = [text for text in case.listed if not says(text, told)]
    assert not unsaid, f"not said: {unsaid} in {told}"
    assert done.exit_code == case.exit_code, said
