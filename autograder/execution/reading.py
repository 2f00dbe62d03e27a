"""Values of a submission's side, read many at once; and what a probe returns before it has read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .proxy import Remote, outgoing, read
from .worker.wire import Ref


class Later:
    """What a function makes of values once they have been read: a probe that returns it has nothing to read itself.

    Where one submission after the other answers what such a probe asks, it is run for the first one alone.

    Args:
        function: takes them as one list.
        values: handles, or values that are there already.
    """

    __slots__ = ("function", "values")

    def __init__(self, function: Callable[[list[Any]], Any], values: Iterable[Any]) -> None:
        self.function = function
        self.values = list(values)


def later(function: Callable[[list[Any]], Any], values: Iterable[Any]) -> Later:
    """Returns what a function will make of values once they have been read; see Later."""
    return Later(function, values)


def read_all(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a probe's outputs with all handles read in one exchange, also those in a list, a tuple or a dict."""
    pending = [
        item
        for value in outputs.values()
        for item in _items(value)
        if isinstance(item, Remote) and not item._type_name
    ]
    if pending:
        pending[0]._session.read([item._index for item in pending])
    return {name: _read_items(value) for name, value in outputs.items()}


def _items(value: Any) -> Iterable[Any]:
    """Returns what a plain container holds, or the value alone."""
    if isinstance(value, Later):
        return value.values
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, (list, tuple)) else (value,)


def _read_items(value: Any) -> Any:
    if isinstance(value, Later):
        return value.function(list(map(read, value.values)))
    if not any(isinstance(item, Remote) for item in _items(value)):
        return value
    if isinstance(value, dict):
        return {key: read(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(read(item) for item in value)
    return read(value)


def unread(outputs: Mapping[str, Any]) -> dict[str, Any] | None:
    """Returns a probe's outputs as `read_all` takes them, with a Ref in the place of every handle.

    None where they hold something that may have handles further inside.
    """
    if any(isinstance(one, _CONTAINERS) for value in outputs.values() if isinstance(value, _CONTAINERS)
           for one in _items(value)):  # fmt: skip
        return None
    return {name: _filled(value, Remote, outgoing) for name, value in outputs.items()}


def read_unread(outputs: Mapping[str, Any], reply: Any) -> dict[str, Any] | None:
    """Returns what `read_all` would, where all that it asked for was answered with plain values.

    None where it was not, or where that ends in an exception: the probe itself knows what to make of it.
    """
    values = reply.get("values") if isinstance(reply, dict) else None
    if not isinstance(values, dict) or "failure" in reply or any(map(_has_handle, values.values())):
        return None
    try:
        filled = {
            name: _filled(value, Ref, lambda ref: values[ref.index])
            for name, value in outputs.items()
        }
        return read_all(filled)
    except Exception:
        return None


_CONTAINERS = (dict, list, tuple)


def _filled(value: Any, kind: type, content: Callable[[Any], Any]) -> Any:
    """Returns an output with something else for everything of a kind that it is, or holds."""

    def one(item: Any) -> Any:
        return content(item) if isinstance(item, kind) else item

    if isinstance(value, Later):
        return Later(value.function, map(one, value.values))
    if isinstance(value, dict):
        return {key: one(item) for key, item in value.items()}
    return type(value)(map(one, value)) if isinstance(value, (list, tuple)) else one(value)


def _has_handle(value: Any) -> bool:
    if isinstance(value, _CONTAINERS):
        return any(map(_has_handle, _items(value)))
    return isinstance(value, Ref)
