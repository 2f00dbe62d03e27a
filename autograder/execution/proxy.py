"""The facade `student` that probes use: one meaning, whatever carries it.

`student.loss` is the submission's module loss; `student.loss.Layer(3, 4)` a handle on a new object of
its. On a handle one can get, set, call and index. Nothing is sent until a value is read, so that a
typical probe costs one exchange. A value is read by returning it from the probe, by unpacking or
iterating over a handle, by `np.asarray`, `float`, or `student.read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from .failure import Failure, StudentError, read_failure
from .worker.operations import (
    KINDS,
    Call,
    Get,
    Item,
    Module,
    Operation,
    Record,
    Set,
    packed,
)
from .worker.wire import UNCHANGING, Ref, ref


class Transport(Protocol):
    """Carries one request to an executor and its reply back.

    Attributes:
        faults: exceptions of `exchange` that are its own, and never the submission's doing.
    """

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """See above."""

    def exchange(self, message: dict[str, Any]) -> Any:
        """Returns the decoded reply.

        Raises:
            StudentError: kind timeout or died, where there can be no reply.
        """


class Session:
    """The queue of operations of one probe, and what has been read so far.

    Attributes:
        unpacked: what was unpacked last, as the failure that it is where the probe cannot use it.
    """

    def __init__(self, transport: Transport, seed: int) -> None:
        self._transport = transport
        self._queue: list[Operation] = []
        self._asked: list[Operation] = []
        self._values: dict[int, Any] = {}
        self._failed: StudentError | None = None
        self._begin = {"begin": seed}
        self.unpacked: Failure | None = None

    @property
    def begun(self) -> bool:
        """Whether anything was sent."""
        return not self._begin

    def queue(self, operation: Operation) -> Remote:
        """Queues an operation and returns a handle on its result."""
        self._queue.append(operation)
        self._asked.append(operation)
        return Remote(self, len(self._asked) - 1)

    def read(self, indices: list[int]) -> None:
        """Sends what is queued, and fetches the values of these indices.

        Raises:
            StudentError: an operation failed; so does every later read of this session.
        """
        if self._failed is not None:
            raise self._failed
        want = [index for index in indices if index not in self._values]
        if not want and not self._queue:
            return
        queue, self._queue = self._queue, []
        try:
            begin, self._begin = self._begin, {}
            reply = self._transport.exchange(
                {**begin, "run": list(map(packed, queue)), "want": want}
            )
            failure = read_failure(reply)
            if failure is not None:
                raise StudentError(self._locate(failure, queue))
        except StudentError as error:
            self._failed = error
            raise
        values = reply.get("values") if isinstance(reply, dict) else None
        if not isinstance(values, dict) or any(index not in values for index in want):
            self._failed = StudentError(Failure(kind="died", text="forged reply"))
            raise self._failed
        for index in want:
            self._values[index] = self._localise(values[index])

    def value(self, index: int) -> Any:
        """Returns a fetched value."""
        return self._values[index]

    def unpack(self, index: int, value: Any) -> Iterator[Any]:
        """Returns a fetched value's items, and keeps in mind what they were of.

        Raises:
            StudentError: it has none.
        """
        kind = value._type_name if isinstance(value, Remote) else type(value).__name__
        name = self._label(index)
        on = self._written(index, name)
        told = Failure(kind="value", type=kind, operation="unpack", name=name, on=on)
        try:
            items = None if isinstance(value, Remote) else list(value)
        except TypeError:
            items = None
        if items is None:
            raise StudentError(told)
        self.unpacked = replace(told, count=len(items))
        return iter(items)

    def _label(self, index: int | None) -> str:
        """Names a result for messages, in the probe's own words; "" where there is nothing to say."""
        while index is not None and 0 <= index < len(self._asked):
            match self._asked[index]:
                case Module(name) | Get(_, name):
                    return name
                case Call(target, _, _) | Item(target, _):
                    index = target
                case Record():
                    return "model"
                case _:
                    return ""
        return ""

    def _locate(self, failure: Failure, queue: list[Operation]) -> Failure:
        """Says which operation failed; the other side's word is only its number."""
        if not 0 <= failure.at < len(queue):
            return replace(failure, operation="", name="", on="")
        operation = queue[failure.at]
        target = getattr(operation, "target", None)
        own = self._label(target)
        name = operation.name if isinstance(operation, Module | Get) else own
        return replace(
            failure, operation=KINDS[type(operation)], name=name, on=self._written(target, own)
        )

    def _written(self, index: int | None, name: str) -> str:
        """Returns how a result was asked for, where that is no module, class or attribute: "layers[3]", "make()"."""
        asked = self._asked[index] if index is not None and 0 <= index < len(self._asked) else None
        if isinstance(asked, Item) and isinstance(asked.key, int | str):
            return f"{self._written(asked.target, name)}[{asked.key!r}]"
        if isinstance(asked, Call) and name[:1].islower():
            return f"{name}()"
        return name

    def _localise(self, value: Any) -> Any:
        """Replaces handles inside a fetched value by Remotes that know their session."""
        if type(value) in UNCHANGING:
            return value
        if isinstance(value, Ref):
            return Remote(self, value.index, value.type_name)
        if isinstance(value, tuple):
            return tuple(self._localise(item) for item in value)
        if isinstance(value, list):
            return [self._localise(item) for item in value]
        if isinstance(value, dict):
            return {key: self._localise(item) for key, item in value.items()}
        return value


class Remote:
    """A handle on an object, or on a value not read yet, of the student's side."""

    __slots__ = ("_index", "_session", "_type_name")
    _session: Session
    _index: int
    _type_name: str

    def __init__(self, session: Session, index: int, type_name: str = "") -> None:
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_index", index)
        object.__setattr__(self, "_type_name", type_name)

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._session.queue(Get(self._index, name))

    def __setattr__(self, name: str, value: Any) -> None:
        self._session.queue(Set(self._index, name, outgoing(value)))

    def __call__(self, *arguments: Any, **keywords: Any) -> Remote:
        """Queues a call."""
        return self._session.queue(
            Call(
                self._index,
                [outgoing(value) for value in arguments],
                {name: outgoing(value) for name, value in keywords.items()},
            )
        )

    def __getitem__(self, key: Any) -> Remote:
        return self._session.queue(Item(self._index, outgoing(key)))

    def __iter__(self) -> Iterator[Any]:
        return self._session.unpack(self._index, read(self))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.array(read(self), dtype=dtype)

    def __float__(self) -> float:
        return float(read(self))

    def __repr__(self) -> str:
        return f"<handle {self._index} {self._type_name}>"


def outgoing(value: Any) -> Any:
    """Returns an argument in the form in which it is queued: handles by index, arrays by copy."""
    if type(value) in UNCHANGING:
        return value
    if isinstance(value, Remote):
        return ref(value._index)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (tuple, list)):
        return type(value)(outgoing(item) for item in value)
    if isinstance(value, dict):
        return {key: outgoing(item) for key, item in value.items()}
    return value


def read(value: Any) -> Any:
    """Returns the value behind a handle (the handle itself where it is no plain value)."""
    if not isinstance(value, Remote):
        return value
    if value._type_name:
        return value
    value._session.read([value._index])
    return value._session.value(value._index)
