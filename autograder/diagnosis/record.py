"""One output of a check as what it is made of, and the sums that it may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ..results.records import dataclass
from .factors import value_of

Array = np.ndarray[Any, Any]
# Terms with their factors, by name.
Equation = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Record:
    """One output, as what it is made of.

    Attributes:
        quantity: its name, "grad_W".
        terms: ingredients by name, each of the output's shape.
        form: how the parts that quantities share are shown, "X'({})"; others are shown as they are.
        others: the names of ingredients that are no such parts.
        is_extreme: the inputs are so large that ingredients fall together, and nothing is read off them.
        expected: by name of an ingredient, its factor in the right quantity; empty where it is not to be told.
        facts: the sizes and rates that factors are made of, by the name that is shown.
    """

    quantity: str
    terms: Mapping[str, Array]
    expected: Mapping[str, str]
    facts: Mapping[str, float]
    form: str = "{}"
    others: frozenset[str] = frozenset()
    is_extreme: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """The output's shape."""
        shape: tuple[int, ...] = next(iter(self.terms.values())).shape
        return shape

    def shown(self, term: str) -> str:
        """Returns the name of an ingredient as it is shown."""
        return term if term in self.others else self.form.format(term)

    def total(self, equation: Iterable[tuple[str, str]]) -> Array | None:
        """Returns what an equation gives on these inputs; None where it has other ingredients or facts."""
        total = np.zeros(self.shape)
        for term, factor in equation:
            value = value_of(factor, self.facts)
            if term not in self.terms or np.isnan(value):
                return None
            total = total + value * self.terms[term]
        return total
