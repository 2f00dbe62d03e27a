"""Submissions in every packing, and archives made by hand where the standard writers are too honest."""

import gzip
import io
import struct
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder import submissions
from autograder.execution.parsing import OwnParsers, Parsers
from autograder.submissions import IntakeLimits, Note, Refused, Submission

MIB = 1024 * 1024
WANTED = ("loss.py", "optimizer.py", "softmax_mnist.ipynb")
SOLUTION = {"loss.py": b"x = 1\n", "optimizer.py": b"y = 2\n"}

TAR_MODES = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz"}


def read_submission(
    source: Path | io.BytesIO,
    student: str,
    wanted: Sequence[str],
    limits: IntakeLimits | None = None,
    parsers: Parsers | None = None,
) -> Submission:
    """Reads a submission, with the parsers in this process where none are given."""
    return submissions.read_submission(
        source if isinstance(source, Path) else source.getvalue(),
        student,
        wanted,
        limits or IntakeLimits(),
        parsers=parsers or OwnParsers(),
    )


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    folder.mkdir(exist_ok=True)
    return folder


def zip_bytes(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def member(name: str, content: bytes = b"", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def tar_of(*members: tuple[tarfile.TarInfo, bytes], mode: str = "w", form: int = 1) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def tar_bytes(files: Mapping[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    return tar_of(*(member(name, content) for name, content in files.items()), mode=mode, form=form)


def tar_header(name: bytes, size: int, kind: bytes = b"0", **fields: bytes) -> bytes:
    """A GNU header with any size; `fields` are bytes placed at the offset in their name ("at482")."""
    block = bytearray(512)
    block[: len(name)] = name
    block[100:108] = b"0000644\0"
    octal = size < 8**11
    block[124:136] = b"%011o\0" % size if octal else b"\x80" + size.to_bytes(11, "big")
    block[156:157] = kind
    block[257:265] = b"ustar  \0"
    for offset, value in fields.items():
        at = int(offset.removeprefix("at"))
        block[at : at + len(value)] = value
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


def pax(records: Mapping[str, str], kind: bytes = b"x") -> bytes:
    data = b""
    for key, value in records.items():
        rest = f" {key}={value}\n".encode()
        length = len(rest) + 1
        while length != len(rest) + len(str(length)):
            length = len(rest) + len(str(length))
        data += str(length).encode() + rest
    return tar_header(b"pax", len(data), kind) + padded(data)


TAR_END = bytes(1024)
SOLUTION_TAR = b"".join(
    tar_header(name.encode(), len(content)) + padded(content) for name, content in SOLUTION.items()
)


def gz(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def patch_zip(
    data: bytes, name: str, *, local: dict[int, bytes], central: dict[int, bytes]
) -> bytes:
    """Overwrite header fields of one member; the keys are offsets in its local and central header."""
    patched = bytearray(data)
    for signature, name_at, fields in ((b"PK\3\4", 30, local), (b"PK\1\2", 46, central)):
        at = data.find(signature)
        while data[at + name_at : at + name_at + len(name.encode())] != name.encode():
            at = data.index(signature, at + 1)
        for offset, value in fields.items():
            patched[at + offset : at + offset + len(value)] = value
    return bytes(patched)


def state_size(data: bytes, name: str, size: int) -> bytes:
    """A zip whose member states another unpacked size than it has."""
    raw = struct.pack("<I", size)
    return patch_zip(data, name, local={22: raw}, central={24: raw})


def read(data: bytes, **limits: int) -> Submission:
    return read_submission(io.BytesIO(data), "ann", WANTED, IntakeLimits(**limits))


def refusal(data: bytes, **limits: int) -> Refused:
    with pytest.raises(Refused) as caught:
        read(data, **limits)
    assert "\n" not in str(caught.value)
    return caught.value


def files_and_notes(data: bytes) -> tuple[Mapping[str, bytes], tuple[Note, ...]]:
    """What was kept and what was left out, also when nothing was kept."""
    try:
        submission = read(data)
    except Refused as refused:
        return {}, refused.notes
    return submission.files, submission.notes


@contextmanager
def bounded(seconds: float, mebibytes: float) -> Iterator[None]:
    tracemalloc.start()
    start = time.process_time()
    try:
        yield
        assert time.process_time() - start < seconds
        assert tracemalloc.get_traced_memory()[1] < mebibytes * MIB
    finally:
        tracemalloc.stop()


def read_zip(files: dict[str, bytes], **limits: int) -> Submission:
    return read_submission(io.BytesIO(zip_bytes(files)), "ann", WANTED, IntakeLimits(**limits))


def codes(submission: Submission) -> dict[str, str]:
    return {note.path: note.code for note in submission.notes}
