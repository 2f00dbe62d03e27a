"""Results as JSON: lines of results.jsonl, and their published schema."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from .result import Diagnosis, Result

# A diagnosis is written without what it does not say.
_EMPTY = msgspec.to_builtins(Diagnosis())
# How a line begins: with whose it is.
_BEGINNING = re.compile(rb'\{"student":("(?:[^"\\]|\\.)*")')


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
    try:
        return msgspec.json.decode(line, type=Result)
    except UnicodeDecodeError:
        raise msgspec.DecodeError("it is not UTF-8 text") from None
    except RecursionError:
        raise msgspec.DecodeError("it has too many brackets") from None


class ResultLine(NamedTuple):
    """A line of results.jsonl.

    Attributes:
        number: from 1.
        offset: where it begins.
        content: without its end.
        result: None where it cannot be read.
        why: it cannot.
        whole: whether its end is there.
    """

    number: int
    offset: int
    content: bytes
    result: Result | None
    why: str
    whole: bool

    @property
    def student(self) -> str:
        """Whose it is, even where no more than its beginning can be read; "" where that cannot."""
        if self.result is not None:
            return self.result.student
        named = _BEGINNING.match(self.content)
        try:
            return msgspec.json.decode(named[1], type=str) if named else ""
        except (msgspec.DecodeError, UnicodeDecodeError):
            return ""

    def described(self, path: Path) -> str:
        """Says that it cannot be read, why, and as far as it says so whose it is.

        Args:
            path: of the file.
        """
        whose = f"the result of {self.student!r}; " if self.student else ""
        return f"{path}:{self.number} cannot be read ({whose}{self.why})"


def result_lines(file: Iterable[bytes]) -> Iterator[ResultLine]:
    """Yields the lines of results.jsonl that have something in them, be they readable or not.

    Args:
        file: what it holds, line by line. A mark at its beginning and ends as Windows has them are the editor's.
    """
    end = 0
    for number, raw in enumerate(file, start=1):
        offset, end = end, end + len(raw)
        if number == 1 and raw.startswith(codecs.BOM_UTF8):
            raw, offset = raw.removeprefix(codecs.BOM_UTF8), len(codecs.BOM_UTF8)
        content, result, why = raw.rstrip(b"\r\n"), None, ""
        if not content.strip():
            continue
        try:
            result = decode_result(content)
        except msgspec.DecodeError as error:
            why = str(error)
        yield ResultLine(number, offset, content, result, why, raw.endswith(b"\n"))


def result_schema() -> dict[str, Any]:
    """Returns the JSON schema of a line of results.jsonl."""
    return msgspec.json.schema(Result)
