"""The notebook's namespace once more, with a number changed in its definitions: what they would have been.

Cells are not run again for that, which could take as long as a training: functions and classes are defined anew, in
a namespace that has everything else as it is.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from types import FunctionType, ModuleType

from ..course.assignment import Assignment
from ..course.sources import GradedSources
from .live_notebook import LiveModules, LiveTransport, executed_cells
from .opened import Opened, OpenedHere
from .written_sizes import Reopen, constants


class ChangedModules(LiveModules):
    """A copy of the notebook's namespace, in which the cells' functions and classes are defined as changed.

    Args:
        given: modules that the workspace has as files.
        cells: all cells that have run, as changed.
    """

    def __init__(self, given: list[str], cells: Mapping[str, bytes]) -> None:
        self._copy = defined_anew(sys.modules["__main__"], cells, executed_cells())
        super().__init__(given)

    def load(self, name: str) -> ModuleType:
        """Returns the copy; one of the workspace's own modules where it can be imported."""
        found = super().load(name)
        return self._copy if found is sys.modules["__main__"] else found


def defined_anew(
    module: ModuleType, cells: Mapping[str, bytes], before: Mapping[str, bytes]
) -> ModuleType:
    """Returns a copy of a module, with the functions and classes as some cells define them.

    Args:
        before: the cells as they have run; a constant at the top of one is another where the cell says so now.
    """
    copy = ModuleType(module.__name__)
    vars(copy).update(vars(module))
    changed: dict[str, int] = {}
    for name, text in cells.items():
        if text != before.get(name):
            changed |= constants(text)
    vars(copy).update(changed)
    for name, text in cells.items():
        # A definition that raises, or a cell that is no Python, was not there before either.
        with suppress(Exception):
            for node in ast.parse(text).body:
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    exec(compile(ast.Module([node], []), name, "exec"), vars(copy))
    for name, value in vars(module).items():
        if not isinstance(value, (FunctionType, type)) and name not in changed:
            vars(copy)[name] = value
    return copy


def reopener(assignment: Assignment) -> Reopen:
    """Returns what opens a notebook's cells with changes, beside the notebook itself."""
    return partial(_reopened, assignment)


@contextmanager
def _reopened(assignment: Assignment, changed: GradedSources) -> Iterator[Opened]:
    given = [name.removesuffix(".py") for name in assignment.given_names]
    with LiveTransport(modules=ChangedModules(given, changed.files)) as transport:
        yield OpenedHere(assignment, changed, transport)
