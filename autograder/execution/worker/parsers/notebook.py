"""Notebooks: the text of their cells, and what their outputs show."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterable
from typing import Any

from .errors import Unparsed

MOST_CELLS = 2000
# Nesting of brackets in an honest notebook stays below 20.
MOST_NESTED = 200
# More digits than any number here means something by.
_DIGITS = 18


def code_cells(content: bytes) -> list[bytes]:
    """Returns the sources of a notebook's code cells, in order.

    Raises:
        Unparsed: it is no notebook, of an old format, or nested too deep.
    """
    cells = _cells(content)
    return [_source(cell) for cell in cells if cell["cell_type"] == "code"]


def cells(content: bytes) -> list[list[Any]]:
    """Returns all cells of a notebook, in order.

    Each is [kind, source, number of its execution, metadata, outputs, attachments], the last three as
    JSON, whatever they are; the number is 0 where there is none.

    Raises:
        Unparsed: as for `code_cells`.
    """
    return [
        [
            *(cell["cell_type"].encode("utf-8", "replace"), _source(cell), _count(cell)),
            *(_json(cell.get(name)) for name in ("metadata", "outputs", "attachments")),
        ]
        for cell in _cells(content)
    ]


def _count(cell: dict[str, Any]) -> int:
    count = cell.get("execution_count")
    return count if type(count) is int and 0 < count < 1_000_000 else 0


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _cells(content: bytes) -> list[dict[str, Any]]:
    try:
        notebook = json.loads(
            content.decode(_encoding(content)),
            parse_constant=lambda _: None,
            parse_float=_float,
            parse_int=lambda digits: int(digits[:_DIGITS]),
        )
    except RecursionError:
        raise Unparsed("deep") from None
    except ValueError:
        raise Unparsed("damaged") from None
    if _is_deep(notebook):
        raise Unparsed("deep")
    if not isinstance(notebook, dict) or type(notebook.get("nbformat")) is not int:
        raise Unparsed("damaged")
    if notebook["nbformat"] != 4:
        raise Unparsed("old", format=max(-1, min(notebook["nbformat"], 1000)))
    cells = notebook.get("cells", [])
    if not isinstance(cells, list):
        raise Unparsed("damaged")
    if len(cells) > MOST_CELLS:
        raise Unparsed("many", limit=MOST_CELLS)
    if not all(map(_is_cell, cells)):
        raise Unparsed("damaged")
    return cells


def _encoding(content: bytes) -> str:
    """Returns the encoding that a mark at the beginning tells; editors on Windows write them."""
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "utf-16" if is_utf16 else "utf-8-sig"


def _float(digits: str) -> float | None:
    """Returns a number as JSON knows it; Python's own writer puts NaN and Infinity into files, too."""
    number = float(digits)
    return number if math.isfinite(number) else None


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return False
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return all(isinstance(line, str) for line in lines)


def _source(cell: dict[str, Any]) -> bytes:
    source = cell.get("source", "")
    text: str = source if isinstance(source, str) else "".join(source)
    return text.encode("utf-8", "replace")


def _is_deep(value: object) -> bool:
    """Tells whether containers nest deeper than in any notebook that Jupyter writes."""
    level = [value]
    for _ in range(MOST_NESTED):
        level = [inner for outer in level for inner in _inner(outer)]
        if not level:
            return False
    return True


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
