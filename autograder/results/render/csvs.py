"""The table of grades as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from ..in_order import in_order
from ..known import NOBODY, Known
from ..result import CheckResult, Result
from .formats import number

COLUMNS = ("student", "status", "score", "max_score", "name", "id", "email")
COSTS = ("rules", "late", "adjusted")
REPORT_COLUMNS = ("student", "name", "finding", "file", "line", "points", "message")
REPORT = "report."
BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet takes for the start of a formula; the full-width forms count in Chinese Excel.
# A plain number runs nothing.
_NEGATIVE = re.compile(r"-\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def grades_csv(results: Iterable[Result], known: Mapping[str, Known] | None = None) -> str:
    """Returns one line a student, in the order of their names; a fault has an empty score.

    After who it is come the points of each group of checks, credit, what rules and lateness cost, and what people
    decided: together they are the score, where it is not below 0.

    A name that a spreadsheet would run as a formula gets an apostrophe in front. Excel takes a file
    for UTF-8 only by its byte order mark, so the text starts with one where a name is not ASCII;
    read it back as "utf-8-sig".
    """
    ordered = in_order(results)
    groups: dict[str, None] = {}
    # What known mistakes cost less is a column where the assignment gives such credit.
    credit = False
    for result in ordered:
        groups |= dict.fromkeys(map(group_of, result.checks))
        credit = credit or bool(result.credits)
    columns = (*COLUMNS, *groups, *(["credit"] if credit else []), *COSTS)
    people = known or {}
    return table(
        columns,
        (
            _row(result, people.get(result.student, NOBODY), groups, credit=credit)
            for result in ordered
        ),
    )


def _row(result: Result, who: Known, groups: Iterable[str], *, credit: bool) -> tuple[str, ...]:
    score = "" if result.status == "fault" else number(result.score)
    points = dict.fromkeys(groups, 0.0)
    for check in result.checks:
        points[group_of(check)] += check.points
    reached = [number(points[group]) if result.checks else "" for group in groups]
    given = [item.lost - item.cost for item in result.credits]
    costs = (*([_sum(given, 1)] if credit else []), *_costs(result))
    return (
        result.student, result.status, score, number(result.max_score),
        who.name, who.id, who.email, *reached, *costs,
    )  # fmt: skip


def group_of(check: CheckResult) -> str:
    """Returns the group of a check, by which assignment.toml gives points."""
    return check.id.partition(".")[0]


def _costs(result: Result) -> tuple[str, str, str]:
    late = [v.points for v in result.violations if v.rule == "late"]
    rules = [v.points for v in result.violations if v.rule != "late"]
    decided = [decision.points for decision in result.decisions]
    return _sum(rules, -1), _sum(late, -1), _sum(decided, 1)


def _sum(points: Sequence[float], sign: int) -> str:
    return number(sign * sum(points)) if points else ""


def reports_csv(results: Iterable[Result], known: Mapping[str, Known]) -> str:
    """Returns a line for each finding about a report; "" where there are none."""
    rows = [
        (
            result.student, known.get(result.student, NOBODY).name,
            violation.rule.removeprefix(REPORT), violation.file,
            str(violation.line or ""), number(violation.points), violation.message,
        )
        for result in in_order(results)
        for violation in result.violations
        if violation.rule.startswith(REPORT)
    ]  # fmt: skip
    return table(REPORT_COLUMNS, rows) if rows else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a table as CSV; it begins with a byte order mark where it is not ASCII."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    text = stream.getvalue()
    return text if text.isascii() else BYTE_ORDER_MARK + text


def _cell(text: str) -> str:
    if _NEGATIVE.fullmatch(text):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
