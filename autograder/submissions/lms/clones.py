"""When the last commit of a clone was made. Git never runs here: a repository's settings name programs."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ...execution.parsing import Parser, Parsers, Unparsed
from ..folder import list_names, open_below
from ..limits import MIB

_GIT = ".git"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_BRANCH = re.compile(r"refs/heads/[\w.+@-]+(?:/[\w.+@-]+)*")
_INDEX = re.compile(r"pack-[0-9a-f]{40,64}\.idx")
_MOST_PACKS = 50
_REFERENCE_BYTES = 4096
_PACKED_BYTES = 4 * MIB
_INDEX_BYTES = 16 * MIB
# The header and the times of a commit; its message follows.
_OBJECT_BYTES = 1 << 16


def commit_time(clone: Path, parsers: Parsers) -> str:
    """Returns when the commit at a clone's HEAD was made, in ISO 8601; "" where that cannot be read."""
    try:
        head = _read(clone, ["HEAD"], _REFERENCE_BYTES)
        with parsers.open() as parse:
            commit = _commit(clone, head, parse)
            return _iso(_time(clone, commit, parse))
    except (OSError, ValueError, OverflowError, Unparsed):
        return ""


def _commit(clone: Path, head: bytes, parse: Parser) -> str:
    """Returns the commit that HEAD points to, in hex. What a parser returns may be forged."""
    found = parse("git.head", head)
    commit = found.get("commit") if isinstance(found, dict) else None
    if commit is None:
        branch = _fitting(_BRANCH, found.get("reference"))
        loose = _read_if_there(clone, branch.split("/"), _REFERENCE_BYTES)
        packed = b"" if loose else _read_if_there(clone, ["packed-refs"], _PACKED_BYTES)
        commit = parse("git.commit_of", branch, loose, packed)
    return _fitting(_COMMIT, commit)


def _time(clone: Path, commit: str, parse: Parser) -> Any:
    loose = _read_if_there(clone, ["objects", commit[:2], commit[2:]], _OBJECT_BYTES)
    if loose:
        return parse("git.commit_time", loose)
    place = ["objects", "pack"]
    names = [name for name in list_names(clone, [_GIT, *place]) if _INDEX.fullmatch(name)]
    for name in names[:_MOST_PACKS]:
        index = _read(clone, [*place, name], _INDEX_BYTES)
        offset = parse("git.packed_at", index, commit)
        if type(offset) is int and offset >= 0:
            pack = name.removesuffix("idx") + "pack"
            return parse(
                "git.packed_commit_time", _read(clone, [*place, pack], _OBJECT_BYTES, offset)
            )
    raise Unparsed("object")


def _iso(time: Any) -> str:
    seconds, minutes = time
    if type(seconds) is not int or type(minutes) is not int:
        raise ValueError(time)
    zone = timezone(timedelta(minutes=minutes)) if minutes else UTC
    return datetime.fromtimestamp(seconds, zone).isoformat()


def _fitting(pattern: re.Pattern[str], text: object) -> str:
    if not isinstance(text, str) or not pattern.fullmatch(text) or ".." in text:
        raise ValueError(text)
    return text


def _read(clone: Path, parts: Sequence[str], limit: int, offset: int = 0) -> bytes:
    with open(open_below(clone, [_GIT, *parts]), "rb", buffering=0) as file:
        return os.pread(file.fileno(), limit, offset)


def _read_if_there(clone: Path, parts: Sequence[str], limit: int) -> bytes:
    try:
        return _read(clone, parts, limit)
    except FileNotFoundError:
        return b""
