"""`dataclass`, as the standard library has it, for what commands import at their start.

The standard library compiles six methods for a frozen class, which takes as long as importing a module does. Here
one is compiled, `__init__`, of which every field is an argument; the others are shared, and look up the fields when
they are called. A class that says nothing of itself has its name for a docstring.

With `slots` a record has no dict, which is most of what a small one takes: for what there is of each submission of a
class.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(
        kind: type | None = None,
        /,
        *,
        frozen: bool = False,
        kw_only: bool = False,
        slots: bool = False,
    ) -> type | Callable[[type], type]:
        """Makes a class hold its fields; `dataclasses.fields`, `replace` and the rest know it."""

        def make(kind: type) -> type:
            own = frozenset(vars(kind))
            # The standard library would ask inspect for a signature.
            kind.__doc__ = kind.__doc__ or kind.__name__
            kind = dataclasses.dataclass(
                init=False, eq=False, repr=False, kw_only=kw_only, slots=slots
            )(kind)
            methods = {"__init__": _init_of(kind), "__eq__": _equals, "__repr__": _repr}
            methods["__hash__"] = _hash if frozen else None
            if frozen:
                methods |= {"__setattr__": _never_set, "__delattr__": _never_delete}
            if slots:
                methods["__reduce__"] = _reduce
            for name, method in methods.items():
                if name not in own:
                    setattr(kind, name, method)
            return kind

        return make if kind is None else make(kind)


def _init_of(kind: type) -> Callable[..., None]:
    """Returns an `__init__` that sets all fields at once, and so never asks `__setattr__`."""
    fields = dataclasses.fields(kind)
    by_place = [item for item in fields if not item.kw_only]
    by_name = [item for item in fields if item.kw_only]
    arguments = ["self", *map(_argument, by_place)]
    if by_name:
        arguments += ["*", *map(_argument, by_name)]
    slots = "__slots__" in vars(kind)
    lines = [
        f"def __init__({', '.join(arguments)}):",
        *(
            [f"    _set_{item.name}(self, {_value(item)})" for item in fields]
            if slots
            else [f"    self.__dict__.update({', '.join(map(_set, fields))})"]
        ),
        "    self.__post_init__()" if hasattr(kind, "__post_init__") else "",
    ]
    names: dict[str, Any] = {f"_make_{item.name}": item.default_factory for item in fields}
    if slots:
        names |= {f"_set_{item.name}": getattr(kind, item.name).__set__ for item in fields}
    names |= {"MISSING": dataclasses.MISSING, "__name__": kind.__module__}
    exec("\n".join(lines), names)
    made = names["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    made.__annotations__ = {item.name: item.type for item in fields}
    made.__defaults__ = tuple(item.default for item in by_place if _has_default(item))
    made.__kwdefaults__ = {item.name: item.default for item in by_name if _has_default(item)}
    return cast("Callable[..., None]", made)


def _argument(item: dataclasses.Field[Any]) -> str:
    # Which default it is is said to the function itself.
    return f"{item.name}=None" if _has_default(item) else item.name


def _set(item: dataclasses.Field[Any]) -> str:
    return f"{item.name}={_value(item)}"


def _value(item: dataclasses.Field[Any]) -> str:
    name = item.name
    if item.default_factory is dataclasses.MISSING:
        return name
    return f"_make_{name}() if {name} is MISSING else {name}"


def _has_default(item: dataclasses.Field[Any]) -> bool:
    return item.default is not item.default_factory  # both are MISSING where there is none


def _equals(self: object, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _compared(self) == _compared(other)


def _hash(self: object) -> int:
    return hash(tuple(_compared(self)))


def _compared(record: Any) -> list[Any]:
    return [getattr(record, name) for name in _compared_names(record.__class__)]


@cache
def _compared_names(kind: type[Any]) -> list[str]:
    return [item.name for item in dataclasses.fields(kind) if item.compare]


def _repr(self: Any) -> str:
    shown = [
        f"{item.name}={getattr(self, item.name)!r}"
        for item in dataclasses.fields(self)
        if item.repr
    ]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _reduce(self: Any) -> tuple[Any, ...]:
    return self.__class__, tuple(getattr(self, name) for name in self.__match_args__)


def _never_set(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _never_delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
