"""What a PDF holds, found out in a process of its own: a PDF can keep its reader busy for ever.

    python -m autograder.grading.report.pdf < report.pdf

prints {"pages", "text", "figures"} as JSON, or ends with an error.
"""

from __future__ import annotations

import io
import json
import resource
import sys

SECONDS = 20
MEMORY = 2 << 30
MOST_PAGES = 100
MOST_TEXT = 500_000


def main() -> None:
    """Reads a PDF from standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    pages = reader.pages[:MOST_PAGES]
    text = "\n".join(page.extract_text() for page in pages)[:MOST_TEXT]
    figures = sum(len(page.images) or _drawn(page) for page in pages)
    json.dump({"pages": len(reader.pages), "text": text, "figures": figures}, sys.stdout)


def _drawn(page: object) -> int:
    """Counts a figure made of lines and areas: many drawing operators on a page."""
    contents = page.get_contents()  # type: ignore[attr-defined]
    data = contents.get_data() if contents is not None else b""
    strokes = sum(data.count(operator) for operator in (b" l\n", b" c\n", b" S\n", b" l ", b" c "))
    return int(strokes > 200)


if __name__ == "__main__":
    main()
