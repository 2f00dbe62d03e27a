"""Checks: what an author declares, how it is run, compared and seeded.

`from autograder.checks import check` is all that a checks.py needs. May import execution and results.
"""

from ..execution.reading import later
from .check import Check, Expect, central_difference, check
from .values import all_differ, as_labels, as_list, as_numbers, label_counts, subtract

__all__ = [
    "Check",
    "Expect",
    "all_differ",
    "as_labels",
    "as_list",
    "as_numbers",
    "central_difference",
    "check",
    "label_counts",
    "later",
    "subtract",
]
