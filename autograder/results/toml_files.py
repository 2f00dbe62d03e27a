"""What people write in TOML: a file's bytes as text, tables or dataclasses, or a sentence with file and line."""

from __future__ import annotations

import re
import tomllib
from typing import Any, TypeVar

from ..errors import CourseError
from .convert import MalformedError, convert, line_of

T = TypeVar("T")


def text_of(content: bytes, path: str) -> str:
    """Returns a file's text, without the mark that editors on Windows put before it.

    Raises:
        CourseError: it is not UTF-8, or holds a byte of value 0; the text begins with `path` and the line.
    """
    try:
        text = content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CourseError(
            f"{path}:{line}: this is not UTF-8 text: save the file as UTF-8."
        ) from None
    if "\0" in text:  # UTF-16, say
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CourseError(
            f"{path}:{line}: a byte of value 0 stands in this text: save the file as UTF-8."
        )
    return text


def tables_of(text: str, path: str) -> dict[str, Any]:
    """Returns what a text in TOML says.

    Raises:
        CourseError: it is no TOML; the text begins with `path`, and the line where there is one.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise CourseError(f"{path}:{line}: {error}.") from None
    except (
        ValueError,
        RecursionError,
    ) as error:  # a number of thousands of digits, or as many brackets
        raise CourseError(f"{path}: {error}.") from None


def read_as(kind: type[T], tables: object, text: str, path: str, at: str = "") -> T:
    """Returns what a text in TOML says, or a part of it, in the form of a dataclass that has all of its keys.

    Args:
        at: where the part stands, "student[1]".

    Raises:
        CourseError: it does not fit; the text begins with `path` and the line.
    """
    try:
        return convert(tables, kind, strict=True)
    except MalformedError as error:
        place = ".".join(filter(None, (at, error.at)))
        raise CourseError(f"{path}:{line_of(text, place)}: {error}") from None
