"""Gradescope's submission_metadata.yml: who handed in what, and when."""

from __future__ import annotations

import contextlib
import importlib
from datetime import UTC, datetime
from typing import Any

from .errors import Unparsed

MOST_SUBMITTERS = 100
MOST_TEXT = 500


def submissions(content: bytes) -> dict[str, list[list[str]]]:
    """Returns the people of each submission, by its folder, as [name, id, email, time in ISO 8601].

    Raises:
        Unparsed: it is no YAML, or nested too deep.
    """
    yaml = importlib.import_module("yaml")
    try:
        found = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise Unparsed("damaged", line=line) from None
    except (ValueError, TypeError, RecursionError, OverflowError, AttributeError, KeyError):
        # A date that is none, a key that cannot be one, and the like.
        raise Unparsed("damaged", line=0) from None
    entries = found.items() if isinstance(found, dict) else ()
    return {
        str(folder)[:MOST_TEXT]: _people(entry)
        for folder, entry in entries
        if isinstance(entry, dict)
    }


def _people(entry: dict[Any, Any]) -> list[list[str]]:
    listed = entry.get(":submitters")
    if not isinstance(listed, list) or not listed:
        listed = [{}]
    submitted = _time(entry.get(":created_at"))
    return [
        [*(_text(found, key) for key in (":name", ":sid", ":email")), submitted]
        for found in listed[:MOST_SUBMITTERS]
    ]


def _text(found: object, key: str) -> str:
    value = found.get(key) if isinstance(found, dict) else None
    is_plain = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return f"{value}"[:MOST_TEXT] if is_plain and value else ""


def _time(value: object) -> str:
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return ""
    return (value if value.tzinfo is not None else value.replace(tzinfo=UTC)).isoformat()
