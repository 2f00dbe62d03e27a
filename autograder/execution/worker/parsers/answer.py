"""One request to a parser, answered, whatever the bytes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import git
from .errors import Unparsed

PARSERS: Mapping[str, Callable[..., Any]] = {
    "git.head": git.head,
    "git.commit_of": git.commit_of,
    "git.packed_at": git.packed_at,
    "git.commit_time": git.commit_time,
    "git.packed_commit_time": git.packed_commit_time,
}


def parse(name: str, arguments: list[Any]) -> dict[str, Any]:
    """Returns {"parsed": value} or {"refused": [code, facts]}."""
    try:
        return {"parsed": PARSERS[name](*arguments)}
    except Unparsed as refusal:
        return {"refused": [refusal.code, dict(refusal.facts)]}
