"""Tables as Excel, platforms and registries save them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ...errors import UsageError
from ...execution.parsing import OwnParsers, Parsers, Unparsed
from ...execution.worker.parsers.table import plain_title
from ...results.records import dataclass

MOST_BYTES = 64 << 20
OWN = OwnParsers()
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
            by_name.setdefault(plain_title(title), title)
        return next(
            (by_name[plain_title(name)] for name in names if plain_title(name) in by_name), None
        )

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yields rows with their lines."""
        return enumerate(self.rows, start=self.first_line)


def read_table(path: Path, known: Sequence[str] = (), parsers: Parsers = OWN) -> Table:
    """Reads a CSV file, whatever its separator, its encoding, and what stands above its header.

    Args:
        known: titles by which the header and the separator are recognised.
        parsers: where it is parsed; this process, unless it may hold what students wrote.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        content = _content(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        with parsers.open() as parse:
            told = parse("table.cells", content, list(known))
        separator, above = str(told["separator"]), tuple(map(str, told["above"]))
        rows = [[str(cell) for cell in row] for row in told["rows"]]
    except Unparsed as refusal:
        raise UsageError(_refused(path, refusal)) from None
    except (KeyError, TypeError):
        raise UsageError(f"{path} is no table.") from None
    titles = tuple(rows[0]) if rows else ()
    return Table(
        titles,
        tuple(_row(titles, row) for row in rows[1:]),
        len(above) + 2,
        separator,
        above,
    )


def _refused(path: Path, refusal: Unparsed) -> str:
    match refusal.code:
        case "encoding":
            return f"{path} is neither UTF-8, UTF-16 nor GB18030: save it as CSV in UTF-8."
        case "table":
            return f"{path} is no table: {refusal.facts.get('error', '')}."
        case _:
            return f"{path} has more rows than any class: give the table of one class."


def _row(titles: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    filled = [*cells, *[""] * len(titles)]
    row: dict[str, str] = {}
    for title, cell in zip(titles, filled, strict=False):
        row.setdefault(title, cell)
    return row


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
