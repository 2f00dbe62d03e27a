"""What a clone's .git folder says about its last commit; git itself never runs on a student's folder.

A repository's own settings make git run programs. Formats: gitformat-pack(5), and git-cat-file(1) for
loose objects.
"""

from __future__ import annotations

import re
import struct
import zlib

from .errors import Unparsed

# A commit's message may be long, but its times stand before it.
_START = 1 << 16
_HEX = re.compile(rb"[0-9a-f]{40}")
_REFERENCE = re.compile(rb"ref: (refs/heads/[\w][\w./+@-]{0,200})\s*")
_COMMITTER = re.compile(rb"^committer [^\n]* (\d{1,12}) ([+-])(\d\d)(\d\d)$", re.MULTILINE)
_INDEX = struct.Struct(">4sI256I")
_INDEX_MAGIC = b"\xfftOc"
_COMMIT = 1


def head(content: bytes) -> dict[str, str]:
    """Returns what HEAD points to: {"commit": hex} or {"reference": path below .git}.

    Raises:
        Unparsed: neither.
    """
    if _HEX.fullmatch(content.strip()):
        return {"commit": content.strip().decode()}
    match = _REFERENCE.fullmatch(content)
    # The path is opened afterwards, and must not lead anywhere else.
    if match is None or b".." in match[1] or b"//" in match[1]:
        raise Unparsed("head")
    return {"reference": match[1].decode()}


def commit_of(reference: str, loose: bytes, packed: bytes) -> str:
    """Returns the commit that a branch points to, in hex.

    Args:
        loose: the branch's own file; empty where there is none.
        packed: packed-refs; empty where there is none.

    Raises:
        Unparsed: it points to none.
    """
    if _HEX.fullmatch(loose.strip()):
        return loose.strip().decode()
    for line in packed.splitlines():
        commit, _, name = line.partition(b" ")
        if name == reference.encode() and _HEX.fullmatch(commit):
            return commit.decode()
    raise Unparsed("reference")


def packed_at(index: bytes, commit: str) -> int:
    """Returns where a pack holds an object, by the pack's index; -1 where it does not.

    Raises:
        Unparsed: the index is not of version 2.
    """
    try:
        magic, version, *counts = _INDEX.unpack_from(index)
        if (magic, version) != (_INDEX_MAGIC, 2):
            raise Unparsed("index")
        wanted, total = bytes.fromhex(commit), counts[-1]
        for number in range(counts[wanted[0] - 1] if wanted[0] else 0, counts[wanted[0]]):
            at = _INDEX.size + 20 * number
            if index[at : at + 20] == wanted:
                (offset,) = struct.unpack_from(">I", index, _INDEX.size + 24 * total + 4 * number)
                # Offsets over 2 GiB stand elsewhere.
                return -1 if offset >> 31 else int(offset)
    except (struct.error, IndexError):
        raise Unparsed("index") from None
    return -1


def commit_time(content: bytes) -> list[int]:
    """Returns when a commit was made: seconds since 1970, and minutes east of Greenwich.

    Args:
        content: the start of a loose object.

    Raises:
        Unparsed: it is no commit.
    """
    text = _inflated(content)
    kind, _, rest = text.partition(b"\0")
    if not kind.startswith(b"commit "):
        raise Unparsed("object")
    return _time(rest)


def packed_commit_time(content: bytes) -> list[int]:
    """As `commit_time`, of an object in a pack, which may not be stored as a difference."""
    if not content or content[0] >> 4 & 7 != _COMMIT:
        raise Unparsed("object")
    size = 1
    while content[size - 1 : size] and content[size - 1] & 0x80:
        size += 1
    return _time(_inflated(content[size:]))


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, _START)
    except zlib.error:
        raise Unparsed("object") from None


def _time(commit: bytes) -> list[int]:
    match = _COMMITTER.search(commit.partition(b"\n\n")[0])
    if match is None:
        raise Unparsed("object")
    minutes = int(match[3]) * 60 + int(match[4])
    return [int(match[1]), -minutes if match[2] == b"-" else minutes]
