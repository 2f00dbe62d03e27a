"""One submission, from wherever it is."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .archive import ZipArchive
from .container import Container
from .file_names import Kind, shown, suffix_kind
from .folder import Folder, SingleFile, open_regular
from .inflate import DamagedError, Inflated, TooLongError
from .limits import DEFAULT_LIMITS, IntakeLimits
from .select_files import choose
from .submission import Facts, Refused, Submission
from .tarball import Tarball, looks_like_tar

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OTHER_ARCHIVES = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z"}


def _archive(raw: BinaryIO, name: str, limits: IntakeLimits) -> Container:
    """The archive by its first bytes; its file name may say something else. Raises Refused."""
    size = raw.seek(0, os.SEEK_END)
    if size > limits.archive_bytes:
        facts: Facts = {"name": name, "size": size, "limit": limits.archive_bytes}
        raise Refused("archive-too-large", facts)
    raw.seek(0)
    start = raw.read(8)
    if start.startswith(_ZIP_STARTS):
        return ZipArchive(raw, name, limits)
    for magic, other in _OTHER_ARCHIVES.items():
        if start.startswith(magic):
            raise Refused("unsupported", {"name": name, "format": other})
    try:
        stream = Inflated(raw, limits.inflated_bytes)
        if looks_like_tar(stream.read(512)):
            return Tarball(raw, name, limits)
    except (DamagedError, TooLongError):
        raise Refused("damaged", {"name": name}) from None
    raise Refused("not-archive", {"name": name})


@contextmanager
def _opened(path: Path, name: str, limits: IntakeLimits) -> Iterator[Container]:
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        raise Refused("link", {"name": name})
    if stat.S_ISDIR(mode):
        yield Folder(path, name, limits)
    elif not stat.S_ISREG(mode):
        raise Refused("special", {"name": name})
    else:
        descriptor, _ = open_regular(path)
        with open(descriptor, "rb") as file:
            if suffix_kind(path.name) in (Kind.CODE, Kind.NOTEBOOK):
                yield SingleFile(descriptor, path.name, limits)
            else:
                yield _archive(file, name, limits)


def read_submission(
    source: Path | BinaryIO,
    student: str,
    wanted: Sequence[str],
    limits: IntakeLimits = DEFAULT_LIMITS,
) -> Submission:
    """One student's files, from a folder, an archive, or a single .py or .ipynb file.

    `source` is a path, or an archive as an open binary file that can seek. `wanted` are the names
    of the files that the assignment is about; they decide which folder is the root, and are kept
    first when space is short.

    Raises Refused when the submission cannot be taken as a whole: not an archive, damaged,
    encrypted, too large, too many members, a member with an absolute name or "..", or nothing
    gradable in it.
    """
    name = shown(source.name if isinstance(source, Path) else student)
    try:
        if isinstance(source, Path):
            with _opened(source, name, limits) as container:
                return choose(container, name, student, wanted, limits)
        return choose(_archive(source, name, limits), name, student, wanted, limits)
    except FileNotFoundError as error:
        raise Refused("not-found", {"name": name}) from error
    except OSError as error:
        facts = {"name": name, "error": error.strerror or "unknown error"}
        raise Refused("unreadable", facts) from error
