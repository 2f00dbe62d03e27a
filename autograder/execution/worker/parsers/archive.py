"""An archive's table of contents and chosen members, whatever kind of archive it is."""

from __future__ import annotations

import zipfile
from array import array
from itertools import accumulate
from typing import Any, BinaryIO

from .contents import Archive, Limits
from .errors import Unparsed
from .tar import TarArchive
from .zip import ZipArchive

# Longer names are refused anyway; all of them together have to cross.
MOST_NAME = 8192
_LARGEST = (1 << 63) - 1
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_PROGRAMS = (b"MZ", b"#!", b"\x7fELF")
_OTHERS = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z"}


class Opened:
    """The archive that this process was given, between listing it and reading from it."""

    def __init__(self) -> None:
        self._archive: Archive | None = None

    def scan(self, file: BinaryIO, limits: dict[str, int]) -> dict[str, Any]:
        """Returns the table of contents.

        It is {"names", "ends", "sizes", "problems"}: all names in one, where each of them ends, sizes in
        bytes, and [number, problem, detail] of those that have one. Ends and sizes are 8 bytes for each, as
        `array` has them.

        Raises:
            Unparsed: it is no archive, none that is read here, or over the limits.
        """
        self._archive = _open(file, Limits(**limits))
        members = self._archive.members()
        names = [member.name[:MOST_NAME] for member in members]
        return {
            "names": b"".join(names),
            "ends": array("q", accumulate(map(len, names))).tobytes(),
            "sizes": array("q", [min(member.size, _LARGEST) for member in members]).tobytes(),
            "problems": [
                [number, member.problem, member.detail]
                for number, member in enumerate(members)
                if member.problem
            ],
        }

    def read(self, numbers: list[int], most: int) -> list[bytes | None]:
        """Returns at most so many bytes of members by their numbers, None for damaged ones."""
        if self._archive is None:
            raise Unparsed("damaged")
        return self._archive.read(numbers, most)


def _open(file: BinaryIO, limits: Limits) -> Archive:
    file.seek(0)
    start = file.read(8)
    if start.startswith(_ZIP_STARTS):
        return ZipArchive(file, limits)
    for magic, name in _OTHERS.items():
        if start.startswith(magic):
            raise Unparsed("unsupported", format=name)
    # A program that unpacks itself has its archive at the end.
    if start.startswith(_PROGRAMS) and zipfile.is_zipfile(file):
        return ZipArchive(file, limits)
    return TarArchive(file, limits)
