"""Checks inside a notebook: `from autograder.notebook import check`, then `check("gradient.w")`."""

from .grading.notebook_card import check

__all__ = ["check"]
