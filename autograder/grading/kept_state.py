"""What a notebook's code keeps between calls, noted before a check and put back after it.

A file is executed anew for each check when it is graded. In a kernel the cells have run once, and a dictionary in a
class body, a default argument or a global variable holds what the last check has left in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

# A larger array is data, and copying it takes time at every check.
_MOST_BYTES = 1 << 20
# Of objects whose contents are noted.
_MOST_OBJECTS = 20_000
# What IPython keeps in the namespace itself.
_NOT_THEIRS = {"In", "Out", "get_ipython", "exit", "quit", "open"}


class KeptState:
    """The state of a module's own variables, classes, functions and objects.

    Args:
        module: whose they are.
    """

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._variables = _variables(module)
        self._noted: dict[int, tuple[object, Callable[[], None]]] = {}
        self._note_all(list(self._variables.values()))

    def put_back(self) -> None:
        """Makes everything that was noted what it was then, the objects themselves kept."""
        for _, restore in self._noted.values():
            restore()
        there = _variables(self._module)
        namespace = vars(self._module)
        for name in there.keys() - self._variables.keys():
            del namespace[name]
        namespace.update(self._variables)

    def _note_all(self, found: list[object]) -> None:
        while found and len(self._noted) < _MOST_OBJECTS:
            value = found.pop()
            restore = None if id(value) in self._noted else self._restore_of(value)
            if restore is not None:
                self._noted[id(value)] = value, restore
                found += _inside(value)

    def _restore_of(self, value: Any) -> Callable[[], None] | None:
        """Returns what makes an object's own contents what they are now; None where they cannot change."""
        if type(value) in (dict, set, list):
            return _restore_container(value)
        if type(value) is np.ndarray:
            return _restore_array(value)
        if isinstance(value, FunctionType):
            return (lambda: None) if value.__defaults__ or value.__kwdefaults__ else None
        if isinstance(value, type):
            return _restore_class(value) if self._is_own(value) else None
        if self._is_own(type(value)) and isinstance(getattr(value, "__dict__", None), dict):
            return _restore_container(vars(value))
        return (lambda: None) if type(value) is tuple else None

    def _is_own(self, kind: type) -> bool:
        return kind.__module__ == self._module.__name__


def _variables(module: ModuleType) -> dict[str, object]:
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and name not in _NOT_THEIRS
    }


def _inside(value: Any) -> Iterator[object]:
    """Yields the objects that an object holds."""
    if type(value) is dict:
        yield from value.values()
    elif type(value) in (list, tuple, set):
        yield from value
    elif isinstance(value, FunctionType):
        yield from (value.__defaults__ or (), value.__kwdefaults__ or {})
    elif isinstance(value, type):
        for each in vars(value).values():
            yield getattr(each, "__func__", each)
    elif isinstance(getattr(value, "__dict__", None), dict):
        yield from vars(value).values()


def _restore_container(value: Any) -> Callable[[], None]:
    before = value.copy()

    def restore() -> None:
        value.clear()
        (value.extend if type(value) is list else value.update)(before)

    return restore


def _restore_array(value: np.ndarray[Any, Any]) -> Callable[[], None] | None:
    if value.nbytes > _MOST_BYTES or not value.flags.writeable:
        return None
    before = value.copy()

    def restore() -> None:
        if value.shape == before.shape and value.flags.writeable:
            value[...] = before

    return restore


def _restore_class(value: type) -> Callable[[], None]:
    before = _attributes(value)

    def restore() -> None:
        now = _attributes(value)
        for name in now.keys() - before.keys():
            delattr(value, name)
        for name, each in before.items():
            if now.get(name) is not each:
                setattr(value, name, each)

    return restore


def _attributes(value: type) -> MutableMapping[str, object]:
    return {name: each for name, each in vars(value).items() if not name.startswith("__")}
