"""An archive's table of contents and chosen members, whatever kind of archive it is."""

from __future__ import annotations

import zipfile
from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, BinaryIO

from .contents import Archive, Limits, Member
from .errors import Unparsed
from .tar import TarArchive
from .zip import ZipArchive

# Members of a small archive, and bytes of all of them together.
FEW, SMALL = 64, 1 << 18
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

        It is {"names", "ends", "sizes", "problems", "contents"}: all names in one, where each of them ends, sizes
        in bytes, and [number, problem, detail] of those that have one. Ends and sizes are 8 bytes for each, as
        `array` has them. Of a small archive there are the contents, too, as `read` returns them, None also for
        members with a problem: most are small, and to be asked twice costs more than to unpack them. Of others
        there are none.

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
            "contents": self._contents(members),
        }

    def _contents(self, members: Sequence[Member]) -> list[bytes | None]:
        size = sum(member.size for member in members)
        if self._archive is None or len(members) > FEW or size > SMALL:
            return []
        whole = [number for number, member in enumerate(members) if not member.problem]
        read = dict(zip(whole, self._archive.read(whole, SMALL), strict=True))
        return [read.get(number) for number in range(len(members))]

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
