"""Text on a terminal: how wide it is and where it breaks, Chinese characters being two wide."""

from __future__ import annotations

import re
import unicodedata

# A word with the spaces before it, or a single wide character: lines may break between these.
_PIECE = re.compile(r"\s*(?:[^\s\u1100-\uffef]+|[\u1100-\uffef])|\s+")
_NOT_FIRST = frozenset("，。：；！？、）】》”’%")


def cell_width(text: str) -> int:
    """Returns how many columns the text takes."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1


def wrap(text: str, width: int) -> list[str]:
    """Returns the text in lines of at most `width` columns; breaks and indents in it are kept."""
    return [line for part in text.split("\n") for line in _wrap_line(part, width)]


def _wrap_line(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _PIECE.findall(text):
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


def _longest_start(text: str, width: int) -> str:
    taken = 0
    for position, character in enumerate(text):
        taken += _character_width(character)
        if taken > width and position:
            return text[:position]
    return text
