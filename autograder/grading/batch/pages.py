"""The files that show a class's results: a page for each student, and what is about all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec

from ...course.assignment import Assignment
from ...errors import UsageError
from ...results.known import Known
from ...results.render.csvs import ClassCsvs, table
from ...results.render.html import held_page, summary_page
from ...results.render.leaderboard import leaderboard_page
from ...results.render.names import feedback_names
from ...results.result import Result
from ...results.result_json import decode_result
from ...submissions.lms.people import ClassFound, Person
from .journal import last_run
from .private import FOLDER_MODE, write_in_pieces, write_private
from .results_log import Results, ResultsLog
from .task import page_of, title_in


class PageFolder:
    """The folder of the students' pages.

    Args:
        students: all of the class; their names decide the files' names.
        held_until: until then the pages only say when they will show more; None where they do at once.
    """

    def __init__(
        self, folder: Path, students: Iterable[str], held_until: datetime | None = None
    ) -> None:
        self._folder = folder
        self._names = feedback_names(students)
        self._held_until = held_until

    @cached_property
    def _made(self) -> Path:
        self._folder.mkdir(exist_ok=True, mode=FOLDER_MODE)
        return self._folder

    def has(self, student: str) -> bool:
        """Tells whether a student's page is there."""
        return (self._folder / self._names[student]).exists()

    def write(self, student: str, page: str) -> None:
        """Writes a page at once, never half of it."""
        write_private(self._made / self._names[student], page.encode())

    def render(self, line: bytes, assignment: Assignment) -> None:
        """Writes the page of a line of results.jsonl again."""
        result = decode_result(line)
        if self._held_until is not None:
            title = title_in(assignment, result.language)
            self.write(result.student, held_page(result, title, self._held_until))
        else:
            self.write(result.student, page_of(result, assignment))

    def write_graded(self, student: str, line: bytes, page: str, assignment: Assignment) -> None:
        """Writes the page of a line that was graded just now, or that it is held back."""
        if self._held_until is not None:
            self.render(line, assignment)
        else:
            self.write(student, page)

    def remove_strangers(self, graded: Iterable[str]) -> None:
        """Removes pages of students who were graded once and do not belong to this class.

        Args:
            graded: everybody who has a result; others' files are never touched.
        """
        ours = set(self._names.values())
        for name in feedback_names(graded).values():
            if name not in ours:
                (self._folder / name).unlink(missing_ok=True)


def write_reports(
    log: ResultsLog,
    assignment: Assignment,
    out: Path,
    people: People,
    stale: Collection[str] = (),
) -> None:
    """Writes grades.csv, reports.csv, summary.html, and leaderboard.html where the assignment has one.

    Args:
        people: who the students are, and who handed in nothing.
        stale: students whose results are of an earlier run with other checks, which the page says.
    """
    results = Results(log.path, log.lines, stale)
    known = _Known(people.people)
    _write_csvs(results, known, out)
    language = results[0].language if results else assignment.config.language
    _write_leaderboard(results, assignment, out, language, stale)
    page = summary_page(
        results,
        title_in(assignment, language),
        known=known,
        missing=_Known(people.absent),
        excused=_Known(people.excused_absent),
        last=last_run(out),
    )
    write_in_pieces(out / "summary.html", page)


def _write_csvs(results: Iterable[Result], known: Mapping[str, Known], out: Path) -> None:
    csvs = ClassCsvs(results, known)
    write_private(out / "grades.csv", csvs.grades().encode())
    if reports := csvs.reports():
        write_private(out / "reports.csv", reports.encode())
    else:
        (out / "reports.csv").unlink(missing_ok=True)


def _write_leaderboard(
    results: Results, assignment: Assignment, out: Path, language: str, stale: Iterable[str]
) -> None:
    board = assignment.config.leaderboard
    if board is None:
        (out / LEADERBOARD).unlink(missing_ok=True)
        return
    page = leaderboard_page(
        results.without(stale),
        title_in(assignment, language),
        board.output,
        language,
        lowest_first=board.lowest_first,
    )
    write_private(out / LEADERBOARD, page.encode())


class _Known(Mapping[str, Known]):
    """What pages and tables say of people, worked out when it is asked for."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self._people = people

    def __getitem__(self, student: str) -> Known:
        return known_of(self._people[student])

    def __iter__(self) -> Iterator[str]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)


def known_of(person: Person) -> Known:
    """Returns what pages and tables say of a person."""
    id = person.ids.get("id") or person.ids.get("student") or person.ids.get("login") or ""
    return Known(person.name, id, person.ids.get("email", ""))


PEOPLE = "class.json"
LEADERBOARD = "leaderboard.html"
MISSING = "missing.csv"


class People(msgspec.Struct, frozen=True):
    """What is known of a class besides its results: class.json.

    Attributes:
        stale: whose results are of an earlier run with other checks.
        written: [student, submitted] of each row of people.csv, by entry.
        held: until when feedback is held back; "" where it is not.
        corrected: [row of its entry, student, submitted] that were changed there by hand.
        excused: who of those missing need not hand in.
    """

    platform: str
    people: dict[str, Person]
    missing: dict[str, Person]
    stale: list[str] = []
    written: dict[str, list[list[str]]] = {}
    corrected: dict[str, list[list[str]]] = {}
    held: str = ""
    excused: list[str] = []

    @property
    def absent(self) -> dict[str, Person]:
        """Who handed in nothing and should have."""
        excused = set(self.excused)
        return {s: person for s, person in self.missing.items() if s not in excused}

    @property
    def excused_absent(self) -> dict[str, Person]:
        """Who handed in nothing and need not."""
        return {s: self.missing[s] for s in self.excused if s in self.missing}


def read_people(out: Path) -> People:
    """Returns what earlier runs knew; nothing where there was none.

    Raises:
        UsageError: it cannot be read.
    """
    path = out / PEOPLE
    try:
        return msgspec.json.decode(path.read_bytes(), type=People)
    except FileNotFoundError:
        return People("", {}, {})
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read ({error}): delete it, and grade the class again. What was corrected in "
            "people.csv is then to be corrected there once more."
        ) from None


def write_people(
    found: ClassFound,
    out: Path,
    earlier: Iterable[str] = (),
    stale: Iterable[str] = (),
    held: str = "",
    excused: Iterable[str] = (),
) -> People:
    """Writes class.json, for exports, and missing.csv where there is a roster to miss somebody from; returns what it says.

    Args:
        earlier: students who are not in this run, and keep what is known of them.
        excused: who need not hand in.
    """
    kept = set(earlier)
    known = {s: person for s, person in read_people(out).people.items() if s in kept}
    known |= {s: person for s, person in found.missing.items() if s in kept and s not in known}
    missing = {s: person for s, person in found.missing.items() if s not in kept}
    people = People(
        found.platform,
        {**known, **found.people},
        missing,
        sorted(stale),
        held=held,
        excused=sorted(missing.keys() & set(excused)),
    )
    save_people(people, out)
    return people


def save_people(people: People, out: Path) -> None:
    """Writes class.json and missing.csv."""
    write_private(out / PEOPLE, msgspec.json.format(msgspec.json.encode(people), indent=1) + b"\n")
    if not (absent := people.absent):
        (out / MISSING).unlink(missing_ok=True)
        return
    rows = [
        (student, person.name, person.ids.get("email", ""))
        for student, person in sorted(absent.items())
    ]
    write_private(out / MISSING, table(("student", "name", "email"), rows).encode())
