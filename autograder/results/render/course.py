"""Pages of a whole course: the class in all assignments, and each student in all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ..result import Result
from .advice import advice_of
from .html import page


@dataclass(frozen=True)
class CourseRow:
    """One student: the result in each assignment, None where nothing was handed in."""

    student: str
    results: Mapping[str, Result | None]

    @property
    def total(self) -> float:
        """The sum of all scores."""
        return sum(result.score for result in self.results.values() if result is not None)

    @property
    def max_total(self) -> float:
        """The sum of all that could be reached where something was handed in."""
        return sum(result.max_score for result in self.results.values() if result is not None)


def course_page(
    rows: Sequence[CourseRow], titles: Mapping[str, str], names: Mapping[str, str]
) -> str:
    """Returns the class's page.

    Args:
        titles: of the assignments, in the order of columns.
        names: of the students' pages, in the folder students/ beside it.
    """
    links = {student: f"students/{quote(name)}" for student, name in names.items()}
    return page("course.html.jinja", "en", rows=rows, titles=titles, links=links)


def student_page(row: CourseRow, titles: Mapping[str, str], name: str) -> str:
    """Returns one student's page, with the likely mistakes of each assignment.

    Args:
        name: of the page, and of the feedback in ../ASSIGNMENT/feedback/ that it links to.
    """
    mistakes = {
        assignment: _mistakes(result) for assignment, result in row.results.items() if result
    }
    links = {assignment: f"../{assignment}/feedback/{quote(name)}" for assignment in titles}
    return page(
        "course_student.html.jinja", "en", row=row, titles=titles, mistakes=mistakes, links=links
    )


def _mistakes(result: Result) -> list[str]:
    """Returns the headlines of what went wrong, each once."""
    found: dict[str, None] = {}
    for check in result.checks:
        advice = advice_of(check) if check.status != "passed" else None
        if advice is not None and not advice.several:
            found[advice.headline] = None
        elif advice is None and check.status != "passed" and check.message:
            found[check.message.partition("\n")[0]] = None
    return list(found)[:3]
