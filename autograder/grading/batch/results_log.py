"""results.jsonl while a class is graded: appended to, safe against every end, read back on the next run."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, overload

from ...checks.seeds import Draw
from ...errors import UsageError
from ...results.replacing import replacing
from ...results.result import Result
from ...results.result_json import ResultLine, decode_result, result_lines
from ...results.text import say
from .private import open_draft, open_private

# Lines are written at once, which survives a killed process, and reach the disk this often, which
# survives a power cut.
SYNC_SECONDS = 0.25
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Line(NamedTuple):
    """Where a student's last result stands in the file, and what of it matters to a later run.

    Attributes:
        key, status: they decide whether it still holds.
        draw: the inputs that it was graded on, None where there were none.
        decided: whether it holds what people decided.
    """

    offset: int
    length: int
    key: str
    status: str
    draw: Draw | None = None
    decided: bool = False


class ResultsLog:
    """The file of results of one run. It is as it was until something is appended, or it is rewritten.

    Args:
        path: of results.jsonl.

    Attributes:
        lines: the last result of each student.
        assignments: the assignments whose results are there.
        damaged: what is there and cannot be read.

    Raises:
        UsageError: it cannot be written, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, Line] = {}
        self.assignments: set[str] = set()
        self.damaged: list[ResultLine] = []
        # The last line has no end: a power cut or a full disk has torn it, or somebody's editor took it off.
        self._is_torn = False
        if path.is_symlink():
            raise UsageError(f"{path} is a link: remove it, or choose another folder.")
        with explain_disk(path):
            descriptor = open_private(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW)
            self._file = open(descriptor, "r+b", buffering=0)  # noqa: SIM115
            self._end = self._read()
        self._synced = time.monotonic()

    def append(
        self, student: str, key: str, status: str, line: bytes, *, decided: bool = False
    ) -> None:
        """Adds a result; it survives the end of this process, and after `sync` that of the machine.

        Raises:
            UsageError: the disk is full.
        """
        with explain_disk(self.path):
            data = line + b"\n"
            if self._is_torn:
                self._end += os.pwrite(self._file.fileno(), b"\n", self._end)
                self._is_torn = False
            written = os.pwrite(self._file.fileno(), data, self._end)
            if written < len(data):
                # A short write means that the disk is full; trying again says so.
                os.pwrite(self._file.fileno(), data[written:], self._end + written)
        # One object of each status, whatever process it came from.
        self.lines[student] = Line(self._end, len(line), key, sys.intern(status), decided=decided)
        self._end += len(data)

    @property
    def seconds_to_sync(self) -> float:
        """How long the next sync may wait; 0 where it is due."""
        return max(0.0, self._synced + SYNC_SECONDS - time.monotonic())

    def sync(self) -> None:
        """Brings all lines to the disk."""
        with explain_disk(self.path):
            os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def line(self, student: str) -> bytes:
        """Returns a student's line, without its end."""
        return self.at(self.lines[student])

    def at(self, line: Line) -> bytes:
        """Returns a line by its place; one that was replaced is there until `rewrite`."""
        return os.pread(self._file.fileno(), line.length, line.offset)

    def rewrite(self, students: Sequence[str]) -> None:
        """Replaces the file at once by one with these students' lines, in this order.

        What cannot be read is kept beside it. A last line that was torn and is there anew is not.
        """
        self._set_aside()
        lines: dict[str, Line] = {}
        end = 0
        with explain_disk(self.path), replacing(self.path) as draft, open_draft(draft) as file:
            for student in students:
                data = self.line(student)
                file.write(data + b"\n")
                lines[student] = self.lines[student]._replace(offset=end)
                end += len(data) + 1
            file.flush()
            os.fsync(file.fileno())
        self._file.close()
        self._file = open(self.path, "r+b", buffering=0)  # noqa: SIM115
        self.lines, self._end, self._is_torn = lines, end, False

    def close(self) -> None:
        """Closes the file; may be called again."""
        self._file.close()

    def refuse_damaged(self) -> None:
        """Raises UsageError for the first line that cannot be read."""
        if self.damaged:
            raise UsageError(f"{self.damaged[0].described(self.path)}: grade the class again.")

    def _set_aside(self) -> None:
        self.damaged = [line for line in self.damaged if not self._is_there_anew(line)]
        if not self.damaged:
            return
        with explain_disk(self.path):
            descriptor = open_private(
                aside(self.path), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
            )
            with open(descriptor, "ab") as file:
                file.writelines(line.content + b"\n" for line in self.damaged)
                file.flush()
                os.fsync(file.fileno())

    def _is_there_anew(self, line: ResultLine) -> bool:
        # In a line that is whole there may be two: the end between them may be what is damaged.
        return (
            not line.whole
            and line.student in self.lines
            and self.lines[line.student].offset > line.offset
        )

    def _read(self) -> int:
        """Takes in all lines; returns where the file ends."""
        with open(self.path, "rb") as file:
            for line in result_lines(file):
                self._is_torn = not line.whole
                if line.result is None:
                    self.damaged.append(line)
                    continue
                result = line.result
                self.assignments.add(result.assignment)
                draw = (
                    Draw(result.variant, result.digest, result.drawn)
                    if result.variant >= 0
                    else None
                )
                self.lines[result.student] = Line(
                    line.offset,
                    len(line.content),
                    result.key,
                    sys.intern(result.status),
                    draw,
                    bool(result.decisions),
                )
            return os.fstat(file.fileno()).st_size


