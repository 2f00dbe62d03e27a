"""Gradescope's submission_metadata.yml: who handed in what, and when."""

from __future__ import annotations

import importlib
import re
from datetime import UTC, datetime
from typing import Any

from .errors import Unparsed

MOST_SUBMITTERS = 100
MOST_TEXT = 500
_NONE = ("null", "~")
_ZONE = re.compile(r"\s+(Z|[+-]\d\d:?\d\d)$")


def submissions(content: bytes) -> dict[str, list[list[str]]]:
    """Returns the people of each submission, by its folder, as [name, id, email, time in ISO 8601].

    Raises:
        Unparsed: it is no YAML, or nested too deep.
    """
    yaml = importlib.import_module("yaml")
    try:
        # Every scalar is a text, whatever its tag: no odd number or date of one student's stops the class.
        found = yaml.load(content, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise Unparsed("damaged", line=line) from None
    except (ValueError, TypeError, RecursionError, OverflowError, AttributeError, KeyError):
        # A list as a key, and the like.
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
    return value[:MOST_TEXT] if isinstance(value, str) and value not in _NONE else ""


def _time(value: object) -> str:
    """Returns a time such as 2026-03-01 12:00:00.000000000 Z in ISO 8601, "" where it is none."""
    try:
        time = datetime.fromisoformat(_ZONE.sub(r"\1", str(value)[:MOST_TEXT]))
    except ValueError:
        return ""
    return (time if time.tzinfo is not None else time.replace(tzinfo=UTC)).isoformat()
