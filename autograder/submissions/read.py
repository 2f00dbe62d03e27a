"""One submission, from wherever it is."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..execution.parsing import Parsers
from .archive import Archive
from .container import Container
from .file_names import is_code, shown
from .folder import Folder, SingleFile, open_regular, reason_of
from .limits import DEFAULT_LIMITS, IntakeLimits
from .memory import in_memory
from .nested import IsStub, WithArchives
from .select_files import choose
from .submission import NoteDetail, Refused, Submission


@contextmanager
def _archive(
    file: BinaryIO, name: str, limits: IntakeLimits, parsers: Parsers
) -> Iterator[Container]:
    size = file.seek(0, os.SEEK_END)
    if size > limits.archive_bytes:
        facts: NoteDetail = {"name": name, "size": size, "limit": limits.archive_bytes}
        raise Refused("archive-too-large", facts)
    with parsers.open(file.fileno()) as parse:
        yield Archive(parse, name, limits)


@contextmanager
def _opened(path: Path, name: str, limits: IntakeLimits, parsers: Parsers) -> Iterator[Container]:
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
            if is_code(path.name):
                yield SingleFile(descriptor, path.name, limits)
            else:
                with _archive(file, name, limits, parsers) as archive:
                    yield archive


def read_submission(
    source: Path | bytes,
    student: str,
    wanted: Sequence[str],
    limits: IntakeLimits = DEFAULT_LIMITS,
    *,
    parsers: Parsers,
    is_stub: IsStub = lambda name, content: False,
) -> Submission:
    """One student's files, from a folder, an archive, or a single .py or .ipynb file.

    `source` is a path, or an archive's bytes. `wanted` are the names of the files that the
    assignment is about; they decide which folder is the root, and are kept first when space is
    short. `parsers` open archives. `is_stub` tells whether a wanted file is as it was released: it gives way to
    one in an archive.

    Raises Refused when the submission cannot be taken as a whole: not an archive, damaged,
    encrypted, too large, too many members, a member with an absolute name or "..", nothing
    gradable in it, or something that this account cannot read.
    """
    name = shown(source.name if isinstance(source, Path) else student)
    try:
        if isinstance(source, Path):
            with _opened(source, name, limits, parsers) as container:
                return choose_all(container, name, student, wanted, limits, parsers, is_stub)
        with in_memory(source) as file, _archive(file, name, limits, parsers) as container:
            return choose_all(container, name, student, wanted, limits, parsers, is_stub)
    except FileNotFoundError as error:
        raise Refused("not-found", {"name": name}) from error
    except OSError as error:
        facts = {"name": name, "error": reason_of(error)}
        raise Refused("unreadable", facts) from error


def choose_all(
    container: Container,
    name: str,
    student: str,
    wanted: Sequence[str],
    limits: IntakeLimits,
    parsers: Parsers,
    is_stub: IsStub,
) -> Submission:
    """The container's submission, with what lies in archives inside it. Raises Refused."""
    with WithArchives(
        container,
        wanted,
        limits,
        lambda file, inner: _archive(file, inner, limits, parsers),
        is_stub,
    ) as both:
        return choose(both, name, student, wanted, limits)