def aside(path: Path) -> Path:
    """Returns where lines of results.jsonl are kept that cannot be read."""
    return path.with_name("results.damaged.jsonl")


def set_aside(log: ResultsLog) -> Iterator[str]:
    """Says which lines of a log that was rewritten were kept beside it."""
    if log.damaged:
        first, *more = log.damaged
        others = f", nor can {len(more)} more line{'s' * (len(more) > 1)}" if more else ""
        yield (
            f"{first.described(log.path)}{others}: kept in {aside(log.path)}. Whoever is missing now has to be "
            "graded again."
        )


class Results(Sequence[Result]):
    """The results of a class, by student, read from results.jsonl when they are looked at.

    Args:
        stale: students whose results are of an earlier run with other checks, as their messages say then.
    """

    def __init__(self, path: Path, lines: Mapping[str, Line], stale: Iterable[str] = ()) -> None:
        self._path = path
        self._lines = lines
        self._stale = frozenset(stale)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> Results: ...
    def __getitem__(self, index: int | slice) -> Result | Results:
        if isinstance(index, slice):
            return self._of(list(self._lines.items())[index])
        with self._path.open("rb") as file:
            return self._read(file.fileno(), list(self._lines.values())[index])

    def __iter__(self) -> Iterator[Result]:
        with self._path.open("rb") as file:
            for line in self._lines.values():
                yield self._read(file.fileno(), line)

    def in_order(self, key: Callable[[str], Any]) -> Results:
        """Returns them in another order, by a key of the student."""
        return self._of(sorted(self._lines.items(), key=lambda item: key(item[0])))

    def who(self) -> Iterable[str]:
        """Returns whose they are, in their order."""
        return self._lines.keys()

    def without(self, students: Iterable[str]) -> Results:
        """Returns those of all others."""
        left_out = frozenset(students)
        return self._of(item for item in self._lines.items() if item[0] not in left_out)

    def has(self, status: str) -> bool:
        """Tells whether any result has this status."""
        return bool(self.students(status))

    def students(self, status: str) -> set[str]:
        """Returns whose results have this status."""
        return {student for student, line in self._lines.items() if line.status == status}

    def _of(self, lines: Iterable[tuple[str, Line]]) -> Results:
        return Results(self._path, dict(lines), self._stale)

    def _read(self, descriptor: int, line: Line) -> Result:
        result = decode_result(os.pread(descriptor, line.length, line.offset))
        if result.student in self._stale:
            return replace(result, message=say("class.earlier", result.language))
        return result


@contextmanager
def explain_disk(path: Path) -> Iterator[None]:
    """Turns what a full or protected disk says into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise UsageError(
                f"The disk is full: {path.parent} keeps all results so far. Free some space, give the "
                "same command again, and only what is missing is graded."
            ) from None
        raise UsageError(f"{error.filename or path} cannot be written: {error.strerror}.") from None
