"""Submissions as validated files in memory, from folders, archives and single files.

Nothing is ever extracted to disk, no link is followed, and no size that an archive states is
trusted.
"""

from .find import find_submissions
from .limits import IntakeLimits
from .model import Found, Note, Refused, Source, Submission
from .reading import read_submission

__all__ = [
    "Found",
    "IntakeLimits",
    "Note",
    "Refused",
    "Source",
    "Submission",
    "find_submissions",
    "read_submission",
]
