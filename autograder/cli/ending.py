"""How a command ends that a user got wrong, or the disk: with one sentence on stderr and exit code 2; a defect of ours keeps its traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

from ..errors import UsageError, missing_package
from ..results.replacing import CannotWriteError
from . import surroundings

# What is wrong with a file that is there, and not with who looked for it.
_OF_THE_SYSTEM = {
    errno.EACCES: "give yourself the right to it, or name another place",
    errno.EPERM: "give yourself the right to it, or name another place",
    errno.EROFS: "name a place that can be written to",
    errno.ENOSPC: "make room there, or name another place",
    errno.EDQUOT: "make room there, or name another place",
    errno.EFBIG: "make room there, or name another place",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.EISDIR: "name a file",
    errno.ENOTDIR: "name a folder that is one",
    errno.ELOOP: "name what the link should lead to",
    errno.EIO: "look after the disk",
    errno.EMFILE: "close other programs, or raise `ulimit -n`",
    errno.ENFILE: "close other programs",
}
_FULL = (errno.ENOSPC, errno.EDQUOT)


def run(command: Callable[[], object]) -> None:
    """Runs a command; exits where what was asked for cannot be done."""
    with surroundings.usable():
        try:
            command()
        except SystemExit:
            surroundings.flush()
            raise
        except (UsageError, ModuleNotFoundError, OSError, UnicodeEncodeError) as error:
            surroundings.flush()
            sentence = _sentence(error)
            if not sentence:
                raise
            print(f"softmark: {sentence}", file=sys.stderr)
            sys.exit(2)
        surroundings.flush()


def _sentence(error: Exception) -> str:
    """Returns what a user is told; "" where it is a defect of ours."""
    if isinstance(error, ImportError):
        return missing_package(error)
    if isinstance(error, UnicodeEncodeError):
        return _unspeakable(error)
    return _refused(error) if isinstance(error, OSError) else str(error)


def _unspeakable(error: UnicodeEncodeError) -> str:
    """Returns which name that the user gave is no text; "" where what is no text is not from there."""
    wrong = error.object[error.start]
    given = next((word for word in [*sys.argv[1:], os.getcwd()] if wrong in word), None)
    if given is None or not "\udc80" <= wrong <= "\udcff":
        return ""
    return f"{given!r} is no UTF-8: rename it, or write it in UTF-8."


def _refused(error: OSError) -> str:
    """Returns what the system refused; "" where we asked for the wrong thing.

    A file that is not there is a defect: whoever reads one that a user names looks first whether it is. So is one of
    ours, and whatever happens to no file; but a full disk is nobody's defect.
    """
    path, code = error.filename, error.errno
    if isinstance(error, CannotWriteError):
        advice = _OF_THE_SYSTEM.get(code or 0, "name another place")
        return f"cannot write {path}: {error.strerror}; {advice}."
    if code not in _OF_THE_SYSTEM:
        return ""
    if code in _FULL:
        from tempfile import gettempdir

        return f"cannot write {path or gettempdir()}: {error.strerror}; make room there."
    if not isinstance(path, str) or _is_ours(path):
        return ""
    return f"cannot open {path}: {error.strerror}; {_OF_THE_SYSTEM[code]}."


def _is_ours(path: str) -> bool:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return os.path.abspath(path).startswith(package + os.sep)
