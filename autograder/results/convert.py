"""Plain data as dataclasses, strictly: what a file or another process says, or a sentence on what is off.

The standard library alone, since it runs on students' machines.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from ..errors import nearest
from .records import dataclass

T = TypeVar("T")


class MalformedError(ValueError):
    """Plain data that does not fit; str() says where and why.

    Attributes:
        at: the way to it, "limits.seconds"; "" at the top.
    """

    def __init__(self, at: str, what: str) -> None:
        super().__init__(f"{at}: {what}" if at else what)
        self.at = at


@dataclass(frozen=True)
class Between:
    """The numbers that are taken, both ends included: Annotated[float, Between(0, 100)]."""

    least: float
    most: float


def convert(value: object, kind: type[T], *, strict: bool = False) -> T:
    """Returns a value in the form of a type.

    Args:
        value: of dicts, lists, tuples, strings, numbers, and so on.
        kind: a dataclass, or a type made of dataclasses, types with a `from_plain` of their own, dict[str, ...], list, tuple, Literal, None and plain types.
            A whole number serves as a float; nothing else is taken for what it is not. Numbers are finite, and within
            their range where they are `Annotated` with `Between`.
        strict: whether a key that the dataclass does not have is an error.

    Raises:
        MalformedError: the value does not fit.
    """
    return cast(T, _convert(value, kind, "", strict))


_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]")
_KEY = re.compile(r"\s*((?:[\w-]|\s*\.\s*|\"[^\"]*\"|'[^']*')+)\s*=")


def line_of(text: str, key: str) -> int:
    """Returns the line of a TOML text on which a key stands first, or what it is in; 1 where neither does.

    Args:
        key: with what it is in, as `MalformedError` has it, "limits.seconds" or "edit[1].old"; or its own name alone.
    """
    alone, holder, longest = 0, 1, 0
    for number, name in _places(text):
        if name == key or name.startswith((f"{key}.", f"{key}[")):
            return number
        if not alone and name.rpartition(".")[2].partition("[")[0] == key:
            alone = number
        if len(name) > longest and key.startswith((f"{name}.", f"{name}[")):
            holder, longest = number, len(name)
    return alone or holder


def _places(text: str) -> Iterator[tuple[int, str]]:
    """Yields the lines on which tables and keys begin, and what is there, with all that it is in."""
    table = ""
    rows: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            *outer, last = _parts_of(header[2])
            table = ""
            for part in outer:
                table = f"{table}.{part}".removeprefix(".")
                table += f"[{rows[table]}]" if table in rows else ""
            table = f"{table}.{last}".removeprefix(".")
            if header[1] == "[[":
                rows[table] = rows.get(table, -1) + 1
                table += f"[{rows[table]}]"
            yield number, table
        elif match := _KEY.match(line):
            yield number, ".".join(filter(None, (table, *_parts_of(match[1]))))


def _parts_of(key: str) -> list[str]:
    return [part.strip(" \t\"'") for part in key.split(".")]


def to_plain(value: Any, brief: tuple[type, ...] = ()) -> Any:
    """Returns dataclasses as dicts, and tuples as lists.

    Args:
        brief: those that are written without the fields that have their default.
    """
    if hasattr(value, "to_plain"):
        return value.to_plain()
    if dataclasses.is_dataclass(value):
        return {
            field.name: to_plain(getattr(value, field.name), brief)
            for field in dataclasses.fields(value)
            if not isinstance(value, brief) or getattr(value, field.name) != _default(field)
        }
    if isinstance(value, Mapping):
        return {key: to_plain(item, brief) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item, brief) for item in value]
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    made = field.default_factory
    return field.default if made is dataclasses.MISSING else made()


# Types whose values are taken as they are.
_LEAVES = frozenset({int, str})


def _convert(value: Any, kind: Any, at: str, strict: bool) -> Any:
    return _way(kind)(value, kind, at, strict)


@functools.cache
def _way(kind: Any) -> Callable[[Any, Any, str, bool], Any]:
    """Returns what converts a value to a type."""
    if kind is Any:
        return _anything
    if get_origin(kind) is Annotated:
        return _within
    if hasattr(kind, "from_plain"):
        return _own
    if dataclasses.is_dataclass(kind):
        return _dataclass
    origin, _ = _parts(kind)
    if origin is Literal:
        return _literal
    if origin in (Union, types.UnionType):
        return _either
    if (isinstance(origin, type) and issubclass(Mapping, origin)) or origin is dict:
        return _table
    return _row if origin in (list, tuple) else _plain


def _anything(value: Any, _kind: Any, _at: str, _strict: bool) -> Any:
    return value


def _own(value: Any, kind: Any, at: str, _strict: bool) -> Any:
    try:
        return kind.from_plain(value)
    except ValueError as error:
        raise MalformedError(at, f"{error}.") from None


def _literal(value: Any, kind: Any, at: str, _strict: bool) -> Any:
    _, allowed = _parts(kind)
    if value not in allowed or not isinstance(value, type(allowed[0])):
        raise MalformedError(at, f"{value!r} is none of {', '.join(map(str, allowed))}.")
    return value


def _plain(value: Any, kind: Any, at: str, _strict: bool) -> Any:
    if kind is float and type(value) is int and abs(value) <= sys.float_info.max:
        return float(value)
    # A bool is an int to Python, and nobody who writes `true` means 1.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _wrong(value, kind, at)
    if kind is float and not math.isfinite(value):
        raise _wrong(value, kind, at)
    return value


def _within(value: Any, kind: Any, at: str, strict: bool) -> Any:
    plain, allowed = get_args(kind)
    try:
        found = _convert(value, plain, at, strict)
    except MalformedError:
        found = None
    # What is no number at all is told with the range, too.
    if found is None or not allowed.least <= found <= allowed.most:
        name = f"{_NAMES[plain]} from {allowed.least} to {allowed.most}"
        raise MalformedError(at, f"{name} is expected, not {_shown(value)}.")
    return found


def _dataclass(value: Any, kind: Any, at: str, strict: bool) -> Any:
    if not isinstance(value, dict):
        raise _wrong(value, dict, at)
    hints = _hints(kind)
    found = {}
    for key, item in value.items():
        where = f"{at}.{key}" if at else str(key)
        if key in hints:
            found[key] = _convert(item, hints[key], where, strict)
        elif strict:
            raise MalformedError(where, f"there is no such key. {nearest(str(key), hints)}")
    for name in _required(kind):
        if name not in found:
            raise MalformedError(at, f"the key {name!r} is missing.")
    try:
        return kind(**found)
    except MalformedError:
        raise
    except ValueError as error:
        raise MalformedError(at, f"{error}.") from None


def _either(value: Any, kind: Any, at: str, strict: bool) -> Any:
    _, kinds = _parts(kind)
    if value is None and type(None) in kinds:
        return None
    (other,) = (kind for kind in kinds if kind is not type(None))
    return _convert(value, other, at, strict)


def _table(value: Any, kind: Any, at: str, strict: bool) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise _wrong(value, dict, at)
    _, arguments = _parts(kind)
    key_kind, item_kind = arguments or (Any, Any)
    return {
        _convert(key, key_kind, at, strict): _convert(
            item, item_kind, f"{at}.{key}" if at else str(key), strict
        )
        for key, item in value.items()
    }


def _row(value: Any, kind: Any, at: str, strict: bool) -> Any:
    origin, arguments = _parts(kind)
    if not isinstance(value, (list, tuple)):
        raise _wrong(value, list, at)
    if origin is tuple and arguments and arguments[-1] is not ...:
        if len(value) != len(arguments):
            raise MalformedError(at, f"{len(arguments)} values are expected, not {len(value)}.")
        kinds = arguments
    else:
        kinds = (arguments[:1] or (Any,)) * len(value)
    # Most rows by far are plain, and there are hundreds of them in a submission's sources.
    if _LEAVES.issuperset(kinds) and tuple(map(type, value)) == kinds:
        return origin(value)
    if origin is list and arguments and _are_plain_rows(value, *_parts(arguments[0])):
        return list(map(tuple, value))
    return origin(
        _convert(item, kind, f"{at}[{number}]", strict)
        for number, (item, kind) in enumerate(zip(value, kinds, strict=True))
    )


def _are_plain_rows(rows: Any, origin: Any, kinds: tuple[Any, ...]) -> bool:
    """Tells whether these are rows of tuples of plain values, and need not be looked at one by one."""
    return (
        origin is tuple
        and _LEAVES.issuperset(kinds)
        and all(
            (type(row) is list or type(row) is tuple) and tuple(map(type, row)) == kinds
            for row in rows
        )
    )


_NAMES = {
    str: "a string",
    dict: "a table",
    list: "a list",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


def _wrong(value: Any, kind: Any, at: str) -> MalformedError:
    expected = _NAMES.get(kind, getattr(kind, "__name__", str(kind)))
    return MalformedError(at, f"{expected} is expected, not {_shown(value)}.")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


@functools.cache
def _parts(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(kind) or kind, get_args(kind)


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind, include_extras=True)


@functools.cache
def _required(kind: Any) -> tuple[str, ...]:
    """Returns the names of the fields that have no default."""
    return tuple(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
