"""What students hand in: who, from which files, in whatever form a platform gives them; files in memory at the end.

Nothing is extracted to disk, no link is followed, no size that an archive states is trusted. May import course and
the rooms below; `diagnosis` stands beside it, and neither imports the other.
"""

from .limits import IntakeLimits
from .read import read_submission
from .submission import Note, Refused, Submission, SubmissionPath

__all__ = [
    "IntakeLimits",
    "Note",
    "Refused",
    "Submission",
    "SubmissionPath",
    "read_submission",
]
