"""Tables in CSV, as Excel, platforms and registries save them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from .errors import Unparsed

# More than these are no class.
MOST_ROWS = 200_000
MOST_CELLS = 4_000_000
_SEPARATORS = (",", ";", "\t")
# Titles above the header are few.
_MOST_ABOVE = 10
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def cells(content: bytes, known: Sequence[str]) -> dict[str, Any]:
    """Returns a table: {"separator", "above": lines above the header, "rows": [[cell, ...], ...]}.

    Args:
        content: of the file, whatever its separator and encoding.
        known: titles by which the header and the separator are recognised.

    Raises:
        Unparsed: it is in no encoding that is known, is no table, or has too many cells.
    """
    lines = io.StringIO(_decoded(content), newline="").readlines()
    above: list[str] = []
    separators: Sequence[str] = _SEPARATORS
    if lines and (named := re.fullmatch(r"sep=(.)", lines[0].strip())):
        above.append(lines.pop(0))
        separators = (named[1],)
    try:
        separator, skipped = _layout(lines, separators, {plain_title(name) for name in known})
        above += lines[:skipped]
        rows = _rows(lines[skipped:], separator)
    except csv.Error as error:
        raise Unparsed("table", error=str(error)) from None
    return {"separator": separator, "above": above, "rows": rows}


def plain_title(title: str) -> str:
    """Returns a title in the form by which titles are compared."""
    return " ".join(title.replace("_", " ").casefold().split())


def _rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=separator)
    rows: list[list[str]] = []
    count = 0
    for row in reader:
        if any(cell.strip() for cell in row):
            rows.append(row)
            count += len(row)
        if len(rows) > MOST_ROWS or count > MOST_CELLS:
            raise Unparsed("many", limit=MOST_ROWS)
    return rows


def _layout(lines: Sequence[str], separators: Sequence[str], known: set[str]) -> tuple[str, int]:
    """Returns the separator, and how many lines stand above the header."""

    def score(separator: str, number: int) -> tuple[int, int, int]:
        cells = next(csv.reader([lines[number]], delimiter=separator), [])
        titles = sum(plain_title(cell) in known for cell in cells)
        return titles, -number, len(cells)

    places = [(s, n) for n in range(min(_MOST_ABOVE, len(lines))) for s in separators]
    if not places:
        return separators[0], 0
    best = max(places, key=lambda place: score(*place))
    if score(*best)[0] == 0:
        best = max(((s, 0) for s in separators), key=lambda place: score(*place))
    return best


def _decoded(content: bytes) -> str:
    """Returns a table's text: UTF-8 or UTF-16, with or without a mark, or as Chinese Excel writes it."""
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8", "gb18030", "cp1252")
    for encoding in encodings:
        try:
            # Each of them but the last has a mark of its own.
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise Unparsed("encoding")
