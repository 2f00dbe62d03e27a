"""Text on a terminal: how wide it is and where it breaks, Chinese characters being two wide."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A word with the spaces before it, or a single wide character: lines may break between these.
_PIECE = r"\s*(?:[^\s\u1100-\uffef]+|[\u1100-\uffef])|\s+"
# The same of a text without wide characters. To compile the one above takes as long as many a check.
_WORD = re.compile(r"\s*\S+|\s+")
_NOT_FIRST = frozenset("，。：；！？、）】》”’%")


def cell_width(text: str) -> int:
    """Returns how many columns the text takes."""
    if text.isascii():
        return len(text)
    # Not at the top: English needs none of its tables.
    from wcwidth import wcswidth, wcwidth

    width = wcswidth(text)
    # -1 where something in it steers the terminal.
    return width if width >= 0 else sum(max(0, wcwidth(character)) for character in text)


def wrap(text: str, width: int) -> list[str]:
    """Returns the text in lines of at most `width` columns; breaks and indents in it are kept."""
    return [line for part in text.split("\n") for line in _wrap_line(part, width)]


def _wrap_line(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and cell_width(line + piece) > width:
            # A closing mark never starts a line: it takes the character before it along.
            kept = line[:-1] if piece in _NOT_FIRST and len(line) > 1 else line
            lines.append(kept)
            line = line[len(kept) :]
            piece = piece.lstrip()
        line += piece
        while cell_width(line) > width and len(line) > 1:
            head = _longest_start(line, width)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line]


def _pieces(text: str) -> Sequence[str]:
    return (_WORD.findall if text.isascii() else re.compile(_PIECE).findall)(text)


def _longest_start(text: str, width: int) -> str:
    ends = (end for end in range(2, len(text) + 1) if cell_width(text[:end]) > width)
    return text[: next(ends, len(text) + 1) - 1]
