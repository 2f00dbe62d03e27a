"""Small things that all renderers need: numbers as text, text cleaned."""

from __future__ import annotations

import unicodedata

_UNPRINTABLE = frozenset(("Cc", "Cs", "Zl", "Zp"))
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def number(value: float) -> str:
    """Returns points with at most two decimals and no needless zeros."""
    rounded = round(value, 2) + 0.0  # adding 0 turns -0.0 into 0.0
    return f"{rounded:.2f}".rstrip("0").rstrip(".")


def printable(text: str) -> str:
    """Returns text that cannot steer a terminal or turn the reading direction; line breaks stay."""
    return "\n".join(
        line if line.isprintable() else "".join(map(_shown, line)) for line in text.split("\n")
    )


def _shown(character: str) -> str:
    if character == "\t":
        return "    "
    if character in _DIRECTION_MARKS or unicodedata.category(character) in _UNPRINTABLE:
        return f"\\u{ord(character):04x}"
    return character
