"""MNIST from its public places: each file checked, and gone on with where a download broke off.

The standard library alone, since students run it.
"""

from __future__ import annotations

import gzip
import hashlib
import http.client
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from ..results.replacing import CannotWriteError, make_folder, write_output, writing

SOURCES = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)
TIMEOUT_SECONDS = 30
_CHUNK = 1 << 16

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class DataFile:
    """One file of a data set.

    Attributes:
        name: with its ending .gz.
        sha256: of what is in it: each place has compressed it in its own way.
        size: bytes of that.
    """

    name: str
    sha256: str
    size: int


MNIST = (
    DataFile(
        "train-images-idx3-ubyte.gz",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        47_040_016,
    ),
    DataFile(
        "train-labels-idx1-ubyte.gz",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        60_008,
    ),
    DataFile(
        "t10k-images-idx3-ubyte.gz",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        7_840_016,
    ),
    DataFile(
        "t10k-labels-idx1-ubyte.gz",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        10_008,
    ),
)


def download(
    files: Sequence[DataFile], folder: Path, progress: Progress, sources: Sequence[str] = SOURCES
) -> list[str]:
    """Brings those files into a folder that it does not hold whole, and returns their names.

    Args:
        progress: told the file, the bytes so far, and of how many, 0 where that is not known.
        sources: addresses of folders, tried one after the other.

    Raises:
        UsageError: none of the sources has them, and what has come so far is kept for another time; or another
            data set's file has the name of one.
    """
    make_folder(folder)
    missing = [file for file in files if not is_whole(folder / file.name, file)]
    for file in missing:
        _download(file, folder, progress, sources)
    return [file.name for file in missing]


def copy_from(files: Sequence[DataFile], source: Path, folder: Path) -> list[str]:
    """Copies files from another folder, compressed or not, and returns their names.

    Raises:
        UsageError: one is missing there, or is not what it should be, or another data set's file has its name.
    """
    found = {}
    for file in files:
        plain = source / file.name.removesuffix(".gz")
        path = source / file.name if (source / file.name).is_file() else plain
        if not path.is_file():
            raise UsageError(f"{source} holds neither {file.name} nor {plain.name}.")
        content = path.read_bytes()
        packed = content if path.suffix == ".gz" else gzip.compress(content, mtime=0)
        if not _matches(packed, file):
            raise UsageError(f"{path} is damaged, or not the file of this name: copy it again.")
        found[file.name] = packed
        _refuse_other(folder / file.name, packed)
    for name, packed in found.items():
        write_output(folder / name, packed)
    return list(found)


def is_whole(path: Path, file: DataFile) -> bool:
    """Tells whether a path holds a file as it should be."""
    return path.is_file() and _matches(path.read_bytes(), file)


def _refuse_other(path: Path, packed: bytes) -> None:
    """Refuses to write over another data set's file: Fashion-MNIST has the same names. A part of this one, or a damaged file, is none.

    Raises:
        UsageError: there is one.
    """
    try:
        there = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return
    # The first 8 bytes say how many there are.
    if not gzip.decompress(packed)[8:].startswith(there[8:]):
        raise UsageError(
            f"{path} is another data set's, and would be lost: move it away, or name another folder with --to."
        )


def _matches(packed: bytes, file: DataFile) -> bool:
    inflate = zlib.decompressobj(wbits=31)
    digest, size = hashlib.sha256(), 0
    try:
        data = packed
        while data and size <= file.size:
            part = inflate.decompress(data, _CHUNK)
            digest.update(part)
            size += len(part)
            data = inflate.unconsumed_tail
    except zlib.error:
        return False
    return inflate.eof and size == file.size and digest.hexdigest() == file.sha256


def _download(file: DataFile, folder: Path, progress: Progress, sources: Sequence[str]) -> None:
    part = folder / f"{file.name}.part"
    reasons = []
    for source in sources:
        try:
            if _try(file, source, part, progress):
                _refuse_other(folder / file.name, part.read_bytes())
                with writing(folder / file.name):
                    part.replace(folder / file.name)
                return
            reasons.append(f"{source}: not the file that it should be")
        except CannotWriteError:
            raise  # no other source would help
        except (OSError, ValueError, http.client.HTTPException) as error:
            reasons.append(f"{source}: {_reason(error)}")
    raise UsageError(
        f"{file.name} could not be downloaded ({'; '.join(reasons)}). Run the same command again to go on, "
        "or copy the four files of MNIST from somewhere else: softmark data mnist --from FOLDER"
    )


def _try(file: DataFile, source: str, part: Path, progress: Progress) -> bool:
    """Tells whether a source has the file; goes on where an earlier download ended, or begins anew.

    Raises:
        OSError, HTTPException: the connection fails.
    """
    for _ in range(2 if part.exists() else 1):
        _fetch(f"{source.rstrip('/')}/{file.name}", part, file.name, progress)
        if is_whole(part, file):
            return True
        part.unlink()  # what was there belonged to something else
    return False


def _fetch(address: str, part: Path, name: str, progress: Progress) -> None:
    """Downloads to a file, from where it ends."""
    there = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(address, headers={"User-Agent": "softmark"})
    if there:
        request.add_header("Range", f"bytes={there}-")
    try:
        reply = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # it is all there
        raise
    with reply:
        going_on = reply.status == http.client.PARTIAL_CONTENT
        done = there if going_on else 0
        total = done + int(reply.headers.get("Content-Length") or 0)
        with writing(part):
            target = part.open("ab" if going_on else "wb", buffering=0)
        with target:
            for chunk in _chunks(reply):
                with writing(part):
                    target.write(chunk)
                done += len(chunk)
                progress(name, done, total)
    if done < total:
        raise OSError(f"it broke off after {done:,} of {total:,} bytes")


def _chunks(reply: http.client.HTTPResponse) -> Iterator[bytes]:
    while chunk := reply.read(_CHUNK):
        yield chunk


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"it answers {error.code}"
    return str(getattr(error, "reason", "") or error)
