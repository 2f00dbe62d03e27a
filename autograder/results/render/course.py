"""Pages of a whole course: the class in all assignments, and each student in all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from urllib.parse import quote

from ..course_total import CourseRow
from ..result import Result
from .advice import advice_of
from .csvs import table
from .formats import number
from .html import page


def course_page(
    rows: Sequence[CourseRow],
    titles: Mapping[str, str],
    names: Mapping[str, str],
    *,
    folders: Mapping[str, str] | None = None,
    title: str = "",
    language: str = "en",
) -> str:
    """Returns the class's page.

    Args:
        titles: of the assignments, in the order of columns.
        names: of the students' pages, in the folder students/ beside it; those without have no link.
        folders: where each assignment's summary.html lies, from this page; beside it by default.
        title: of the course.
    """
    links = {student: f"students/{quote(name)}" for student, name in names.items()}
    summaries = {name: f"{quote((folders or {}).get(name, name))}/summary.html" for name in titles}
    return page(
        "course.html.jinja",
        language,
        rows=rows,
        titles=titles,
        links=links,
        summaries=summaries,
        title=title,
        absentees=_absentees(rows, titles),
        trends={row.student: _trend([row.share(name) for name in titles]) for row in rows},
        class_trend=_class_trend(rows, titles),
        medians={name: _median(rows, name) for name in titles},
        absent={name: sum(row.results[name] is None for row in rows) for name in titles},
    )


# In the table: an empty cell is what was not handed in, or has no score.
EXCUSED = "EX"
# A trend's drawing, in its own units.
_WIDTH, _HEIGHT = 60.0, 16.0


def _trend(shares: Sequence[float | None]) -> str:
    """Returns the points of a line through the shares that there are; "" for fewer than two."""
    step = _WIDTH / max(1, len(shares) - 1)
    points = [
        f"{step * place:.0f},{_HEIGHT * (1 - min(1.0, share)):.1f}"
        for place, share in enumerate(shares)
        if share is not None
    ]
    return " ".join(points) if len(points) > 1 else ""


def _class_trend(rows: Sequence[CourseRow], titles: Mapping[str, str]) -> str:
    """Returns that of the median shares."""
    return _trend(
        [
            median(shares)
            if (shares := [s for row in rows if (s := row.share(name)) is not None])
            else None
            for name in titles
        ]
    )


def _absentees(
    rows: Sequence[CourseRow], titles: Mapping[str, str]
) -> list[tuple[str, list[CourseRow]]]:
    """Returns who handed in nothing at all (under ""), and who nothing in the newest assignment."""
    never = [row for row in rows if not any(row.results.values())]
    newest = next(reversed(list(titles)), None)
    lately = [row for row in rows if newest and row.results[newest] is None and row not in never]
    found = [("", never), (newest or "", lately)]
    return [(name, absent) for name, absent in found if absent]


def _median(rows: Sequence[CourseRow], assignment: str) -> float | None:
    """Returns the median score of those who handed in; None where nobody did."""
    results = [row.results[assignment] for row in rows]
    scores = [
        result.score
        for result in results
        if result and result.status != "fault" and not result.is_excused
    ]
    return median(scores) if scores else None


def course_csv(rows: Sequence[CourseRow], titles: Mapping[str, str]) -> str:
    """Returns the class as a table: a row a student, a column an assignment, the total in per cent."""
    heads = ("student", "name", *titles, "percent", "dropped")
    lines = []
    for row in rows:
        scores = [_score(result) for result in row.results.values()]
        percent = "" if row.percent is None else f"{row.percent:.2f}"
        lines.append((row.student, row.name, *scores, percent, " ".join(sorted(row.dropped))))
    return table(heads, lines)


def _score(result: Result | None) -> str:
    if result is not None and result.is_excused:
        return EXCUSED
    return number(result.score) if result is not None and result.status != "fault" else ""


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
