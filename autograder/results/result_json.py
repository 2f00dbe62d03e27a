"""Results as JSON: lines of results.jsonl, and their published schema."""

from __future__ import annotations

from typing import Any

import msgspec

from .result import Diagnosis, Result

# A diagnosis is written without what it does not say.
_EMPTY = msgspec.to_builtins(Diagnosis())


def encode_result(result: Result) -> bytes:
    """Returns one line of results.jsonl, without the line's end; equal results are equal bytes."""
    # Points may be whole numbers; once read back they are not, and would be written otherwise.
    plain = msgspec.to_builtins(msgspec.convert(msgspec.to_builtins(result), Result))
    for check in plain["checks"]:
        if check["diagnosis"] is not None:
            check["diagnosis"] = {
                key: value for key, value in check["diagnosis"].items() if value != _EMPTY[key]
            }
    return msgspec.json.encode(plain)


def decode_result(line: bytes) -> Result:
    """Returns the result of one line of results.jsonl.

    Raises:
        msgspec.DecodeError: the line is torn or is no result.
    """
    return msgspec.json.decode(line, type=Result)


def result_schema() -> dict[str, Any]:
    """Returns the JSON schema of a line of results.jsonl."""
    return msgspec.json.schema(Result)
