"""Grades and feedback in the form in which learning platforms take them.

A platform's own table is filled in, so that everything else in it stays as it is. Its rows are found by what
identifies the student there: like is compared with like, as for a roster.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..authoring.package import zip_bytes
from ..errors import UsageError, nearest
from ..grading.batch.pages import PEOPLE, read_people
from ..results.render.formats import number
from ..results.render.names import feedback_names
from ..results.result import Result
from ..results.result_json import result_lines
from ..submissions.lms.identity import Identities
from ..submissions.lms.people import Person
from ..submissions.lms.roster import TITLES, PeopleTable, Roster
from ..submissions.lms.tables import Table, read_table

# What Canvas calls a grade that does not count; Moodle has no word for it.
_EXCUSED = "EX"
CANVAS_IDENTITY = (
    "Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID",
    "Root Account", "Section",
)  # fmt: skip
POINTS_POSSIBLE = "points possible"
# The worksheet's columns in Moodle's language packs.
MOODLE_GRADE = ("Grade", "Bewertung", "成绩", "Note", "Calificación", "評点")
MOODLE_MOST = (
    "Maximum Grade", "Bestwertung", "Maximale Bewertung", "最高分", "最高成绩", "Note maximale",
    "Calificación máxima", "最大評点",
)  # fmt: skip


@dataclass(frozen=True)
class GradedClass:
    """A class that was graded: results by student, who they are, and whose are of other checks.

    Attributes:
        excused: who of those missing need not hand in.
    """

    folder: Path
    results: Mapping[str, Result]
    people: Mapping[str, Person]
    missing: Mapping[str, Person]
    stale: tuple[str, ...] = ()
    held: str = ""
    excused: tuple[str, ...] = ()

    def person(self, student: str) -> Person:
        """Returns what is known of a student."""
        found = self.people.get(student) or self.missing.get(student, Person())
        return found if found.name or found.ids else Person(name=student, ids={"folder": student})


@dataclass(frozen=True)
class Change:
    """A cell that an export changes."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Export:
    """A file for a platform, which students it lacks, and which cells it changes."""

    content: bytes
    unplaced: tuple[str, ...]
    changes: tuple[Change, ...] = ()


def read_graded(folder: Path) -> GradedClass:
    """Reads what `softmark grade --out FOLDER` wrote.

    Raises:
        UsageError: nothing was graded there.
    """
    path = folder / "results.jsonl"
    by_student = {}
    try:
        with path.open("rb") as file:
            for line in result_lines(file):
                if line.result is None:
                    raise UsageError(
                        f"{line.described(path)}, and somebody would be missing: grade the class again."
                    )
                by_student[line.student] = line.result
        (folder / PEOPLE).stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            f"{error.filename} is missing: give a folder that `softmark grade --out` has finished."
        ) from None
    except OSError as error:
        raise UsageError(f"{error.filename or path} cannot be read: {error.strerror}.") from None
    known = read_people(folder)
    return GradedClass(
        folder,
        by_student,
        known.people,
        known.missing,
        tuple(known.stale),
        known.held,
        tuple(known.excused_absent),
    )


def canvas_csv(
    graded: GradedClass, gradebook: Path, column: str | None = None, *, scale: bool = False
) -> Export:
    """Returns Canvas's gradebook with one assignment's grades.

    Args:
        gradebook: as Canvas exports it.
        column: the assignment's title there; needed where several could be meant.
        scale: convert to the column's points where those are others than the assignment's.

    Raises:
        UsageError: it is no gradebook, the column is not in it, or it has other points.
    """
    table = read_table(gradebook, [*TITLES, *CANVAS_IDENTITY])
    people = PeopleTable(table)
    if not people.is_gradebook or not ("name" in people.columns or "last" in people.columns):
        raise UsageError(f"{gradebook} is no Canvas gradebook: it has no columns Student and ID.")
    others = [title for title in table.titles if title not in CANVAS_IDENTITY]
    wanted = _column(others, column, gradebook)
    possible = [row[wanted] for row in table.rows if _is_points_possible(people.person(row))]
    points = _Points(graded, possible[0] if possible else "", wanted, scale=scale)
    kept = [title for title in table.titles if title in (*CANVAS_IDENTITY, wanted)]
    return _filled(graded, people, wanted, points, kept)


def _is_points_possible(person: Person) -> bool:
    return person.name.strip().casefold() == POINTS_POSSIBLE


def moodle_csv(graded: GradedClass, worksheet: Path, *, scale: bool = False) -> Export:
    """Returns Moodle's grading worksheet with the grades filled in.

    Args:
        scale: convert to the worksheet's points where those are others than the assignment's.

    Raises:
        UsageError: it is no grading worksheet, or it has other points.
    """
    people, grade = _read_worksheet(worksheet)
    most = people.table.column(MOODLE_MOST)
    filled = [row[most] for row in people.table.rows if row[most].strip()] if most else []
    points = _Points(graded, filled[0] if filled else "", grade, scale=scale)
    return _filled(graded, people, grade, points, people.table.titles)


