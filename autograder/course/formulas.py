"""Formulas that students are asked to derive, looked for in what they are told."""

from __future__ import annotations

import re
from collections.abc import Iterable


def line_before(formula: str, text: str) -> int | None:
    """Returns how many lines end before a formula in a text, however it is spaced; None without it."""
    pattern = r"\s*".join(re.escape(mark) for mark in formula if not mark.isspace())
    found = re.search(pattern, text)
    return text.count("\n", 0, found.start()) if found else None


def tells(text: str, formulas: Iterable[str]) -> bool:
    """Tells whether a text says one of the formulas."""
    return any(line_before(formula, text) is not None for formula in formulas)
