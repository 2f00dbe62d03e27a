"""adjustments.toml: what people decide for one student or the whole class, on top of what was graded."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from ..errors import CourseError, nearest
from ..results.convert import MalformedError, convert
from ..results.records import dataclass
from .assignment import Assignment

FILE = "adjustments.toml"
KINDS = ("student", "class")


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
    late_days: int = 0
    excused: bool = False
    checks: dict[str, float] = field(default_factory=dict)
    score: float | None = None
    bonus: float = 0.0
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
    points: dict[str, float] = field(default_factory=dict)
    attempts: int = 0
    feedback_after: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Adjustments:
    """All that was decided.

    Attributes:
        lines: where each decision for a student stands.
    """

    students: tuple[ForStudent, ...] = ()
    classes: tuple[ForClass, ...] = ()
    lines: tuple[int, ...] = ()

    def of(self, assignment: str) -> Adjustments:
        """Returns what concerns one assignment."""
        kept = [
            (decision, line)
            for decision, line in zip(self.students, self.lines, strict=True)
            if decision.assignment in ("", assignment)
        ]
        return Adjustments(
            tuple(decision for decision, _ in kept),
            tuple(decision for decision in self.classes if decision.assignment == assignment),
            tuple(line for _, line in kept),
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

    def examine_students(self, known: Iterable[str]) -> None:
        """Raises CourseError for the first student who is nobody of a class."""
        names = set(known)
        for decision, line in zip(self.students, self.lines, strict=True):
            if decision.id not in names:
                raise CourseError(
                    f"{FILE}:{line}: nobody in this class is called {decision.id!r}. "
                    f"{nearest(decision.id, names)}"
                )


def load_adjustments(root: Path, assignments: Iterable[str]) -> Adjustments:
    """Returns what adjustments.toml in a course's folder says; nothing where there is none.

    Args:
        assignments: the course's.

    Raises:
        CourseError: it is malformed, or names an assignment that is not there.
    """
    try:
        text = (root / FILE).read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError:
        return Adjustments()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{FILE}: {error}.") from None
    for key in table:
        if key not in KINDS:
            raise CourseError(f"{FILE}:1: there is no [[{key}]]. {nearest(key, KINDS)}")
    known = list(assignments)
    students = _read(text, table, "student", ForStudent)
    classes = _read(text, table, "class", ForClass)
    for kind, decisions in (("student", students), ("class", classes)):
        for number, decision in enumerate(decisions):
            assert isinstance(decision, (ForStudent, ForClass))
            where = f"{FILE}:{_line(text, kind, number, 'assignment')}"
            if decision.assignment and decision.assignment not in known:
                raise CourseError(
                    f"{where}: there is no assignment {decision.assignment!r}. "
                    f"{nearest(decision.assignment, known)}"
                )
            _examine_time(decision, where)
    lines = tuple(_line(text, "student", number, "id") for number in range(len(students)))
    return Adjustments(students, classes, lines)


def examine_checks(adjustments: Adjustments, assignment: Assignment) -> None:
    """Raises CourseError for the first check that an assignment does not have.

    Args:
        adjustments: of this assignment.
    """
    ids = [check.id for check in assignment.checks]
    named = [
        (decision, decision.checks) for decision in adjustments.students if decision.assignment
    ]
    told: list[tuple[Any, Iterable[str]]] = [*named]
    told += [(decision, (*decision.exclude, *decision.points)) for decision in adjustments.classes]
    for _, checks in told:
        for check in checks:
            if check not in ids:
                raise CourseError(
                    f"{FILE}: {assignment.name} has no check {check!r}. {nearest(check, ids)}"
                )


T = TypeVar("T", ForStudent, ForClass)


def _read(text: str, table: Mapping[str, Any], kind: str, form: type[T]) -> tuple[T, ...]:
    found: list[T] = []
    rows = table.get(kind, [])
    if not isinstance(rows, list):
        raise CourseError(f"{FILE}: write [[{kind}]], with two brackets.")
    for number, row in enumerate(rows):
        try:
            found.append(convert(row, form, strict=True))
        except MalformedError as error:
            line = _line(text, kind, number, error.key)
            raise CourseError(f"{FILE}:{line}: {error}") from None
    return tuple(found)


def _examine_time(decision: ForStudent | ForClass, where: str) -> None:
    time = decision.extension if isinstance(decision, ForStudent) else decision.feedback_after
    if time is not None and time.tzinfo is None:
        raise CourseError(f"{where}: {time} needs a time zone: write 2026-03-01T23:59:00+08:00.")


def _line(text: str, kind: str, number: int, key: str) -> int:
    """Returns the line of a key in the block of that number, or the block's own."""
    starts = [
        at
        for at, line in enumerate(text.splitlines(), start=1)
        if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", line)
    ]
    if number >= len(starts):
        return 1
    for at, line in enumerate(text.splitlines()[starts[number] :], start=starts[number] + 1):
        if line.lstrip().startswith("[["):
            break
        if key and re.match(rf"\s*[\"']?{re.escape(key)}\b", line):
            return at
    return starts[number]
