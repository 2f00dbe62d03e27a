"""Writes decisions into adjustments.toml, at its end, so that what people wrote there stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ..errors import UsageError
from ..results.replacing import write_whole
from .adjustments import FILE

_HEAD = b"# Decisions for students and the class: `softmark adjust` appends here, and so may you.\n"


def append_decision(root: Path, kind: str, fields: Mapping[str, object]) -> Path:
    """Appends one decision; returns the file.

    What stands there before stays, byte for byte, but for blank lines at its end.

    Args:
        kind: "student" or "class".
        fields: of `ForStudent` or `ForClass`.

    Raises:
        UsageError: a text in it cannot be written.
    """
    path = root / FILE
    before = path.read_bytes() if path.is_file() else _HEAD
    lines = [f"{key} = {_toml(value)}" for key, value in fields.items()]
    try:
        block = "\n".join([f"[[{kind}]]", *lines, ""]).encode()
    except UnicodeEncodeError:  # what a terminal in another encoding sent
        raise UsageError(
            f"{path}: what is decided is not UTF-8 text: write it there by hand."
        ) from None
    write_whole(path, before.rstrip() + b"\n\n" + block)
    return path


def remove_last(path: Path) -> None:
    """Takes the last decision off again; the file goes, too, where it was the only one."""
    text = path.read_bytes()
    start = max(text.rfind(b"[[student]]"), text.rfind(b"[[class]]"))
    rest = text[:start].rstrip() + b"\n"
    if rest == _HEAD:
        path.unlink()
    else:
        write_whole(path, rest)


def _toml(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        # TOML's basic strings are JSON's, but for the delete character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
