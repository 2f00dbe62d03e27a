"""A pattern in wrong numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from ..results.records import dataclass


@dataclass(frozen=True)
class Pattern:
    """What holds for all numbers of an output.

    Attributes:
        kind: precision, rounded, digits, factor, percent, swapped, zero, transposed, columns-order, reversed, early, late, running, boxed, shorter, longer, per-sample, total, offset, rows, columns,
            row-offsets, column-offsets, one-row, one-column, steps, rule, from, from-output.
        output: the output that it was found in; "" where it holds for all wrong ones.
        facts: numbers for the sentence: factor; fact and value (the fact of the check that the
            factor is made of) and form (how it is made of it).
    """

    kind: str
    output: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
