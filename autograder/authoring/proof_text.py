"""The report of `softmark verify` on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .mistake_matrix import Matrix
    from .proof import Report

# Mistakes without a form that are named; the rest is counted.
NAMED = 5

COLUMNS = (
    "assignment",
    "checks",
    "points",
    "mistakes caught",
    "named",
    "forms named",
    "alternatives",
    "false alarms",
    "stub fails",
    "trivial scores",
    "mutants caught",
    "same on all inputs",
)


def render_reports(reports: Sequence[Report]) -> str:
    """Returns a table of what was counted, and below it every problem with what to do."""
    rows = [COLUMNS, *(_row(report) for report in reports)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    lines = [
        "  ".join(
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    for report in reports:
        for problem in report.problems:
            lines += ["", f"x {problem.what}"]
            if problem.fix:
                lines.append(f"  {problem.fix}")
    for report in reports:
        if report.matrix and report.matrix.without_form:
            lines += ["", f"{report.assignment}: {_formless(report.matrix)}"]
    if all(report.ok for report in reports):
        lines += ["", "Verified: no problems."]
    return "\n".join(lines)


def _row(report: Report) -> tuple[str, ...]:
    mistakes = len(report.matrix.rows) if report.matrix else 0
    return (
        report.assignment,
        str(report.checks),
        f"{report.points:g}",
        f"{report.matrix.caught if report.matrix else 0}/{mistakes}",
        f"{report.matrix.named if report.matrix else 0}/{mistakes}",
        _forms(report),
        f"{report.alternatives_passing}/{report.alternatives}",
        str(report.false_alarms),
        f"{report.stub_failing}/{report.checks}",
        f"{report.trivial_score:g}",
        _mutants(report),
        _power(report),
    )


def _forms(report: Report) -> str:
    forms = report.matrix.forms if report.matrix else ()
    return f"{sum(row.named for row in forms)}/{len(forms)}" if forms else "-"


def _formless(matrix: Matrix) -> str:
    """Returns how many mistakes have no form, and the first of them."""
    ids = matrix.without_form
    named = ", ".join(ids[:NAMED])
    more = f" and {len(ids) - NAMED} more (--json names all)" if len(ids) > NAMED else ""
    return f"{len(ids)} of {len(matrix.rows)} mistakes have no form: {named}{more}"


def _mutants(report: Report) -> str:
    if report.mutants is None:
        return "-"
    counted = report.mutants
    return f"{counted.caught}/{counted.total - counted.equivalent}"


def _power(report: Report) -> str:
    if report.power is None:
        return "-"
    depending = len({item.solution for item in report.power.dependences})
    return f"{report.power.solutions - depending}/{report.power.solutions}"
