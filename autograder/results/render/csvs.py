"""The tables of a class as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

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


class ClassCsvs:
    """The tables of a class, in the order of the students' names, from one look at each result.

    A name that a spreadsheet would run as a formula gets an apostrophe in front. Excel takes a file
    for UTF-8 only by its byte order mark, so the texts start with one where a name is not ASCII;
    read them back as "utf-8-sig".
    """

    def __init__(self, results: Iterable[Result], known: Mapping[str, Known] | None = None) -> None:
        self._groups: dict[str, None] = {}
        self._credit = False
        self._grades: list[_Grade] = []
        self._findings: list[tuple[str, ...]] = []
        # Who did alike has the same points, and then one object of them.
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        for result in in_order(results):
            who = (known or {}).get(result.student, NOBODY)
            groups, *others = (shared.setdefault(row, row) for row in _points(result))
            self._grades.append(_Grade(_whose(result, who), groups, *others))
            self._groups |= dict.fromkeys(groups)
            self._credit = self._credit or bool(result.credits)
            self._findings += _findings(result, who)

    def grades(self) -> str:
        """Returns one line a student; a fault has an empty score.

        After who it is come the points of each group of checks, credit, what rules and lateness cost, and what
        people decided: together they are the score, where it is not below 0.
        """
        # What known mistakes cost less is a column where the assignment gives such credit.
        credit = ("credit",) if self._credit else ()
        return table(
            (*COLUMNS, *self._groups, *credit, *COSTS),
            (grade.cells(self._groups, credit=self._credit) for grade in self._grades),
        )

    def reports(self) -> str:
        """Returns a line for each finding about a report; "" where there are none."""
        return table(REPORT_COLUMNS, self._findings) if self._findings else ""


class _Grade(NamedTuple):
    """A row of grades.csv: `who` and `costs` as they are written, and the points of the groups that it has."""

    who: tuple[str, ...]
    groups: tuple[str, ...]
    points: tuple[str, ...]
    costs: tuple[str, ...]

    def cells(self, groups: Iterable[str], *, credit: bool) -> tuple[str, ...]:
        nothing = number(0) if self.points else ""
        points = dict(zip(self.groups, self.points, strict=True))
        reached = (points.get(group, nothing) for group in groups)
        return (*self.who, *reached, *(self.costs if credit else self.costs[1:]))


def _whose(result: Result, who: Known) -> tuple[str, ...]:
    score = "" if result.status == "fault" else number(result.score)
    most = number(result.max_score)
    return result.student, result.status, score, most, who.name, who.id, who.email


def _points(result: Result) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Returns the groups of a result, their points, and what credit, rules, lateness and people make of it."""
    points: dict[str, float] = {}
    for check in result.checks:
        group = group_of(check)
        points[group] = points.get(group, 0.0) + check.points
    given = [item.lost - item.cost for item in result.credits]
    return tuple(points), tuple(map(number, points.values())), (_sum(given, 1), *_costs(result))


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


def _findings(result: Result, who: Known) -> Iterator[tuple[str, ...]]:
    return (
        (
            result.student, who.name, violation.rule.removeprefix(REPORT), violation.file,
            str(violation.line or ""), number(violation.points), violation.message,
        )
        for violation in result.violations
        if violation.rule.startswith(REPORT)
    )  # fmt: skip


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
