"""`dataclass`, as the standard library has it, for what every `softmark check` imports.

The standard library compiles six methods for a frozen class, which takes as long as importing a module does. Here
one is compiled, `__init__`; the others are shared, and look up the fields when they are called.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(
        kind: type | None = None, /, *, frozen: bool = False, kw_only: bool = False
    ) -> type | Callable[[type], type]:
        """Makes a class hold its fields; `dataclasses.fields`, `replace` and the rest know it."""

        def make(kind: type) -> type:
            own = frozenset(vars(kind))
            dataclasses.dataclass(eq=False, repr=False, kw_only=kw_only)(kind)
            methods = {"__eq__": _equals, "__hash__": _hash if frozen else None, "__repr__": _repr}
            if frozen:
                methods |= {"__setattr__": _set_once, "__delattr__": _never_delete}
            for name, method in methods.items():
                if name not in own:
                    setattr(kind, name, method)
            return kind

        return make if kind is None else make(kind)


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


def _set_once(self: Any, name: str, value: object) -> None:
    """Sets a field for `__init__`, and never again."""
    values = self.__dict__
    if name in values or name not in self.__dataclass_fields__:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    values[name] = value


def _never_delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
