"""A notebook's code cells as one module: what they define, without their experiments.

A notebook defines things and then tries them out: it trains, plots and calls checks. Every probe gets a
fresh module, and what a probe needs are the definitions. So only those statements of the cells run that
the assignment's own names depend on, in the order of the cells, each on its own: one that fails does not
lose the others. Cells are parsed here, in the sandbox, like every other source.
"""

from __future__ import annotations

import ast
import dis
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType, ModuleType
from typing import NamedTuple

from .loader import InspectLoader

# Cell magics after whose first line ordinary Python stands.
_TRANSPARENT = frozenset({"capture", "prun", "time", "timeit"})
_CELL_MAGIC = re.compile(r"\s*%%(\w*)")
# Line magics, shell commands, and help: `%matplotlib inline`, `files = !ls`, `?np.sum`, `np.sum?`.
_MAGIC = re.compile(r"\s*+([%!?]|[\w.,\[\]()\s]+=\s*[%!]\s*[\w/\"']|[\w.]+\?{1,2}\s*$)")
_DEFINES = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*=[^=]", re.MULTILINE)
_GIVES = re.compile(r"^(\w+)\.(\w+)\s*=[^=]", re.MULTILINE)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
# Belongs to the notebook's test cells, and is not there when grading.
_OURS = "autograder"


class Statement(NamedTuple):
    """One statement at the top of a cell.

    Attributes:
        cell: the cell's name, which stands in tracebacks.
        binds: names it gives a value.
        changes: names whose objects it changes: `Layer.forward = forward` changes Layer.
        uses: names that it, or a function in it, looks up in the module.
    """

    cell: str
    node: ast.stmt
    code: CodeType
    binds: frozenset[str]
    changes: frozenset[str]
    uses: frozenset[str]


class CellLoader(InspectLoader):
    """Makes the module.

    Args:
        sources: the text of each cell, by the cell's name.
        cells: names of the cells, in order.
        wanted: names of the assignment that the module should have.
    """

    def __init__(
        self, sources: Mapping[str, bytes], cells: Sequence[str], wanted: Sequence[str]
    ) -> None:
        self._broken: dict[str, SyntaxError] = {}
        self._broken_parts: dict[tuple[str, str], SyntaxError] = {}
        statements: list[Statement] = []
        for cell in cells:
            source = without_magics(sources[cell].decode("utf-8", "replace"))
            try:
                statements += parse_cell(source, cell)
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                broken = _as_syntax_error(error, cell)
                for match in _DEFINES.finditer(source):
                    self._broken[match[1] or match[2]] = broken
                for match in _GIVES.finditer(source):
                    self._broken_parts[match[1], match[2]] = broken
        self._statements = needed(statements, wanted)
        self._module: NotebookModule | None = None

    def forget(self) -> None:
        """Has the next import run the cells again."""
        self._module = None

    def create_module(self, spec: object) -> ModuleType:
        """Returns the notebook's one module, whatever name it is imported by."""
        if self._module is None:
            self._module = NotebookModule("notebook")
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        """Runs the statements once; notes for each name why it is missing, and goes on."""
        if "__reasons__" in module.__dict__:
            return
        reasons: dict[str, BaseException] = dict(self._broken)
        module.__dict__["__reasons__"] = reasons
        parts: dict[tuple[str, str], BaseException] = dict(self._broken_parts)
        # By cell and name. What an earlier cell bound to it is not what this cell means by it.
        lost: dict[tuple[str, str], BaseException] = {}
        for statement in self._statements:
            error = next((lost[key] for key in _used(statement) if key in lost), None)
            if error is None:
                error = _raised(statement.code, module)
            if error is not None:
                lost |= {(statement.cell, name): error for name in statement.binds}
                reasons |= dict.fromkeys(statement.binds | statement.changes, error)
                parts |= dict.fromkeys(_given_parts(statement.node), error)
        for (owner, name), error in parts.items():
            made = module.__dict__.get(owner)
            if isinstance(made, type) and name not in vars(made):
                setattr(made, name, MissingPart(error))

    def get_source(self, fullname: str) -> str:
        """Returns no source: it stands in many cells."""
        return ""


def _raised(code: CodeType, module: ModuleType) -> BaseException | None:
    """Runs a statement, and returns what it raised."""
    try:
        exec(code, module.__dict__)
    except (Exception, SystemExit, GeneratorExit) as error:
        return error
    return None


