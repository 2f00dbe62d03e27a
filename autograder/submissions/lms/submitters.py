"""Gradescope's submission_metadata.yml: who handed in what, and when."""

from __future__ import annotations

import contextlib
import importlib
from datetime import UTC, datetime
from typing import Any

from ...errors import UsageError
from .download import Tree
from .people import Person

METADATA = "submission_metadata.yml"
METADATA_BYTES = 64 << 20


def submitters(entry: dict[str, Any]) -> tuple[Person, ...]:
    """Returns the people of one submission, several of a group."""
    listed = entry.get(":submitters") or [{}]
    return tuple(_person(found if isinstance(found, dict) else {}, entry) for found in listed)


def _person(submitter: dict[str, Any], entry: dict[str, Any]) -> Person:
    wanted = {"id": submitter.get(":sid"), "email": submitter.get(":email")}
    submitted = entry.get(":created_at")
    if isinstance(submitted, str):
        with contextlib.suppress(ValueError):
            submitted = datetime.fromisoformat(submitted)
    if isinstance(submitted, datetime) and submitted.tzinfo is None:
        submitted = submitted.replace(tzinfo=UTC)
    return Person(
        name=str(submitter.get(":name") or ""),
        ids={kind: str(value) for kind, value in wanted.items() if value},
        submitted=submitted.isoformat() if isinstance(submitted, datetime) else "",
    )


def read_metadata(tree: Tree, member: str) -> dict[str, Any]:
    """Returns the submissions by their folders.

    Raises:
        UsageError: the file is damaged.
    """
    yaml = importlib.import_module("yaml")
    content = tree.read(member, METADATA_BYTES)
    try:
        found = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise UsageError(f"{tree.path}: {METADATA}:{line} is damaged: export it again.") from None
    return found if isinstance(found, dict) else {}
