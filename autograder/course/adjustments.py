"""adjustments.toml: what people decide for one student or the whole class, on top of what was graded."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from itertools import compress
from pathlib import Path
from typing import Any, TypeVar

from ..errors import CourseError, nearest
from ..results.convert import line_of
from ..results.records import dataclass
from ..results.toml_files import read_as, tables_of, text_of
from .assignment import Assignment
from .ranges import Bonus, Count, Points

FILE = "adjustments.toml"
KINDS = ("student", "class")
# How like a name another has to be to be asked for, and so many pairs are compared at most: half a second.
_NEAR = 0.6
_MOST_COMPARED = 30_000


@dataclass(frozen=True)
class ForStudent:
    """One [[student]]: what is decided for one student in one assignment.

    Attributes:
        id: the student's, as results have it.
        assignment: whose; "" for all.
        extension: a due date of the student's own, with its time zone.
        late_days: so many days late cost nothing.
        excused: the assignment does not count for the student.
        checks: points for single checks, by id.
        score: the score, whatever was graded.
        bonus: points on top, or below 0 off.
        comment, reason: for the student's page.
    """

    id: str
    assignment: str = ""
    extension: datetime | None = None
    late_days: Count = 0
    excused: bool = False
    checks: dict[str, Points] = field(default_factory=dict)
    score: Points | None = None
    bonus: Bonus = 0.0
    comment: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ForClass:
    """One [[class]]: what is decided for everybody in one assignment.

    Attributes:
        exclude: checks that do not count.
        points: what checks are worth instead, by id.
        attempts: so many hand-ins count, where the platform keeps several; 0 for all.
        feedback_after: until then the students' pages only say when they will be there.
        reason: for the students' pages.
    """

    assignment: str
    exclude: tuple[str, ...] = ()
    points: dict[str, Points] = field(default_factory=dict)
    attempts: Count = 0
    feedback_after: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Adjustments:
    """All that was decided.

    Attributes:
        lines, class_lines: where each decision for a student, or for the class, stands.
    """

    students: tuple[ForStudent, ...] = ()
    classes: tuple[ForClass, ...] = ()
    lines: tuple[int, ...] = ()
    class_lines: tuple[int, ...] = ()

    def of(self, assignment: str) -> Adjustments:
        """Returns what concerns one assignment."""
        students = [one.assignment in ("", assignment) for one in self.students]
        classes = [one.assignment == assignment for one in self.classes]
        return Adjustments(
            tuple(compress(self.students, students)),
            tuple(compress(self.classes, classes)),
            tuple(compress(self.lines, students)),
            tuple(compress(self.class_lines, classes)),
        )

    def for_student(self, student: str) -> list[ForStudent]:
        """Returns what was decided for a student, in the order in which it stands."""
        return [decision for decision in self.students if decision.id == student]

    def concern(self, student: str) -> bool:
        """Tells whether anything was decided for a student or for the class."""
        return bool(self.classes or self.for_student(student))

    @property
    def attempts(self) -> int:
        """The limit on attempts; 0 for none."""
        return min((one.attempts for one in self.classes if one.attempts), default=0)

    @property
    def feedback_after(self) -> datetime | None:
        """Until when feedback is held back; None where it is not."""
        times = [one.feedback_after for one in self.classes if one.feedback_after is not None]
        return max(times, default=None)

    def of_strangers(self, known: Iterable[str]) -> str:
        """Returns a sentence on decisions for nobody of a class, with their lines; "" where there are none.

        They may be of another section, which is graded by itself, or of a name that is misspelt: nobody can tell.
        """
        names = set(known)
        found = {
            one.id: line
            for one, line in zip(self.students, self.lines, strict=True)
            if one.id not in names
        }
        if not found:
            return ""
        near = names if len(found) * len(names) <= _MOST_COMPARED else set[str]()
        told = ", ".join(_told(student, line, near) for student, line in found.items())
        return f"{FILE} decides for {told}: nobody in this class is called so, and it does not count here."


def _told(student: str, line: int, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(student, names, n=1, cutoff=_NEAR)
    return f"{student!r} (line {line}{f'; did you mean {close[0]}?' if close else ''})"


def load_adjustments(root: Path, assignments: Iterable[str]) -> Adjustments:
    """Returns what adjustments.toml in a course's folder says; nothing where there is none.

    Args:
        assignments: the course's.

    Raises:
        CourseError: it is malformed, or names an assignment that is not there.
    """
    path = root / FILE
    try:
        text = text_of(path.read_bytes(), FILE)
    except FileNotFoundError:
        return Adjustments()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    tables = tables_of(text, FILE)
    for key in tables:
        if key not in KINDS:
            raise CourseError(
                f"{FILE}:{line_of(text, key)}: there is no [[{key}]]. {nearest(key, KINDS)}"
            )
    known = list(assignments)
    students = _read(text, tables, "student", ForStudent)
    classes = _read(text, tables, "class", ForClass)
    for kind, decisions in (("student", students), ("class", classes)):
        for number, decision in enumerate(decisions):
            assert isinstance(decision, (ForStudent, ForClass))
            at = f"{kind}[{number}]"
            if decision.assignment and decision.assignment not in known:
                raise CourseError(
                    f"{FILE}:{line_of(text, f'{at}.assignment')}: there is no assignment "
                    f"{decision.assignment!r}. {nearest(decision.assignment, known)}"
                )
            _examine_time(decision, text, at)
    lines = (line_of(text, f"student[{number}].id") for number in range(len(students)))
    class_lines = (line_of(text, f"class[{number}]") for number in range(len(classes)))
    return Adjustments(students, classes, tuple(lines), tuple(class_lines))


def examine_checks(adjustments: Adjustments, assignment: Assignment) -> None:
    """Raises CourseError for the first check that an assignment does not have.

    Args:
        adjustments: of this assignment.
    """
    ids = [check.id for check in assignment.checks]
    told: list[tuple[int, Iterable[str]]] = [
        (line, one.checks)
        for one, line in zip(adjustments.students, adjustments.lines, strict=True)
        if one.assignment
    ]
    told += [
        (line, (*one.exclude, *one.points))
        for one, line in zip(adjustments.classes, adjustments.class_lines, strict=True)
    ]
    for line, checks in told:
        for check in checks:
            if check not in ids:
                raise CourseError(
                    f"{FILE}:{line}: {assignment.name} has no check {check!r}. {nearest(check, ids)}"
                )


T = TypeVar("T", ForStudent, ForClass)


def _read(text: str, tables: Mapping[str, Any], kind: str, form: type[T]) -> tuple[T, ...]:
    rows = tables.get(kind, [])
    if not isinstance(rows, list):
        raise CourseError(f"{FILE}:{line_of(text, kind)}: write [[{kind}]], with two brackets.")
    return tuple(
        read_as(form, row, text, FILE, f"{kind}[{number}]") for number, row in enumerate(rows)
    )


def _examine_time(decision: ForStudent | ForClass, text: str, at: str) -> None:
    key = "extension" if isinstance(decision, ForStudent) else "feedback_after"
    time = getattr(decision, key)
    if time is not None and time.tzinfo is None:
        line = line_of(text, f"{at}.{key}")
        raise CourseError(
            f"{FILE}:{line}: {time} needs a time zone: write 2026-03-01T23:59:00+08:00."
        )
