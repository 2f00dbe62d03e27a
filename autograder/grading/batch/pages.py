"""The files that show a class's results: a page for each student, and what is about all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from ...course.assignment import Assignment
from ...results.render.csvs import grades_csv, table
from ...results.render.html import summary_page
from ...results.render.names import feedback_names
from ...results.replacing import write_whole
from ...results.result import CheckResult, Result, decode_result
from ...submissions.lms.people import ClassFound, Person
from .results_log import Results
from .task import page_of, title_in


class PageFolder:
    """The folder of the students' pages.

    Args:
        students: all of the class; their names decide the files' names.
    """

    def __init__(self, folder: Path, students: Iterable[str]) -> None:
        self._folder = folder
        self._names = feedback_names(students)

    @cached_property
    def _made(self) -> Path:
        self._folder.mkdir(exist_ok=True)
        return self._folder

    def has(self, student: str) -> bool:
        """Tells whether a student's page is there."""
        return (self._folder / self._names[student]).exists()

    def write(self, student: str, page: str) -> None:
        """Writes a page at once, never half of it."""
        write_whole(self._made / self._names[student], page)

    def render(self, line: bytes, assignment: Assignment) -> None:
        """Writes the page of a line of results.jsonl again."""
        result = decode_result(line)
        self.write(result.student, page_of(result, assignment))

    def remove_strangers(self, graded: Iterable[str]) -> None:
        """Removes pages of students who were graded once and do not belong to this class.

        Args:
            graded: everybody who has a result; others' files are never touched.
        """
        ours = set(self._names.values())
        for name in feedback_names(graded).values():
            if name not in ours:
                (self._folder / name).unlink(missing_ok=True)


def write_reports(results: Results, assignment: Assignment, out: Path) -> None:
    """Writes grades.csv and summary.html."""
    lean = list(lean_results(results))
    (out / "grades.csv").write_text(grades_csv(lean), encoding="utf-8", newline="")
    language = lean[0].language if lean else assignment.config.language
    page = summary_page(lean, title_in(assignment, language))
    (out / "summary.html").write_text(page, encoding="utf-8")


def lean_results(results: Iterable[Result]) -> Iterator[Result]:
    """Yields results with only what is shown of a class, so that all of a large one fit into memory.

    Messages of checks are for the students' own pages. Checks that came out alike are one object;
    times are rounded to two digits for that.
    """
    shared: dict[bytes, CheckResult] = {}

    def share(check: CheckResult) -> CheckResult:
        seconds = float(f"{check.seconds:.1e}")
        short = msgspec.structs.replace(check, message="", seconds=seconds)
        return shared.setdefault(msgspec.msgpack.encode(short), short)

    for result in results:
        yield msgspec.structs.replace(
            result, checks=[share(check) for check in result.checks], notes=[]
        )


PEOPLE = "class.json"
MISSING = "missing.csv"


class People(msgspec.Struct, frozen=True):
    """What is known of a class besides its results: class.json."""

    platform: str
    people: dict[str, Person]
    missing: dict[str, Person]


def write_people(found: ClassFound, out: Path) -> None:
    """Writes class.json, for exports, and missing.csv where there is a roster to miss somebody from."""
    people = People(found.platform, dict(found.people), dict(found.missing))
    (out / PEOPLE).write_bytes(msgspec.json.format(msgspec.json.encode(people), indent=1) + b"\n")
    if not found.missing:
        (out / MISSING).unlink(missing_ok=True)
        return
    rows = [
        (student, person.name, person.ids.get("email", ""))
        for student, person in sorted(found.missing.items())
    ]
    (out / MISSING).write_text(table(("student", "name", "email"), rows), encoding="utf-8")
