"""Grades and feedback in the form in which platforms take them back.

Canvas    the gradebook's own CSV, with the assignment's column filled in
Moodle    the grading worksheet, with its grades filled in, and the zip of feedback files

Rows are found by whatever identifies a student: the platform's own numbers, e-mail, login or name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..authoring.package import zip_bytes
from ..errors import UsageError, nearest
from ..grading.batch.pages import PEOPLE, People
from ..results.render.formats import number
from ..results.render.names import feedback_names
from ..results.result import Result, decode_result
from ..submissions.lms.people import Person
from ..submissions.lms.roster import decode_table

CANVAS_IDENTITY = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_IDS = ("ID", "SIS User ID", "SIS Login ID", "Student")
POINTS_POSSIBLE = "points possible"
MOODLE_IDS = ("Identifier", "Email address", "ID number", "Username", "Full name")
MOODLE_GRADE = "Grade"


@dataclass(frozen=True)
class Graded:
    """A class that was graded: results by student, and who they are."""

    folder: Path
    results: Mapping[str, Result]
    people: Mapping[str, Person]
    missing: Mapping[str, Person]

    def find(self, names: Iterable[str]) -> str | None:
        """Returns the student whom a row means by these names; None where nobody or several fit."""
        wanted = {name.strip().casefold() for name in names if name.strip()}
        fits = [
            student
            for student in self.results
            if wanted & {student.casefold(), *self.people.get(student, Person()).known_as()}
        ]
        return fits[0] if len(fits) == 1 else None


@dataclass(frozen=True)
class Export:
    """A file for a platform, and which students it lacks, as it has no row for them."""

    content: bytes
    unplaced: tuple[str, ...]


def read_graded(folder: Path) -> Graded:
    """Reads what `softmark grade --out FOLDER` wrote.

    Raises:
        UsageError: nothing was graded there.
    """
    import msgspec

    path = folder / "results.jsonl"
    try:
        results = [decode_result(line) for line in path.read_bytes().splitlines()]
        known = msgspec.json.decode((folder / PEOPLE).read_bytes(), type=People)
    except OSError as error:
        raise UsageError(
            f"{error.filename} is missing: give a folder that `softmark grade --out` has finished."
        ) from None
    except msgspec.DecodeError as error:
        raise UsageError(f"{folder} is damaged ({error}): grade again.") from None
    return Graded(
        folder, {result.student: result for result in results}, known.people, known.missing
    )


def canvas_csv(graded: Graded, gradebook: Path, column: str | None = None) -> Export:
    """Returns Canvas's gradebook with one assignment's grades.

    Args:
        gradebook: as Canvas exports it.
        column: the assignment's title there; needed where several could be meant.

    Raises:
        UsageError: it is no gradebook, or the column is not in it.
    """
    titles, rows = _read(gradebook)
    if "Student" not in titles or "ID" not in titles:
        raise UsageError(f"{gradebook} is no Canvas gradebook: it has no columns Student and ID.")
    others = [title for title in titles if title not in CANVAS_IDENTITY]
    wanted = _column(others, column, gradebook)
    kept = [*(title for title in CANVAS_IDENTITY if title in titles), wanted]
    placed = set()
    for row in rows:
        if row["Student"].strip().casefold() == POINTS_POSSIBLE:
            continue
        student = graded.find(row.get(title, "") for title in CANVAS_IDS)
        row[wanted] = _grade(graded, student)
        placed.add(student)
    return Export(_write(kept, rows), _unplaced(graded, placed))


def moodle_csv(graded: Graded, worksheet: Path) -> Export:
    """Returns Moodle's grading worksheet with the grades filled in.

    Raises:
        UsageError: it is no grading worksheet.
    """
    titles, rows = _read_worksheet(worksheet)
    placed = set()
    for row in rows:
        student = graded.find(_moodle_names(row))
        row[MOODLE_GRADE] = _grade(graded, student) or row[MOODLE_GRADE]
        placed.add(student)
    return Export(_write(titles, rows), _unplaced(graded, placed))


def moodle_feedback(graded: Graded, worksheet: Path | None = None) -> Export:
    """Returns the zip for Moodle's "Upload multiple feedback files in a zip".

    Args:
        worksheet: the grading worksheet; not needed where the submissions came from Moodle.

    Raises:
        UsageError: it is no grading worksheet.
    """
    numbers = {
        student: (person.name or student, person.ids["moodle"])
        for student, person in graded.people.items()
        if "moodle" in person.ids
    }
    for row in _read_worksheet(worksheet)[1] if worksheet is not None else ():
        student = graded.find(_moodle_names(row))
        if student is not None:
            numbers[student] = (row.get("Full name", student), _participant(row))
    pages = feedback_names(graded.results)
    files = {}
    for student, (name, participant) in numbers.items():
        if student in graded.results:
            # Moodle splits at underscores, and takes what follows the first one for the number.
            folder = f"{name.replace('_', ' ').replace('/', ' ')}_{participant}_assignfeedback_file"
            page = graded.folder / "feedback" / pages[student]
            files[f"{folder}/feedback.html"] = page.read_bytes()
    return Export(zip_bytes(files), _unplaced(graded, set(numbers)))


def _grade(graded: Graded, student: str | None) -> str:
    """Returns a cell; empty where there is no result, or where the grader failed."""
    result = graded.results.get(student or "")
    return number(result.score) if result is not None and result.status != "fault" else ""


def _unplaced(graded: Graded, placed: set[str | None] | set[str]) -> tuple[str, ...]:
    return tuple(student for student in graded.results if student not in placed)


def _moodle_names(row: Mapping[str, str]) -> list[str]:
    return [*(row.get(title, "") for title in MOODLE_IDS), _participant(row)]


def _participant(row: Mapping[str, str]) -> str:
    """Returns 1234 of "Participant 1234", in whatever language."""
    return row.get("Identifier", "").split()[-1] if row.get("Identifier", "").strip() else ""


def _read_worksheet(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    titles, rows = _read(path)
    if "Identifier" not in titles or MOODLE_GRADE not in titles:
        raise UsageError(
            f"{path} is no Moodle grading worksheet: it has no columns Identifier and Grade."
        )
    return titles, rows


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


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(decode_table(path)))
    rows = [{k: v or "" for k, v in row.items() if k is not None} for row in reader]
    return list(reader.fieldnames or ()), rows


def _write(titles: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Returns a table as the platform wrote it: names are its own, and stay as they are."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, titles, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")
