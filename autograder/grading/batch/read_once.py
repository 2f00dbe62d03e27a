"""What the workers of a run have read, for who needs it again in the same run."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

from ...results.replacing import write_whole
from ...submissions import Refused, Submission


class HandedIn:
    """Hand-ins by student, in a private folder that ends with the run.

    Args:
        folder: where there is none, as on another machine, nothing is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, student: str, submission: Submission | Refused) -> None:
        """Keeps what a student has handed in."""
        if self._folder.is_dir():
            write_whole(self._path(student), pickle.dumps(submission))

    def find(self, student: str) -> Submission | Refused | None:
        """Returns what was kept; None where that is nothing."""
        try:
            # Written by processes of this run, like what they send.
            found = pickle.loads(self._path(student).read_bytes())
        except FileNotFoundError:
            return None
        assert isinstance(found, (Submission, Refused))
        return found

    def _path(self, student: str) -> Path:
        return self._folder / hashlib.sha256(student.encode("utf-8", "surrogateescape")).hexdigest()
