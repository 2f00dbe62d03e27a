"""What the reference and known mistakes return, and what probes ask, kept on the disk for the next run and for other processes.

A file for each variant, beside the course's secret and as private: with it the answers to hidden checks could
be read off, and their inputs. It only saves time: what is missing, torn, forged or too much is computed again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..execution.worker.wire import NotPlainError, WireError, decode, encode

FOLDER = "answers"
SUFFIX = ".answers"
# Of one variant, and of all files together, those of assignments and versions past included.
MOST_FILE_BYTES = 32 << 20
MOST_BYTES = 256 << 20
_MAC_BYTES = 16
# Length of the name, length of the frame, and what shows that both are as they were written.
_HEAD = struct.Struct(f">II{_MAC_BYTES}s")


def answers_folder(root: Path) -> Path:
    """Returns where a course keeps its answers: beside its secret."""
    return root / ".softmark" / FOLDER


class KeptAnswers:
    """Plain values by variant and name; several processes may read and add at the same time.

    Args:
        folder: made at the first `save`.
        key: of all that the values depend on; names the files.
        secret: the course's. Whoever does not know it can make no record that is believed.
    """

    def __init__(self, folder: Path, key: str, secret: bytes) -> None:
        self._folder = folder
        self._key = key
        self._mac_key = hashlib.blake2b(secret, person=b"softmark answers").digest()
        self._variants: dict[int, _Variant] = {}
        self._is_bounded = False

    def find(self, variant: int, name: str) -> Any:
        """Returns a value; None where none is kept."""
        values = self._variant(variant).take(name)
        return values[-1] if values else None

    def find_row(self, variant: int, table: str, row: str) -> Any:
        """Returns a row of a table, the first time that it is asked for; None where none is kept."""
        kept = self._variant(variant)
        rows = kept.tables.setdefault(table, {})
        if row not in rows:
            for found in kept.take(table):
                rows |= found if isinstance(found, dict) else {}
        return rows.pop(row, None)

    def add(self, variant: int, name: str, value: object) -> None:
        """Takes a value in, which the next `save` writes; what is no plain value is left out."""
        with contextlib.suppress(NotPlainError):
            self._variant(variant).added.append(self._record(name, encode(value)))

    def add_row(self, variant: int, table: str, row: str, value: object) -> None:
        """Takes in a row of a table: many small values, of which all that one `save` writes are one record."""
        self._variant(variant).rows.setdefault(table, {})[row] = value

    def save(self) -> None:
        """Writes what was added; keeps it for later where another process is writing just now."""
        for number, kept in self._variants.items():
            rows, kept.rows = kept.rows, {}
            for table, added in rows.items():
                self.add(number, table, added)
            if kept.added:
                self._save(kept)

    def _save(self, kept: _Variant) -> None:
        try:
            self._make_room()
            with _opened(kept.path, os.O_RDWR | os.O_CREAT) as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                kept.append(file)
        except BlockingIOError:
            return
        except OSError:  # a full or protected disk: then it is computed again
            kept.added.clear()

    def _make_room(self) -> None:
        """Makes the folder, and drops the files not used for longest where there are too many, once."""
        if self._is_bounded:
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder.chmod(0o700)
        self._is_bounded = True
        left = MOST_BYTES
        found = {path: path.lstat() for path in self._folder.glob(f"*{SUFFIX}")}
        for path, status in sorted(found.items(), key=lambda item: -item[1].st_mtime):
            left -= status.st_size
            if left < 0:
                path.unlink(missing_ok=True)

    def _variant(self, number: int) -> _Variant:
        if number not in self._variants:
            path = self._folder / f"{self._key}-{number}{SUFFIX}"
            self._variants[number] = _Variant(path, self._mac_key)
        return self._variants[number]

    def _record(self, name: str, frame: bytes) -> bytes:
        told = name.encode()
        return _HEAD.pack(len(told), len(frame), _mac(self._mac_key, told, frame)) + told + frame


class _Variant:
    """One file, as far as it was read.

    Attributes:
        tables: rows of tables that were read and that nobody has asked for yet.
        added: records that the file does not have yet.
        rows: by table, those that are in no record yet.
    """

    def __init__(self, path: Path, mac_key: bytes) -> None:
        self.path = path
        self.tables: dict[str, dict[str, Any]] = {}
        self.added: list[bytes] = []
        self.rows: dict[str, dict[str, object]] = {}
        # By name, those that nobody has asked for yet, in the order in which they were written.
        self._frames: dict[str, list[bytes]] = {}
        self._mac_key = mac_key
        self._end = 0

    def take(self, name: str) -> list[Any]:
        """Returns the values of a name that nobody has asked for yet, in the order in which they were written."""
        if name not in self._frames:
            with contextlib.suppress(OSError):
                self._look()
        values: list[Any] = []
        for frame in self._frames.pop(name, ()):
            with contextlib.suppress(WireError):
                values.append(decode(frame))
        return values

    def _look(self) -> None:
        """Takes in what was added since; opens the file only where it is not as it was left.

        Raises:
            OSError: there is none, or it cannot be read.
        """
        if os.lstat(self.path).st_size != self._end:
            with _opened(self.path, os.O_RDONLY) as file:
                self.read(file)

    def read(self, file: int) -> None:
        """Takes in what was added since; stops where a record is not whole."""
        size = os.fstat(file).st_size
        if size < self._end:  # another one
            self._end = 0
        if size == self._end:
            return
        if not self._end:
            os.utime(file)
        data = os.pread(file, min(size, MOST_FILE_BYTES) - self._end, self._end)
        at = 0
        while len(data) - at >= _HEAD.size:
            of_name, of_frame, mac = _HEAD.unpack_from(data, at)
            start = at + _HEAD.size
            name = data[start : start + of_name]
            frame = data[start + of_name : start + of_name + of_frame]
            whole = len(name) == of_name and len(frame) == of_frame
            if not whole or mac != _mac(self._mac_key, name, frame):
                break
            self._frames.setdefault(name.decode(), []).append(frame)
            at = start + of_name + of_frame
        self._end += at

    def append(self, file: int) -> None:
        """Adds to the file, behind its last whole record; for who has it locked."""
        self.read(file)
        data, self.added = b"".join(self.added), []
        if self._end + len(data) > MOST_FILE_BYTES:
            return
        os.ftruncate(file, self._end)
        written = os.pwrite(file, data, self._end)
        if written == len(data):
            self._end += written


def _mac(key: bytes, name: bytes, frame: bytes) -> bytes:
    lengths = struct.pack(">II", len(name), len(frame))
    digest = hashlib.blake2b(lengths + name, key=key, digest_size=_MAC_BYTES)
    digest.update(frame)
    return digest.digest()


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """Gives a descriptor of a file that its owner alone can read."""
    file = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(file, 0o600)
        yield file
    finally:
        os.close(file)
