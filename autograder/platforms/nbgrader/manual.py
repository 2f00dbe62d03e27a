"""What people have entered in formgrader, on top of what checks gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...errors import UsageError
from ...results.result import Result
from .gradebook import open_gradebook

if TYPE_CHECKING:
    from nbgrader.api import SubmittedNotebook


@dataclass(frozen=True)
class ByHand:
    """What people gave one student.

    Attributes:
        points: for written answers.
        changed: what their scores of checks are above the checks' own, negative where below.
        waiting: something is still to be graded.
    """

    points: float
    changed: float
    waiting: bool


@dataclass(frozen=True)
class GradedByHand:
    """An assignment as people have graded it.

    Attributes:
        most: the maximum of all written answers together.
        students: of those whose notebook is in the gradebook.
    """

    most: float
    students: Mapping[str, ByHand]


def read_by_hand(url: str, assignment: str) -> GradedByHand:
    """Reads a gradebook.

    Args:
        url: of its database.

    Raises:
        UsageError: it cannot be opened, or the assignment is not in it.
    """
    from nbgrader.api import MissingEntry

    with open_gradebook(url) as book:
        try:
            notebook = book.find_notebook(assignment, assignment)
        except MissingEntry:
            raise UsageError(
                f"{assignment} is not in the gradebook {url}: grade it with --gradebook {url} first."
            ) from None
        most = sum(cell.max_score for cell in notebook.grade_cells if cell.cell_type != "code")
        students = {one.student.id: _by_hand(one) for one in notebook.submissions}
        return GradedByHand(float(most), students)


def _by_hand(notebook: SubmittedNotebook) -> ByHand:
    answers = [grade for grade in notebook.grades if grade.cell_type != "code"]
    # Where a person gives points to a check, theirs count.
    checks = [grade for grade in notebook.grades if grade.cell_type == "code"]
    return ByHand(
        points=float(sum(grade.score for grade in answers)),
        changed=float(sum(grade.score - (grade.auto_score or 0.0) for grade in checks)),
        waiting=any(grade.needs_manual_grade for grade in notebook.grades),
    )


def with_grades_by_hand(
    results: Mapping[str, Result], by_hand: GradedByHand
) -> tuple[dict[str, Result], tuple[str, ...]]:
    """Returns the results with what people gave, and the students of whom something is still to be graded.

    A student who is waiting, or is not in the gradebook, has no result among them.
    """
    finished: dict[str, Result] = {}
    waiting = []
    for student, result in results.items():
        given = by_hand.students.get(student)
        if given is None or given.waiting:
            waiting.append(student)
            continue
        score = max(0.0, round(result.score + given.points + given.changed, 6))
        finished[student] = replace(
            result, score=score, max_score=round(result.max_score + by_hand.most, 6)
        )
    return finished, tuple(waiting)
