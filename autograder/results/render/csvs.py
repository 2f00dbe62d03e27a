"""The table of grades as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ..result import Result
from .formats import by_student, number

COLUMNS = ("student", "status", "score", "max_score")
BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet takes for the start of a formula; the full-width forms count in Chinese Excel.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def grades_csv(results: Iterable[Result]) -> str:
    """Returns one line a student, in the order of their names; a fault has an empty score.

    A name that a spreadsheet would run as a formula gets an apostrophe in front. Excel takes a file
    for UTF-8 only by its byte order mark, so the text starts with one where a name is not ASCII;
    read it back as "utf-8-sig".
    """
    rows = []
    for result in sorted(results, key=by_student):
        score = "" if result.status == "fault" else number(result.score)
        rows.append((result.student, result.status, score, number(result.max_score)))
    return table(COLUMNS, rows)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a table as CSV; it begins with a byte order mark where it is not ASCII."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    text = stream.getvalue()
    return text if text.isascii() else BYTE_ORDER_MARK + text


def _cell(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
