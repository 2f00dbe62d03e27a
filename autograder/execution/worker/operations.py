"""What a probe asks of a submission: operations, each of which puts one object on the student's side's table.

A request holds them as lists, `[kind, ...]`; both sides turn these into the structs below, and nothing else
knows their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np


class Module(NamedTuple):
    """Imports a module of the submission."""

    name: str


class Get(NamedTuple):
    """Takes an attribute of an object; `target` is the object's place on the table."""

    target: int
    name: str


class Set(NamedTuple):
    """Sets an attribute of an object."""

    target: int
    name: str
    value: Any


class Call(NamedTuple):
    """Calls an object."""

    target: int
    arguments: list[Any]
    keywords: Mapping[str, Any] = MappingProxyType({})


class Item(NamedTuple):
    """Takes an item of an object."""

    target: int
    key: Any


class Record(NamedTuple):
    """Makes a plain object with attributes."""

    attributes: dict[str, Any]


class Fixture(NamedTuple):
    """Takes rows of the assignment's data."""

    name: str
    key: str
    rows: np.ndarray[Any, Any]


class Output(NamedTuple):
    """Takes what was printed since the last time."""


class Figure(NamedTuple):
    """Takes what is drawn in a figure or axes as plain values; in pyplot's current figure for None."""

    target: int | None


class Count(NamedTuple):
    """Counts from now on the lines that run in these functions; asked before anything else of a probe."""

    functions: list[str]


class Counted(NamedTuple):
    """Takes what was counted; see `LineCounter.told`."""


class Stumbled(NamedTuple):
    """Takes the failures of lines at the top of the files that were loaded."""


Operation: TypeAlias = (
    Module
    | Get
    | Set
    | Call
    | Item
    | Record
    | Fixture
    | Output
    | Figure
    | Count
    | Counted
    | Stumbled
)
KINDS: dict[type[Operation], str] = {
    Module: "module",
    Get: "get",
    Set: "set",
    Call: "call",
    Item: "item",
    Record: "record",
    Fixture: "fixture",
    Output: "printed",
    Figure: "figure",
    Count: "count",
    Counted: "counted",
    Stumbled: "stumbled",
}
_OPERATIONS: dict[str, Any] = {kind: one for one, kind in KINDS.items()}
# Where they stand in a form.
_NAME_OF_GET = 1 + Get._fields.index("name")
_TARGET_OF_CALL = 1 + Call._fields.index("target")


def packed(operation: Operation) -> list[Any]:
    """Returns an operation as it stands in a request, without keywords where it has none."""
    if type(operation) is Call and not operation.keywords:
        return [KINDS[Call], *operation[:-1]]
    return [KINDS[type(operation)], *operation]


def unpacked(form: list[Any]) -> Operation:
    """Returns the operation of a request.

    Raises:
        ValueError: there is no such operation.
    """
    kind, *values = form
    try:
        operation: Operation = _OPERATIONS[kind](*values)
    except (KeyError, TypeError):
        raise ValueError(f"unknown operation {kind!r}") from None
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
        if form[0] == KINDS[Get]:
            name = form[_NAME_OF_GET]
        elif form[0] == KINDS[Call] and form[_TARGET_OF_CALL] < len(names):
            called.add(names[form[_TARGET_OF_CALL]])
        names.append(name)
    return called - {""}


def without_values(forms: Iterable[list[Any]]) -> list[list[Any]]:
    """Returns operations as they stand in a request, as far as `called_names` looks at them."""
    return [form[: 3 if form[0] == KINDS[Get] else 2] for form in forms]
