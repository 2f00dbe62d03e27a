"""What students hand in: who, from which files, in whatever form a platform gives them; files in memory at the end.

Nothing is extracted to disk, no link is followed, no size that an archive states is trusted. May import course and
the rooms below; `diagnosis` stands beside it, and neither imports the other.
"""

from .discover import find_submissions
from .limits import IntakeLimits
from .read import read_submission
from .submission import Found, Note, Refused, Source, Submission

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
