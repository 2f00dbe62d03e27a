"""Writes results to nbgrader's gradebook, through its own API.

Everything is written so that doing it twice, or doing it again after being killed, ends in the same.
Scores that a person has entered are never touched.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...authoring.notebook.assemble import grade_id
from ...course.cells import KERNEL, Cell, facts_of, is_locked
from ...errors import UsageError
from ...results.replacing import replacing
from ...results.result import Result
from .autograded import is_unanswered

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def open_gradebook(url: str) -> Gradebook:
    """Returns the gradebook; a new one is there as a whole or not at all.

    Raises:
        UsageError: there is no such database, or it cannot be used.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    # nbgrader asks the command alembic, which lies beside this Python, activated or not.
    os.environ["PATH"] = os.pathsep.join(
        [os.environ.get("PATH", os.defpath), os.path.dirname(sys.executable)]
    )
    try:
        parsed = make_url(url)
        file = parsed.database
        if parsed.get_backend_name() == "sqlite" and file and not Path(file).exists():
            with replacing(Path(file)) as draft:
                Gradebook(str(parsed.set(database=str(draft)))).close()
        return Gradebook(url)
    except (ArgumentError, NoSuchModuleError):
        raise UsageError(
            f"{url!r} is no database: give a URL such as sqlite:///gradebook.db."
        ) from None
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).split("\n")[0]
        raise UsageError(f"The gradebook {url} cannot be opened: {reason}.") from None


def write_assignment(
    book: Gradebook, name: str, source: list[Cell], released: list[Cell], due: datetime | None
) -> None:
    """Brings the assignment's cells in the gradebook up to date."""
    from nbgrader.api import Comment, Grade

    book.update_or_create_assignment(name, **({"duedate": due.isoformat()} if due else {}))
    book.update_or_create_notebook(name, name, kernelspec=json.dumps(KERNEL))
    known: dict[str, set[str]] = {"grade": set(), "solution": set(), "source": set()}
    for cell, shown in zip(source, released, strict=True):
        facts = facts_of(shown)
        if not facts:
            continue
        id_ = facts["grade_id"]
        known["source"].add(id_)
        if facts["grade"]:
            known["grade"].add(id_)
            points = float(facts["points"])
            book.update_or_create_grade_cell(
                id_, name, name, max_score=points, cell_type=cell["cell_type"]
            )
        if facts["solution"]:
            known["solution"].add(id_)
            book.update_or_create_solution_cell(id_, name, name)
        text = shown["source"] if facts["solution"] else cell["source"]
        book.update_or_create_source_cell(
            id_,
            name,
            name,
            cell_type=cell["cell_type"],
            locked=is_locked(facts),
            source=text,
            checksum=_checksum(text, facts),
        )
    notebook: Any = book.find_notebook(name, name)
    for kind, names in known.items():
        for cell_row in list(getattr(notebook, f"{kind}_cells")):
            if cell_row.name not in names:
                for row in [*(getattr(cell_row, "grades", None) or ())]:
                    book.db.delete(row)
                for row in [*(getattr(cell_row, "comments", None) or ())]:
                    book.db.delete(row)
                book.db.delete(cell_row)
    book.db.commit()
    for submitted in notebook.submissions:
        have = {row.cell_id for row in (*submitted.grades, *submitted.comments)}
        for cell_row in notebook.grade_cells:
            if cell_row.id not in have:
                book.db.add(Grade(cell_id=cell_row.id, notebook=submitted))
        for cell_row in notebook.solution_cells:
            if cell_row.id not in have:
                book.db.add(Comment(cell_id=cell_row.id, notebook=submitted))
    book.db.commit()


def _checksum(text: str, facts: Cell) -> str:
    from nbformat import NotebookNode
    from nbgrader.utils import compute_checksum

    cell = {"source": text, "cell_type": facts["cell_type"], "metadata": {"nbgrader": facts}}
    return str(compute_checksum(_node(cell, NotebookNode)))


def _node(value: Any, kind: type) -> Any:
    if isinstance(value, dict):
        return kind({key: _node(item, kind) for key, item in value.items()})
    return value


def readable_time(submitted: str) -> datetime | None:
    """Returns a time as nbgrader keeps it, in UTC without a zone; None for one that it cannot read.

    Args:
        submitted: in ISO 8601; "" where nobody knows.
    """
    from nbgrader.utils import parse_utc

    try:
        when: datetime | None = parse_utc(submitted) if submitted else None
    except (ValueError, OverflowError):
        return None
    return when


def write_result(
    book: Gradebook,
    result: Result,
    *,
    answers: Mapping[str, str],
    before: Mapping[str, str] | None,
    submitted: str = "",
) -> None:
    """Writes one student's automatic scores.

    Args:
        answers: the student's written answers, by the cell's id.
        before: what they were when they were graded last; None for never.
        submitted: when, in ISO 8601; "" where nobody knows.
    """
    name = result.assignment
    book.update_or_create_student(result.student)
    when = readable_time(submitted)
    more = {"timestamp": when} if when else {}
    with book.db.no_autoflush:
        book.update_or_create_submission(name, result.student, **more)
    notebook: Any = book.find_submission_notebook(name, name, result.student)
    points = {grade_id(check.id): check.points for check in result.checks}
    for grade in notebook.grades:
        if grade.cell_type == "code":
            score = None if result.status == "fault" else points.get(grade.name, 0.0)
            changed = score != grade.auto_score
        else:
            text = answers.get(grade.name)
            score = 0.0 if text is not None and is_unanswered(text) else None
            changed = before is not None and text is not None and before.get(grade.name) != text
        grade.auto_score = score
        if grade.manual_score is None:
            grade.needs_manual_grade = score is None
        elif changed:
            # A person's score stands, and should be looked at again.
            grade.needs_manual_grade = True
    _write_deducted(notebook, result)
    for comment in notebook.comments:
        text = answers.get(comment.name)
        unanswered = text is not None and is_unanswered(text)
        comment.auto_comment = "No response." if unanswered else None
    book.db.commit()


def write_decided(book: Gradebook, result: Result) -> None:
    """Writes what was decided since about a student whose scores are there from an earlier run."""
    from nbgrader.api import MissingEntry

    try:
        notebook: Any = book.find_submission_notebook(
            result.assignment, result.assignment, result.student
        )
    except MissingEntry:
        return
    _write_deducted(notebook, result)
    book.db.commit()


def _write_deducted(notebook: Any, result: Result) -> None:
    """Writes what is taken from the total; below 0 where somebody decided on more points than were graded."""
    total = sum(check.points for check in result.checks)
    notebook.late_submission_penalty = round(total - result.score, 6) or None