def _used(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yields what a statement looks up, as (cell, name); a function does so only when it is called."""
    if not isinstance(statement.node, DEFINITIONS):
        yield from ((statement.cell, name) for name in sorted(statement.uses))


def _given_parts(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yields (class, attribute) of what a statement gives a class: `Layer.forward = forward`."""
    for target in node.targets if isinstance(node, ast.Assign) else ():
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            yield target.value.id, target.attr


class MissingPart:
    """Stands for an attribute of a class whose cell failed: who asks for it is told why."""

    def __init__(self, reason: BaseException) -> None:
        self._reason, self._traceback = reason, reason.__traceback__

    def __get__(self, instance: object, owner: type) -> object:
        # As it was: it would grow each time.
        raise self._reason.with_traceback(self._traceback)


class NotebookModule(ModuleType):
    """A module in which a missing name is explained by the cell that should have defined it."""

    def __getattr__(self, name: str) -> object:
        reason = self.__dict__.get("__reasons__", {}).get(name)
        if reason is None:
            raise AttributeError(name)
        raise reason


def without_magics(source: str) -> str:
    """Returns a cell without what only IPython understands; lines keep their numbers."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    magic = _CELL_MAGIC.match(lines[first])
    if magic is not None:
        if magic[1] not in _TRANSPARENT:
            return ""
        lines[first] = ""
    text = "\n".join(lines)
    without = "\n".join(map(_without_magic, lines))
    if without == text:
        return text
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # Only now: the text of a docstring may look like a magic, and a % may begin a line.
        return without
    return text


def _without_magic(line: str) -> str:
    if len(line) > 1000 or not _MAGIC.match(line):
        return line
    return line[: len(line) - len(line.lstrip())] + "pass"


def parse_cell(source: str | bytes, cell: str) -> list[Statement]:
    """Returns the statements of a cell.

    Raises:
        SyntaxError: it is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source, cell)
        return [_statement(node, cell) for node in tree.body]


def _statement(node: ast.stmt, cell: str) -> Statement:
    code = compile(ast.Module([node], []), cell, "exec", dont_inherit=True)
    binds: set[str] = set()
    uses: set[str] = set()
    for inner in _with_inner(code):
        for instruction in dis.get_instructions(inner):
            name = str(instruction.argval)
            if instruction.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
                uses.add(name)
            elif instruction.opname == "STORE_GLOBAL" or (
                inner is code and instruction.opname == "STORE_NAME"
            ):
                binds.add(name)
    return Statement(cell, node, code, frozenset(binds), frozenset(_changes(node)), frozenset(uses))


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _with_inner(constant)


def _changes(node: ast.stmt) -> Iterator[str]:
    """Yields the names whose objects a statement changes in place."""
    targets: list[ast.expr] = []
    if isinstance(node, (ast.Assign, ast.Delete)):
        targets = node.targets
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        if isinstance(call.func, ast.Attribute):
            targets = [call.func]
        elif isinstance(call.func, ast.Name) and call.func.id in ("setattr", "delattr"):
            yield from map(_base, call.args[:1])
    for target in targets:
        if isinstance(target, (ast.Attribute, ast.Subscript)):
            yield _base(target)


def _base(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def needed(statements: Sequence[Statement], wanted: Sequence[str]) -> list[Statement]:
    """Returns the statements that the wanted names depend on, directly or not, in order.

    Imports are kept anyway: rules are about them, and a name may be used in ways not seen here.
    """
    defined = {
        name
        for statement in statements
        if isinstance(statement.node, DEFINITIONS)
        for name in statement.binds
    }
    writers: dict[str, list[int]] = {}
    for number, statement in enumerate(statements):
        for name in statement.binds | statement.changes:
            if name not in statement.binds or _defines(statement, name, defined):
                writers.setdefault(name, []).append(number)
    kept = {
        number
        for number, statement in enumerate(statements)
        if isinstance(statement.node, _IMPORTS) and not _is_ours(statement.node)
    }
    waiting = list(wanted)
    seen = set(waiting)
    while waiting:
        for number in writers.get(waiting.pop(), ()):
            if _is_ours(statements[number].node):
                continue
            kept.add(number)
            # What a kept statement changes has to be there, too.
            fresh = (statements[number].uses | statements[number].changes) - seen
            seen |= fresh
            waiting += fresh
    return [statements[number] for number in sorted(kept)]


def _defines(statement: Statement, name: str, defined: set[str]) -> bool:
    """Tells whether a statement is one that gives a name its meaning.

    An experiment may call its result as a function is called, `loss, acc = loss(...)`: what `def` or
    `class` has defined is replaced only by another definition, an import, or another function's name.
    """
    node = statement.node
    if name not in defined or isinstance(node, (*DEFINITIONS, *_IMPORTS)):
        return True
    return isinstance(node, ast.Assign) and isinstance(
        node.value, (ast.Lambda, ast.Name, ast.Attribute)
    )


def _is_ours(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] == _OURS
    return isinstance(node, ast.Import) and all(
        alias.name.split(".")[0] == _OURS for alias in node.names
    )


def _as_syntax_error(error: BaseException, cell: str) -> SyntaxError:
    if isinstance(error, SyntaxError):
        return error
    return SyntaxError(str(error) or "too deeply nested", (cell, 1, 1, ""))
