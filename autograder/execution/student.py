"""What a probe is given: the submission, as it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .failure import Failure, read_failures
from .proxy import Remote, Session, Transport, outgoing, read
from .reading import read_all
from .worker.operations import (
    Call,
    Count,
    Counted,
    Figure,
    Fixture,
    Get,
    Module,
    Output,
    Record,
    Stumbled,
)


class Student:
    """What a probe sees of a submission; every probe gets a new one, with fresh modules."""

    def __init__(self, transport: Transport, seed: int) -> None:
        self._session = Session(transport, seed)
        self._modules: dict[str, Remote] = {}

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._modules:
            self._modules[name] = self._session.queue(Module(name))
        return self._modules[name]

    def record(self, **attributes: Any) -> Remote:
        """Makes a plain object with these attributes on the student's side."""
        return self._session.queue(
            Record({name: outgoing(value) for name, value in attributes.items()})
        )

    def once(self, values: Sequence[Any]) -> Remote:
        """Returns a handle on an iterator over these values: like a generator, it can be gone over once."""
        kept = outgoing(self.record(values=list(values)).values).index
        make = outgoing(self._session.queue(Get(kept, "__iter__"))).index
        return self._session.queue(Call(make, [], {}))

    def fixture(self, name: str, key: str, rows: np.ndarray[Any, Any]) -> Remote:
        """Returns a handle on a copy of some rows of the assignment's data.

        Args:
            name: the fixture, as assignment.toml calls it.
            key: the array in it.
            rows: int array of row numbers.
        """
        return self._session.queue(Fixture(name, key, np.asarray(rows)))

    def printed(self) -> Remote:
        """Returns a handle on what has been printed since the last time, or since the probe began."""
        return self._session.queue(Output())

    def count(self, functions: Sequence[str]) -> None:
        """Has the lines counted that run in these functions; before anything else is done.

        Args:
            functions: as "module.Class.method".
        """
        self._session.queue(Count(list(functions)))

    def counted(self) -> Remote:
        """Returns a handle on what was counted; see `worker.line_counts`."""
        return self._session.queue(Counted())

    def figure(self, drawn: Remote | None = None) -> Remote:
        """Returns a handle on what is drawn in a figure, as plain values: see `worker.plain_forms`.

        Args:
            drawn: a figure or axes that the submission returned; None for pyplot's current figure.
        """
        return self._session.queue(Figure(None if drawn is None else outgoing(drawn).index))

    def read(self, value: Any) -> Any:
        """Returns the value behind a handle; anything else as it is."""
        return read(value)

    def read_list(self, values: Sequence[Any]) -> list[Any]:
        """Returns the values behind many handles, fetched in one exchange."""
        return list(read_all({str(number): value for number, value in enumerate(values)}).values())

    def finish(self) -> None:
        """Sends what is still queued, so that its failures are seen."""
        self._session.read([])


def last_unpacked(student: Student) -> Failure | None:
    """Returns what was unpacked last, as the failure that it is where a probe cannot use it."""
    return student._session.unpacked


def has_asked(student: Student) -> bool:
    """Tells whether anything was sent to the student's side."""
    return student._session.begun


def stumbles(student: Student) -> list[Failure]:
    """Returns the failures of lines at the top of the files that were loaded, each of which goes on without it."""
    return read_failures(student.read(student._session.queue(Stumbled())))
