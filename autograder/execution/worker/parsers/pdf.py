"""What a PDF holds."""

from __future__ import annotations

import importlib
import io
from typing import Any

from .errors import Unparsed

MOST_PAGES = 100
MOST_TEXT = 500_000
# A figure made of lines and areas has many drawing operators.
LEAST_STROKES = 200
_STROKES = (b" l\n", b" c\n", b" S\n", b" l ", b" c ")


def facts(content: bytes) -> dict[str, Any]:
    """Returns the number of pages, the text, and the number of figures.

    Raises:
        Unparsed: it is no PDF that can be read, or has no page.
    """
    reader_of = importlib.import_module("pypdf").PdfReader
    try:
        reader = reader_of(io.BytesIO(content))
        pages = reader.pages[:MOST_PAGES]
        text = "\n".join(page.extract_text() for page in pages)[:MOST_TEXT]
        figures = sum(len(page.images) or _drawn(page) for page in pages)
        count = len(reader.pages)
    except Exception:  # of a damaged file, whatever the reader did not expect
        raise Unparsed("damaged") from None
    if not count:
        raise Unparsed("damaged")
    # What an encoding cannot hold, a message cannot either.
    return {"pages": count, "text": text.encode("utf-8", "replace").decode(), "figures": figures}


def _drawn(page: Any) -> int:
    contents = page.get_contents()
    data = contents.get_data() if contents is not None else b""
    return int(sum(data.count(operator) for operator in _STROKES) > LEAST_STROKES)
