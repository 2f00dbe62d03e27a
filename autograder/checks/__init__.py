"""Checks: what an author declares, how it is run, compared and seeded.

`from autograder.checks import check` is all that a checks.py needs. May import execution and results.
"""

from .check import Check, Expect, central_difference, check

__all__ = ["Check", "Expect", "central_difference", "check"]