def moodle_feedback(graded: GradedClass, worksheet: Path | None = None) -> Export:
    """Returns the zip for Moodle's "Upload multiple feedback files in a zip".

    Args:
        worksheet: the grading worksheet; not needed where the submissions came from Moodle.

    Raises:
        UsageError: it is no grading worksheet, or feedback is held back.
    """
    if graded.held:
        raise UsageError(
            f"Feedback is held back until {graded.held}: grade again after that, or change feedback_after in "
            "adjustments.toml."
        )
    numbers = {
        student: (person.name or student, person.ids["moodle"])
        for student, person in graded.people.items()
        if "moodle" in person.ids
    }
    if worksheet is not None:
        people, _ = _read_worksheet(worksheet)
        listed = [people.person(row) for row in people.table.rows]
        for place, student in _places(graded, listed).items():
            if "moodle" in listed[place].ids:
                numbers[student] = (listed[place].name or student, listed[place].ids["moodle"])
    pages = feedback_names(graded.results)
    files = {}
    for student, (name, participant) in numbers.items():
        if student in graded.results:
            # Moodle splits at underscores, and takes what follows the first one for the number.
            folder = f"{name.replace('_', ' ').replace('/', ' ')}_{participant}_assignfeedback_file"
            page = graded.folder / "feedback" / pages[student]
            files[f"{folder}/feedback.html"] = page.read_bytes()
    return Export(zip_bytes(files), _unplaced(graded, numbers))


class _Points:
    """Grades in the points of a platform's column.

    Args:
        possible: the column's points as the table has them; "" where it does not say.
        scale: convert to them.

    Raises:
        UsageError: they are not the assignment's, and are not to be converted.
    """

    def __init__(self, graded: GradedClass, possible: str, column: str, *, scale: bool) -> None:
        self._comma = "," in possible
        self._factor = 1.0
        most = next((result.max_score for result in graded.results.values()), 0.0)
        there = _number(possible)
        if there is None or there == most or not most:
            return
        if not scale:
            raise UsageError(
                f"The column {column!r} has {number(there)} points, and the assignment has "
                f"{number(most)}: give --scale to convert the grades, or correct the column."
            )
        self._factor = there / most

    def of(self, result: Result) -> str:
        """Returns a cell."""
        text = number(round(result.score * self._factor, 2))
        return text.replace(".", ",") if self._comma else text


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _filled(
    graded: GradedClass, people: PeopleTable, column: str, points: _Points, kept: Sequence[str]
) -> Export:
    """Fills in grades; a cell without a grade of ours stays as it is, whatever is in it."""
    rows = [dict(row) for row in people.table.rows]
    listed = [people.person(row) for row in rows]
    # Only Canvas has a word for who is excused, and so a cell for those who handed in nothing.
    excused = graded.excused if people.is_gradebook else ()
    placed = _places(graded, listed, excused)
    changes = []
    for place, student in placed.items():
        result = graded.results.get(student)
        if result is not None and result.status == "fault":
            continue
        if result is not None and result.is_excused and not people.is_gradebook:
            continue
        before = rows[place][column]
        after = _EXCUSED if result is None or result.is_excused else points.of(result)
        number_before = _number(before)
        is_same = before == after or (number_before is not None and number_before == _number(after))
        if not is_same:
            changes.append(Change(listed[place].name or student, before, after))
            rows[place][column] = after
    content = _write(people.table, kept, rows)
    return Export(content, _unplaced(graded, placed.values(), excused), tuple(changes))


def _places(
    graded: GradedClass, listed: Sequence[Person], more: Iterable[str] = ()
) -> dict[int, str]:
    """Returns the students by their rows; a row that several students could be is nobody's."""
    everybody = {
        str(place): person
        for place, person in enumerate(listed)
        if (person.name or person.ids) and not _is_points_possible(person)
    }
    identities = Identities(Roster(everybody))
    found: dict[int, list[str]] = {}
    for student in (*graded.results, *more):
        match = identities.find(graded.person(student))
        if match.student is not None:
            found.setdefault(int(match.student), []).append(student)
    return {place: students[0] for place, students in found.items() if len(students) == 1}


def _unplaced(
    graded: GradedClass, placed: Iterable[str], more: Iterable[str] = ()
) -> tuple[str, ...]:
    known = set(placed)
    return tuple(student for student in (*graded.results, *more) if student not in known)


def _read_worksheet(path: Path) -> tuple[PeopleTable, str]:
    people = PeopleTable(read_table(path, [*TITLES, *MOODLE_GRADE]))
    grade = people.table.column(MOODLE_GRADE)
    if people.participants is None or grade is None:
        raise UsageError(
            f"{path} is no Moodle grading worksheet: it has no columns Identifier and Grade."
        )
    return people, grade


def _column(titles: Sequence[str], wanted: str | None, path: Path) -> str:
    """Returns the title that is meant; Canvas puts a number in brackets behind an assignment's."""
    if wanted is None:
        numbered = [title for title in titles if title.rstrip().endswith(")")]
        if len(numbered) == 1:
            return numbered[0]
        raise UsageError(f"{path} has {len(numbered)} assignments: say which with --column TITLE.")
    for title in titles:
        if wanted in (title, title.rpartition(" (")[0]):
            return title
    raise UsageError(f"{path} has no column {wanted!r}. {nearest(wanted, titles)}")


def _write(table: Table, titles: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Returns a table as the platform wrote it: names are its own, and stay as they are."""
    stream = io.StringIO()
    stream.writelines(table.above)
    writer = csv.DictWriter(
        stream, titles, extrasaction="ignore", lineterminator="\r\n", delimiter=table.separator
    )
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")
