"""What a probe asks of a submission: operations, each of which puts one object on the student's side's table.

A request holds them as lists, `[kind, ...]`; both sides turn these into the structs below, and nothing else
knows their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, ClassVar, TypeAlias, get_args

import numpy as np


@dataclass(frozen=True, slots=True)
class Module:
    """Imports a module of the submission."""

    kind: ClassVar[str] = "module"
    name: str


@dataclass(frozen=True, slots=True)
class Get:
    """Takes an attribute of an object; `target` is the object's place on the table."""

    kind: ClassVar[str] = "get"
    target: int
    name: str


@dataclass(frozen=True, slots=True)
class Set:
    """Sets an attribute of an object."""

    kind: ClassVar[str] = "set"
    target: int
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Call:
    """Calls an object."""

    kind: ClassVar[str] = "call"
    target: int
    arguments: list[Any]
    keywords: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """Takes an item of an object."""

    kind: ClassVar[str] = "item"
    target: int
    key: Any


@dataclass(frozen=True, slots=True)
class Record:
    """Makes a plain object with attributes."""

    kind: ClassVar[str] = "record"
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fixture:
    """Takes rows of the assignment's data."""

    kind: ClassVar[str] = "fixture"
    name: str
    key: str
    rows: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Output:
    """Takes what was printed since the last time."""

    kind: ClassVar[str] = "printed"


@dataclass(frozen=True, slots=True)
class Figure:
    """Takes what is drawn in a figure or axes as plain values; in pyplot's current figure for None."""

    kind: ClassVar[str] = "figure"
    target: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """Counts from now on the lines that run in these functions; asked before anything else of a probe."""

    kind: ClassVar[str] = "count"
    functions: list[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """Takes what was counted; see `LineCounter.told`."""

    kind: ClassVar[str] = "counted"


Operation: TypeAlias = (
    Module | Get | Set | Call | Item | Record | Fixture | Output | Figure | Count | Counted
)
_KINDS: dict[str, Any] = {one.kind: one for one in get_args(Operation)}
_FIELDS = {kind: tuple(field.name for field in fields(one)) for kind, one in _KINDS.items()}
_VALUES = {kind: attrgetter("kind", *names) for kind, names in _FIELDS.items()}
# Where they stand in a form.
_NAME_OF_GET = 1 + _FIELDS[Get.kind].index("name")
_TARGET_OF_CALL = 1 + _FIELDS[Call.kind].index("target")


def packed(operation: Operation) -> list[Any]:
    """Returns an operation as it stands in a request."""
    return list(_VALUES[operation.kind](operation)) if _FIELDS[operation.kind] else [operation.kind]


def unpacked(form: list[Any]) -> Operation:
    """Returns the operation of a request.

    Raises:
        ValueError: there is no such operation.
    """
    kind, *values = form
    if kind not in _KINDS or len(values) != len(_FIELDS[kind]):
        raise ValueError(f"unknown operation {kind!r}")
    operation: Operation = _KINDS[kind](*values)
    return operation


def called_names(forms: Iterable[list[Any]], names: list[str]) -> set[str]:
    """Returns the names of the attributes that operations call.

    Args:
        forms: operations as they stand in a request.
        names: of the results of all operations before, "" where one is no attribute; those of these are added.
    """
    called = set()
    for form in forms:
        name = ""
        if form[0] == Get.kind:
            name = form[_NAME_OF_GET]
        elif form[0] == Call.kind and form[_TARGET_OF_CALL] < len(names):
            called.add(names[form[_TARGET_OF_CALL]])
        names.append(name)
    return called - {""}


def without_values(forms: Iterable[list[Any]]) -> list[list[Any]]:
    """Returns operations as they stand in a request, as far as `called_names` looks at them."""
    return [form[: 3 if form[0] == Get.kind else 2] for form in forms]
