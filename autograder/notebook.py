"""Checks inside a notebook: `from autograder.notebook import check`, then `check("gradient.w")`."""

from .grading.notebook_card import check, use

__all__ = ["check", "use"]
