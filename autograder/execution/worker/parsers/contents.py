"""What every kind of archive has: members, and limits for what is said about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Limits(NamedTuple):
    """What a table of contents may cost; see IntakeLimits of the submissions."""

    max_members: int
    directory_bytes: int
    header_bytes: int
    inflated_bytes: int


class Member(NamedTuple):
    """One member; `problem` is "" or why it is not read, and "folder" for one."""

    name: bytes
    size: int
    problem: str = ""
    detail: dict[str, str | int] = {}  # noqa: RUF012 - nobody writes into it


class Archive(Protocol):
    """What one kind of archive does."""

    def members(self) -> Sequence[Member]:
        """Returns all members. Raises Unparsed."""

    def read(self, numbers: Sequence[int], most: int) -> list[bytes | None]:
        """Returns at most so many bytes of each of these members, None for damaged ones."""
