"""Softmark under the name that its command and pages have: `from softmark import check`."""

from autograder import __version__
from autograder.notebook import check

__all__ = ["__version__", "check"]
