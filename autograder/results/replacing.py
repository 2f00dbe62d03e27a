"""Writing a file so that nobody, whenever they look, sees half of it."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class CannotWriteError(OSError):
    """What the system says against writing a file or making a folder; `filename` is the one that was wanted."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives the path of a draft, which takes the place of `path` at once when the block ends well.

    The draft's name does not depend on the file's, which may be as long as a name can be.

    Raises:
        CannotWriteError: the disk is full, the folder is protected or not there, or the like.
    """
    draft = path.with_name(f".{os.getpid()}-{threading.get_ident()}.draft")
    with writing(path, draft):
        try:
            draft.unlink(missing_ok=True)
            yield draft
            os.replace(draft, path)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise


@contextmanager
def writing(path: Path, draft: Path | None = None) -> Iterator[None]:
    """Names `path` in what the system says against writing it, or a draft of it: a write to a full disk names no file."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename not in (None, str(path), str(draft)):
            raise
        raise CannotWriteError(error.errno, error.strerror, str(path)) from error


def write_whole(path: Path, content: bytes | str) -> None:
    """Writes a file at once; text as UTF-8.

    Raises:
        CannotWriteError: see `replacing`.
    """
    with replacing(path) as draft:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)


def write_output(path: Path, content: bytes | str, *, private: bool = False) -> None:
    """Writes a file that a user named, in a folder that is made where it is missing.

    It is written at once, to where a link leads, with the permissions that were there; what is no file, such as
    /dev/stdout, as it is.

    Args:
        private: nobody but its owner may read it.

    Raises:
        CannotWriteError: see `replacing`.
    """
    data = content.encode() if isinstance(content, str) else content
    make_folder(path.parent)
    with writing(path):
        mode = path.stat().st_mode if path.exists() else None
        if mode is not None and not stat.S_ISDIR(mode) and not os.access(path, os.W_OK):
            # It could be replaced all the same, and was protected on purpose.
            raise CannotWriteError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        if mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            path.write_bytes(data)
            return
        target = Path(os.path.realpath(path)) if path.is_symlink() else path
    with replacing(target) as draft:
        if private:
            draft.touch(0o600)
        draft.write_bytes(data)
        if mode is not None and not private:
            draft.chmod(stat.S_IMODE(mode))


def make_folder(path: Path) -> None:
    """Makes a folder, and those around it, where it is missing.

    Raises:
        CannotWriteError: a file of its name is there, or see `replacing`.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CannotWriteError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from None
    except OSError as error:
        raise CannotWriteError(error.errno, error.strerror, error.filename or str(path)) from error
