"""Tables as Excel, platforms and registries save them."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import UsageError

MOST_BYTES = 64 << 20
_SEPARATORS = (",", ";", "\t")
# Titles above the header are few.
_MOST_ABOVE = 10
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
# An apostrophe makes a number text in Excel; Brightspace puts # before its own.
_MARK = re.compile(r"^['#](?=\w)(?!t\b)")
_DECIMAL = re.compile(r"(\d+)\.0+")


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        titles: of the columns, as they are written.
        rows: cells by title.
        first_line: the line of the first row, for messages.
        separator: between cells.
        above: what stands above the header, as it is written.
    """

    titles: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    first_line: int
    separator: str
    above: tuple[str, ...] = ()

    def column(self, names: Iterable[str]) -> str | None:
        """Returns the title that one of these names means, None where there is none."""
        by_name: dict[str, str] = {}
        for title in self.titles:
            by_name.setdefault(_plain(title), title)
        return next((by_name[_plain(name)] for name in names if _plain(name) in by_name), None)

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yields rows with their lines."""
        return enumerate(self.rows, start=self.first_line)


def _plain(title: str) -> str:
    return " ".join(title.replace("_", " ").casefold().split())


def read_table(path: Path, known: Sequence[str] = ()) -> Table:
    """Reads a CSV file, whatever its separator, its encoding, and what stands above its header.

    Args:
        known: titles by which the header and the separator are recognised.

    Raises:
        UsageError: it cannot be read.
    """
    lines = io.StringIO(decode_table(path), newline="").readlines()
    above: list[str] = []
    separators: Sequence[str] = _SEPARATORS
    if lines and (named := re.fullmatch(r"sep=(.)", lines[0].strip())):
        above.append(lines.pop(0))
        separators = (named[1],)
    try:
        separator, skipped = _layout(lines, separators, {_plain(name) for name in known})
        above += lines[:skipped]
        reader = csv.reader(io.StringIO("".join(lines[skipped:]), newline=""), delimiter=separator)
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UsageError(f"{path} is no table: {error}.") from None
    titles = tuple(rows[0]) if rows else ()
    return Table(
        titles,
        tuple(_row(titles, row) for row in rows[1:]),
        len(above) + 2,
        separator,
        tuple(above),
    )


def _row(titles: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    filled = [*cells, *[""] * len(titles)]
    row: dict[str, str] = {}
    for title, cell in zip(titles, filled, strict=False):
        row.setdefault(title, cell)
    return row


def _layout(lines: Sequence[str], separators: Sequence[str], known: set[str]) -> tuple[str, int]:
    """Returns the separator, and how many lines stand above the header."""

    def score(separator: str, number: int) -> tuple[int, int, int]:
        cells = next(csv.reader([lines[number]], delimiter=separator), [])
        titles = sum(_plain(cell) in known for cell in cells)
        return titles, -number, len(cells)

    places = [(s, n) for n in range(min(_MOST_ABOVE, len(lines))) for s in separators]
    if not places:
        return separators[0], 0
    best = max(places, key=lambda place: score(*place))
    if score(*best)[0] == 0:
        best = max(((s, 0) for s in separators), key=lambda place: score(*place))
    return best


def decode_table(path: Path) -> str:
    """Returns a table's text: UTF-8 or UTF-16, with or without a mark, or as Chinese Excel writes it.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        content = _content(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{path} is neither UTF-8, UTF-16 nor GB18030: save it as CSV in UTF-8.")


def _content(path: Path) -> bytes:
    """Returns what is in a file, which is none that another program feeds, and has an end."""
    # A pipe would be waited for.
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise UsageError(f"{path} is no file: give a table in CSV.")
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UsageError(f"{path} is larger than {MOST_BYTES >> 20} MiB: that is no class.")
    return content


def identifying_cell(text: str) -> str:
    """Returns a number or name without what spreadsheets put around it: ="1", '1, #1, 1.0."""
    plain = text.strip()
    formula = _FORMULA.fullmatch(plain)
    if formula is not None:
        plain = formula[1].strip()
    plain = _MARK.sub("", plain)
    decimal = _DECIMAL.fullmatch(plain)
    return decimal[1] if decimal is not None else plain
