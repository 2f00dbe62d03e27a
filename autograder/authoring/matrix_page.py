"""The page of `softmark verify --matrix`: known mistakes against checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..results.render.html import page

if TYPE_CHECKING:
    from .mistake_matrix import Matrix


def matrix_page(matrices: Sequence[Matrix]) -> str:
    """Returns the page, one table an assignment; a mark where a check catches a mistake."""
    return page("matrix.html.jinja", "en", matrices=matrices)
