"""Code without what a copier changes first: names, strings, comments and space."""

from __future__ import annotations

import importlib
from array import array
from typing import Any

# Tokens that become one letter each; what Python itself names stays.
_VARIABLES = frozenset({"Token.Name", "Token.Name.Variable", "Token.Name.Attribute"})
_LETTERS = {"Token.Name.Function": "F", "Token.Name.Class": "O", "Token.Literal.String": "S"}
_DROPPED = ("Token.Text", "Token.Comment")


def reduced(content: bytes) -> dict[str, Any]:
    """Returns Python code in a form in which copies are alike, {"text", "offsets"}.

    The offsets are pairs of 8 bytes each: where a token of the text has another length than in the code, and
    how many characters were left out up to there.
    """
    lexer = importlib.import_module("pygments.lexers.python").PythonLexer(stripnl=False)
    pieces: list[str] = []
    offsets = array("q", (0, 0))
    length = left_out = 0
    for kind, value in lexer.get_tokens(content.decode("utf-8", "replace")):
        piece = _reduced(str(kind), value)
        pieces.append(piece)
        length += len(piece)
        if len(piece) != len(value):
            offsets.extend((length - 1, left_out))
            left_out += len(value) - len(piece)
    return {"text": "".join(pieces).encode(), "offsets": offsets.tobytes()}


def _reduced(kind: str, value: str) -> str:
    if kind.startswith(_DROPPED):
        return ""
    if value in ("'", '"'):
        return '"'
    if kind in _VARIABLES:
        return "V"
    return next((letter for start, letter in _LETTERS.items() if kind.startswith(start)), value)
