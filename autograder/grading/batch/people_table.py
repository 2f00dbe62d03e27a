"""people.csv: what became of each entry of a class, to be looked at and corrected by hand.

Whoever changes a cell of `student` or `submitted` and grades again has corrected it: class.json remembers what
was written, so that a change is told from what was recognised, and stays until the cell is emptied.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from ...errors import UsageError, nearest
from ...results.render.csvs import table
from ...results.text import say
from ...submissions.lms.names import number_key
from ...submissions.lms.people import ClassFound, Correction, Corrections, Row
from ...submissions.lms.tables import identifying_cell, read_table
from ...submissions.lms.times import read_time
from .pages import read_people, save_people
from .private import write_private

PEOPLE_TABLE = "people.csv"
# Those that tell what is corrected.
_CORRECTED = ("entry", "student", "submitted")
COLUMNS = ("entry", "student", "name", "submitted", "platform", "outcome", "why")


def write_people_table(
    found: ClassFound,
    corrections: Corrections,
    out: Path,
    language: str,
    statuses: Mapping[str, str],
) -> None:
    """Writes people.csv, and into class.json what it says.

    Args:
        statuses: what became of the work of each student that is to be graded.
    """
    cells = [
        _cells(replace(row, outcome=statuses.get(row.student, row.outcome)), language)
        if row.outcome == "graded"
        else _cells(row, language)
        for row in found.rows
    ]
    for student, person in sorted(found.missing.items()):
        cells.append(
            ("", student, person.name, "", "", "missing", say("listing.missing", language))
        )
    write_private(out / PEOPLE_TABLE, table(COLUMNS, cells).encode())
    written: dict[str, list[list[str]]] = {}
    for row in found.rows:
        written.setdefault(row.entry, []).append([row.student, row.submitted])
    kept: dict[str, list[list[str]]] = {}
    for (entry, place), correction in sorted(corrections.items()):
        kept.setdefault(entry, []).append([str(place), correction.student, correction.submitted])
    people = msgspec.structs.replace(read_people(out), written=written, corrected=kept)
    save_people(people, out)


def _cells(row: Row, language: str) -> tuple[str, ...]:
    why = say(f"listing.{row.why}", language, rivals=", ".join(row.rivals))
    return row.entry, row.student, row.name, row.submitted, row.platform, row.outcome, why


def table_lines(found: ClassFound, language: str) -> Iterable[tuple[str, str, str, str]]:
    """Yields (entry, student, platform, why) for people to read."""
    for row in found.rows:
        cells = _cells(row, language)
        yield row.entry, row.student or "-", row.platform, cells[-1]


def read_corrections(out: Path) -> Corrections:
    """Returns what somebody has changed in people.csv since it was written, and before.

    Raises:
        UsageError: it cannot be read, lacks a column or has an entry that was not there, or a time in it is none.
    """
    people = read_people(out)
    found: dict[tuple[str, int], Correction] = {
        (entry, int(place)): Correction(student, submitted)
        for entry, rows in people.corrected.items()
        for place, student, submitted in rows
    }
    path = out / PEOPLE_TABLE
    if not path.is_file() or not people.written:
        return found
    places: dict[str, int] = {}
    for line, row in _rows(path):
        if not (cell := _unescaped(row["entry"])):  # somebody who handed in nothing
            continue
        entry = _entry(cell, people.written, f"{path}:{line}")
        place = places[entry] = places.get(entry, -1) + 1
        if place < len(written := people.written[entry]):
            _note_change(found, (entry, place), written[place], row, f"{path}:{line}")
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yields the rows of people.csv with their lines, under the titles that were written.

    Raises:
        UsageError: one of them is there no longer.
    """
    read = read_table(path, COLUMNS)
    titles = {column: read.column((column,)) for column in COLUMNS}
    if lost := [column for column in _CORRECTED if titles[column] is None]:
        others = [title for title in read.titles if title not in titles.values()]
        near = difflib.get_close_matches(lost[0], others, n=1)
        instead = f" but {near[0]!r}" if near else ""
        raise UsageError(
            f"{path}:{read.first_line - 1} has no column {lost[0]!r}{instead}: nothing was taken from it. Give the "
            "column its title again."
        )
    for line, row in read.numbered():
        yield line, {column: row[title] if title else "" for column, title in titles.items()}


def _entry(cell: str, written: Collection[str], where: str) -> str:
    """Returns the entry of a row, also where a spreadsheet took the zeros before its number.

    Raises:
        UsageError: there was none of that name.
    """
    if cell in written:
        return cell
    same = [entry for entry in written if number_key(entry) == number_key(cell)]
    if len(same) != 1:
        raise UsageError(
            f"{where}: there is no entry {cell!r}, so nothing was taken from people.csv. {nearest(cell, written)}"
        )
    return same[0]


def _note_change(
    found: dict[tuple[str, int], Correction],
    key: tuple[str, int],
    written: list[str],
    row: Mapping[str, str],
    where: str,
) -> None:
    student = _unescaped(identifying_cell(row["student"]))
    submitted = row["submitted"].strip()
    before = found.get(key, Correction())
    if student != written[0]:
        before = Correction(student, before.submitted)
    if submitted != written[1]:
        time = read_time(submitted)
        if submitted and not time:
            raise UsageError(f"{where}: {submitted!r} is no time: write 2026-03-01T23:59:00+08:00.")
        before = Correction(before.student, time)
    found[key] = before
    if before == Correction():
        del found[key]


def _unescaped(cell: str) -> str:
    """Takes off the apostrophe that keeps a spreadsheet from running a name as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def remove_from_table(student: str, out: Path) -> None:
    """Removes a student's rows from people.csv.

    Raises:
        UsageError: it cannot be read.
    """
    path = out / PEOPLE_TABLE
    if path.is_file():
        rows = [tuple(row.values()) for _, row in _rows(path) if row["student"] != student]
        write_private(path, table(COLUMNS, rows).encode())


def remove_from_corrections(student: str, out: Path) -> None:
    """Removes what class.json knows of a student's rows in people.csv."""
    people = read_people(out)
    written = {
        entry: [row for row in rows if row[0] != student] for entry, rows in people.written.items()
    }
    save_people(
        msgspec.structs.replace(
            people,
            written={entry: rows for entry, rows in written.items() if rows},
            corrected={
                entry: [row for row in rows if row[1] != student]
                for entry, rows in people.corrected.items()
                if written.get(entry)
            },
        ),
        out,
    )
