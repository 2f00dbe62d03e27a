"""Runs batches of operations on a submission's objects.

A batch is a list of operations; each puts one object on the table, at the next index. The reply holds
the values that were asked for, or the first failure. Requests and replies are frames of `wire`.

Requests:
    {"load": {"files", "named", ...}}           takes a submission; nothing is executed yet
    {"inspect": [function, ...], "only": [path, ...]}
                                                static facts of these files, before anything is
                                                executed
    {"imported": []}                            which packages were imported that have a stand-in
    {"run": [[kind, ...], ...], "want": [...]}  operations, and the indices to read;
        with "begin": seed                      first an empty table, fresh modules, seeded generators
Replies:
    {"values": {index: value or Ref}}  or  {"failure": {...}}
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from .describe_failure import describe, failure_facts
from .line_counts import LineCounter
from .modules import SubmissionModules
from .operations import (
    KINDS,
    Call,
    Count,
    Counted,
    Figure,
    Fixture,
    Get,
    Item,
    Module,
    Output,
    Record,
    Set,
    Stumbled,
    unpacked,
)
from .plain_forms import NoFigureError, close_figures, current_figure, is_table, plain_form
from .printed import Printed
from .request import RequestReader
from .stand_ins import StandIn
from .static_analysis import inspect_cells, inspect_files
from .wire import (
    DTYPES,
    NAMES,
    REPLY,
    UNCHANGING,
    NotPlainError,
    Ref,
    encode,
    is_plain_key,
    is_plain_leaf,
)

MAX_STUMBLES = 20
# Handles found inside containers get indices of their own, so that both sides count alike.
FIRST_EXTRA = 1 << 30

# Types of results that hold no values which could change.
_NO_VALUES = frozenset({*UNCHANGING, type, FunctionType, MethodType, ModuleType, SimpleNamespace})
_NUMBERS = UNCHANGING - {str, bytes}

_FIXTURE = KINDS[Fixture]

Fixtures = Mapping[str, Mapping[str, "np.ndarray[Any, Any]"]]


class Executor:
    """Holds one submission and the object table of the probe that runs on it.

    Args:
        fixtures: data of the assignment, by name and key.
        interruptible: let Ctrl-C through, for the student's own terminal; in the sandbox a
            KeyboardInterrupt can only be the submission's own doing.
        prints: let through what is printed.
    """

    def __init__(
        self,
        fixtures: Fixtures | None = None,
        *,
        interruptible: bool = False,
        prints: bool = False,
    ) -> None:
        self._fixtures: Fixtures = fixtures or {}
        self._interruptible = interruptible
        self._requests = RequestReader()
        self._modules = SubmissionModules({}, ())
        self._table: list[Any] = []
        self._snapshots: dict[int, Any] = {}
        self._fetched: dict[int, list[Any]] = {}
        self._extra: list[Any] = []
        self._counter: LineCounter | None = None
        self._printed = Printed(shown=prints)

    def handle(self, request: bytes | bytearray) -> bytes:
        """Answers one request; never raises for what student code does."""
        return self.answer(self._requests.read(request))

    def answer(self, message: Mapping[str, Any]) -> bytes:
        """Answers the message of a request; takes copies of the arrays in it."""
        if "load" in message:
            load = message["load"]
            self._modules = SubmissionModules(**load)
            return encode({"values": {}})
        if "inspect" in message:
            return encode({"values": self._inspect(message["inspect"], message.get("only"))})
        if "imported" in message:
            return encode({"values": sorted(self._modules.stood_in)[:MAX_STUMBLES]}, REPLY)
        with (
            self._modules.installed(),
            # Numpy's warnings stay off stderr, and a student's np.seterr does not outlast the batch.
            warnings.catch_warnings(action="ignore"),
            np.errstate(),
            self._printed.listening(),
        ):
            if "begin" in message:
                self._begin(message["begin"])
            return self._run(message["run"], message["want"])

    def _inspect(self, vectorised: list[str], only: Sequence[str] | None) -> dict[str, Any]:
        files, cells = self._modules.files, self._modules.cells
        found = inspect_files(files, vectorised, only)
        in_cells = [cell for cell in cells if only is None or cell in only]
        return found | inspect_cells(files, cells, vectorised) if in_cells else found

    def drop_objects(self) -> None:
        """Drops the objects of the last probe, with all the memory that they hold."""
        self._table.clear()
        self._snapshots.clear()
        self._fetched.clear()
        self._extra.clear()

    def _begin(self, seed: int) -> None:
        self.drop_objects()
        self._counter = None
        self._modules.forget()
        self._printed.take()
        close_figures()
        random.seed(seed)
        np.random.seed(seed % (1 << 32))

    def _run(self, operations: list[list[Any]], want: list[int]) -> bytes:
        for number, form in enumerate(operations):
            try:
                self._append(_HOW[form[0]](self, *form[1:]), form)
            except BaseException as error:
                if self._interruptible and isinstance(error, KeyboardInterrupt):
                    raise
                facts = failure_facts(form[0], error, self._describe)
                if form[0] == KINDS[Item] and facts["kind"] == "raised" and not facts["line"]:
                    facts |= self._without_items(form[1])
                return encode({"failure": {"at": number, **facts}})
        try:
            return encode({"values": {index: self._read(index) for index in want}}, REPLY)
        except NotPlainError as error:
            failure = {"kind": "value", "type": str(error.args[0])[:100], "text": ""}
        except BaseException as error:  # a container of the student's own that misbehaves when read
            failure = {"kind": "raised", **self._describe(error)}
        return encode({"failure": failure})

    def _append(self, result: Any, form: list[Any]) -> None:
        """Puts a result on the table, and what it is now aside if it could change later.

        An optimizer may update W in place: a probe that asks for W after every step must get what
        it was after that step, whenever it reads the values. Data of the assignment needs no copy:
        it is there to be taken again.
        """
        if self._counter is not None:
            self._counter.note(unpacked(form))
        if type(result) not in _NO_VALUES:
            if form[0] == _FIXTURE:
                self._fetched[len(self._table)] = form[1:]
            elif _may_change(result):
                self._snapshots[len(self._table)] = self._export(result)
        self._table.append(result)

    def _read(self, index: int) -> Any:
        if index in self._snapshots:
            return self._snapshots[index]
        if index in self._fetched:
            return self._fixture(*self._fetched[index])
        return self._export(self._object(index))

    def _get(self, target: int, name: str) -> Any:
        return getattr(self._object(target), name)

    def _set(self, target: int, name: str, value: Any) -> None:
        setattr(self._object(target), name, self._import(value))

    def _call(
        self, target: int, arguments: list[Any], keywords: Mapping[str, Any] | None = None
    ) -> Any:
        given = [self._import(value) for value in arguments]
        named = {name: self._import(value) for name, value in keywords.items()} if keywords else {}
        function = self._object(target)
        if self._counter is not None:
            return self._counter.call(target, function, given, named)
        return function(*given, **named)

    def _item(self, target: int, key: Any) -> Any:
        return self._object(target)[self._import(key)]

    def _module(self, name: str) -> Any:
        return self._modules.load(name)

    def _record(self, attributes: dict[str, Any]) -> Any:
        return SimpleNamespace(**{name: self._import(value) for name, value in attributes.items()})

    def _fixture(self, name: str, key: str, rows: np.ndarray[Any, Any]) -> Any:
        # Indexing with an array copies: the student may write into what it is given.
        return self._fixtures[name][key][rows]

    def _count(self, functions: list[str]) -> None:
        self._counter = LineCounter(functions, self._modules.files)

    def _figure(self, target: int | None) -> Any:
        if target is None:
            return current_figure()
        form = plain_form(self._object(target))
        if form is None:
            raise NoFigureError("no figure")
        return form

    def _output(self) -> str:
        return self._printed.take()

    def _counted(self) -> dict[str, Any] | None:
        return None if self._counter is None else self._counter.told()

    def _stumbled(self) -> list[dict[str, Any]]:
        found = self._modules.stumbled()[:MAX_STUMBLES]
        return [{"kind": "load", **self._describe(error)} for error in found]

    def _object(self, index: int | Ref) -> Any:
        number = index.index if isinstance(index, Ref) else index
        if number < FIRST_EXTRA:
            return self._table[number]
        return self._extra[number - FIRST_EXTRA]

    def _import(self, value: Any) -> Any:
        """Returns an argument as the student's own: handles resolved, arrays copied."""
        if type(value) in UNCHANGING:
            return value
        if isinstance(value, Ref):
            return self._object(value)
        if isinstance(value, np.ndarray):
            return value.copy()
        if isinstance(value, (tuple, list)):
            return type(value)(self._import(item) for item in value)
        if isinstance(value, dict):
            return {key: self._import(item) for key, item in value.items()}
        return value

    def _export(self, value: Any, depth: int = 0) -> Any:
        """Returns a copy of a value, with everything that is not plain replaced by a handle."""
        kind = type(value)
        if kind in _NUMBERS or (kind is str and len(value) <= REPLY.text):
            return value
        if isinstance(value, np.ndarray):
            dtype = value.dtype
            # A dtype writes its name anew each time; of another order of bytes it is no key.
            if dtype in NAMES or dtype.name in DTYPES:
                return np.array(value, subok=False)
        if depth < 20:
            if isinstance(value, tuple):
                return tuple(self._export(item, depth + 1) for item in tuple.__iter__(value))
            if isinstance(value, list):
                # Without a call for what is most of a list by far.
                return [
                    item if type(item) in _NUMBERS else self._export(item, depth + 1)
                    for item in list.__iter__(value)
                ]
            if isinstance(value, dict) and all(map(is_plain_key, dict.keys(value))):
                return {key: self._export(item, depth + 1) for key, item in dict.items(value)}
        if is_plain_leaf(value):
            if isinstance(value, (str, bytes)) and len(value) > REPLY.text:
                raise NotPlainError(f"a text of {len(value)} characters")
            return value
        form = plain_form(value) if depth < 20 else None
        if form is not None:
            return self._export(form, depth + 1)
        self._extra.append(value)
        name = repr(value) if isinstance(value, StandIn) else type(value).__name__
        return Ref(FIRST_EXTRA + len(self._extra) - 1, name)

    def _without_items(self, index: int) -> dict[str, Any]:
        """Returns what was to be indexed, and how many values it has, if it is a container."""
        value = self._object(index)
        count = len(value) if type(value) in (tuple, list, dict) else -1
        return {"kind": "value", "type": type(value).__name__[:100], "count": count}

    def _describe(self, error: BaseException) -> dict[str, Any]:
        """Returns what is known of an exception, and the student's own line in which it arose."""
        return describe(error, self._modules.files)


def _may_change(result: Any) -> bool:
    """Tells whether what can be read of a result may be something else later."""
    kind = type(result)
    if kind is np.ndarray:
        return True
    if kind is tuple:
        return not UNCHANGING.issuperset(map(type, result))
    return isinstance(result, (np.ndarray, tuple, list, dict)) or is_table(result)


_HOW: dict[str, Callable[..., Any]] = {
    KINDS[Get]: Executor._get,
    KINDS[Set]: Executor._set,
    KINDS[Call]: Executor._call,
    KINDS[Item]: Executor._item,
    KINDS[Module]: Executor._module,
    KINDS[Record]: Executor._record,
    KINDS[Fixture]: Executor._fixture,
    KINDS[Output]: Executor._output,
    KINDS[Figure]: Executor._figure,
    KINDS[Count]: Executor._count,
    KINDS[Counted]: Executor._counted,
    KINDS[Stumbled]: Executor._stumbled,
}
