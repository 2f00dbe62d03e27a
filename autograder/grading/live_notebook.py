"""A notebook's own namespace as a submission: what its cells have defined, where they ran."""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any

import numpy as np

from ..execution.closing import Closing
from ..execution.worker.executor import Executor
from ..execution.worker.static_analysis import inspect_cells
from ..execution.worker.wire import decode, encode
from .kept_state import KeptState

# The first line of a cell that brings the checks along; it is none of the student's.
CARRIED = "#@title"


class NotebookFiles(Mapping[str, bytes]):
    """The cells that have run, by number; frames of theirs are the student's own."""

    def __contains__(self, name: object) -> bool:
        text = str(name)
        return "ipykernel" in text or text.startswith("<ipython-input")

    def __getitem__(self, name: str) -> bytes:
        return executed_cells()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(executed_cells())

    def __len__(self) -> int:
        return len(executed_cells())


def executed_cells() -> dict[str, bytes]:
    """Returns the text of the cells that have run, in order, by the names that IPython gives them."""
    texts = vars(sys.modules["__main__"]).get("In", [])
    return {
        f"In [{number}]": text.encode("utf-8", "replace")
        for number, text in enumerate(texts)
        if isinstance(text, str) and text.strip() and not text.startswith(CARRIED)
    }


def name_of_cell(file: str) -> str:
    """Returns a cell as Jupyter marks it, In [5], from the file name that IPython compiled it under."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    # IPython keeps it for its own tracebacks, which name cells in the same way.
    numbers = getattr(getattr(shell, "compile", None), "_filename_map", {})
    return f"In [{numbers[file]}]" if file in numbers else "cell"


class LiveModules:
    """The notebook's own namespace, under every module name of the assignment.

    Args:
        given: modules that the workspace has as files, which are found where the cells find them.
    """

    def __init__(self, given: Sequence[str]) -> None:
        self._given = given
        self.files = NotebookFiles()
        self.cells = ()
        self._kept = KeptState(self.load(""))

    def stumbled(self) -> list[BaseException]:
        """Returns nothing: the student has seen which cells failed."""
        return []

    def forget(self) -> None:
        """Undoes what checks have changed; the cells have been run by the student, once."""
        self._kept.put_back()

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Changes nothing: the namespace is there already."""
        yield

    def load(self, name: str) -> ModuleType:
        """Returns the module that the cells run in; one of the workspace's own where it can be imported."""
        if name in self._given:
            with suppress(ModuleNotFoundError):
                return importlib.import_module(name)
        return sys.modules["__main__"]


class LiveExecutor(Executor):
    """Runs operations on the notebook's namespace and leaves its random numbers as they were.

    Args:
        modules: the namespace.
    """

    def __init__(self, modules: LiveModules) -> None:
        super().__init__(interruptible=True, prints=True)
        self._modules = modules  # type: ignore[assignment]

    def handle(self, request: bytes | bytearray) -> bytes:
        """Answers one request."""
        state, numpy_state = random.getstate(), np.random.get_state()
        try:
            return super().handle(request)
        finally:
            random.setstate(state)
            np.random.set_state(numpy_state)

    def leave(self) -> None:
        """Drops what the last check has made, and undoes what it has changed."""
        self.drop_objects()
        self._modules.forget()

    def _inspect(self, vectorised: list[str], only: Sequence[str] | None) -> dict[str, Any]:
        cells = executed_cells()
        facts = inspect_cells(cells, list(cells), vectorised)
        # Only the newest definition of a function counts.
        defined = {
            name: cell for cell, known in facts.items() for name in known.get("signatures", ())
        }
        for cell, known in facts.items():
            if "loops" in known:
                known["loops"] = [
                    (name, line) for name, line in known["loops"] if defined.get(name, cell) == cell
                ]
        return facts

    def _counted(self) -> dict[str, Any] | None:
        told = super()._counted()
        if told is not None:
            told["lines"] = [
                [name, name_of_cell(file), *rest] for name, file, *rest in told["lines"]
            ]
        return told

    def _describe(self, error: BaseException) -> dict[str, Any]:
        facts = super()._describe(error)
        if facts["line"]:
            facts["file"] = name_of_cell(facts["file"])
        return facts


class LiveTransport(Closing):
    """Talks to the notebook's namespace, and leaves it as it was.

    Args:
        given: the workspace's files that a submission need not hold.
        modules: a namespace in place of the notebook's own.
    """

    faults: tuple[type[Exception], ...] = ()

    def __init__(self, given: Iterable[str] = (), modules: LiveModules | None = None) -> None:
        own = modules or LiveModules([name.removesuffix(".py") for name in given])
        self._executor = LiveExecutor(own)

    def close(self) -> None:
        """Undoes what checks have changed; may be called again."""
        self._executor.leave()

    def exchange(self, message: dict[str, Any]) -> Any:
        """Returns the decoded reply."""
        return decode(self._executor.handle(encode(message)))
