"""Static facts of a submission's source: imports, loops over samples, idioms of Python 2.

Sources are parsed inside the sandbox, before any of them is executed: a hostile source can keep a parser
busy or bring it down, and code that has not run yet cannot lie about itself.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from .notebook_modules import without_magics
from .sample_loops import loops_over_samples
from .source_tree import Source, Tree, called_name
from .what_functions_do import function_facts

_LOOPS = frozenset({ast.For, ast.While, ast.AsyncFor})
_METHOD = re.compile(r"^(\w+(?:\.\w+)+)\s*=\s*(\w+)\s*$", re.MULTILINE)
# Each idiom with a word that every line of it holds.
PYTHON_2 = (
    ("xrange", "xrange", re.compile(r"^[^#'\"]*\bxrange\s*\(")),
    ("print", "print", re.compile(r"^\s*print\s+[^=(\s]")),
    ("except", "except", re.compile(r"^\s*except\s+[\w.]+\s*,\s*\w+\s*:")),
    ("raw_input", "raw_input", re.compile(r"^[^#'\"]*\braw_input\s*\(")),
)


def inspect_files(
    files: Mapping[str, bytes], vectorised: Sequence[str], only: Sequence[str] | None = None
) -> dict[str, dict[str, Any]]:
    """Returns the facts of Python files, by path.

    They are imports [package, line], loops [function, line], python2 [idiom, line],
    signatures {function: "(arguments)"}, repeats [first line, last line] of every loop, and what
    `function_facts` finds. A kind of which there are none is left out.

    Args:
        files: source by path.
        vectorised: functions in which no loop over samples may stand, as "module.Class.method".
        only: the paths of interest; others are looked at where functions of these call theirs.
    """
    paths = [path for path in (files if only is None else only) if path.endswith(".py")]
    sources = _Sources(files)
    facts = {
        path: _facts_of(files[path], sources.tree(_module(path))) for path in paths if path in files
    }
    for name in vectorised:
        module = max((m for m in map(_module, facts) if name.startswith(f"{m}.")), default="")
        if module in sources:
            start = name.removeprefix(f"{module}.")
            found = _loops(start, sources[module], sources)
            _add_loops(facts, start, found, sources.paths())
    return facts


def inspect_cells(
    files: Mapping[str, bytes], cells: Sequence[str], vectorised: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Returns the facts of a notebook's cells, by the cell's name.

    Args:
        files: source by path; the cells are among them.
        cells: their names.
        vectorised: as above; modules that have a file are not the notebook's.
    """
    names = [
        name.partition(".")[2] for name in vectorised if f"{name.partition('.')[0]}.py" not in files
    ]
    texts = {cell: without_magics(files[cell].decode("utf-8", "replace")) for cell in cells}
    trees = {cell: _parsed(text.encode()) for cell, text in texts.items()}
    facts = {cell: _facts_of(text.encode(), trees[cell]) for cell, text in texts.items()}
    shared: dict[str, Source] = {}
    for cell, tree in trees.items():
        if tree is not None:
            shared[cell] = Source(tree, shared)
    sources = _Sources({path: files[path] for path in files if path not in cells})
    paths = {id(source): cell for cell, source in shared.items()}
    for cell, source in shared.items():
        # A method may be written on its own, and then be put into its class.
        alone = [match[2] for match in _METHOD.finditer(texts[cell]) if match[1] in names]
        for start in (*names, *alone):
            found = _loops(start, source, sources)
            _add_loops(facts, start, found, {**sources.paths(), **paths})
    return facts


class _Sources(Mapping[str, Source]):
    """The modules of a submission by name, parsed when they are asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {_module(path): path for path in files if path.endswith(".py")}
        self._contents = files
        self._trees: dict[str, Tree | None] = {}
        self._parsed: dict[str, Source] = {}

    def tree(self, module: str) -> Tree | None:
        """Returns a file's tree; None where it cannot be parsed."""
        if module not in self._trees:
            self._trees[module] = _parsed(self._contents[self._files[module]])
        return self._trees[module]

    def __getitem__(self, module: str) -> Source:
        if module not in self._parsed:
            self._parsed[module] = Source(self.tree(module) or Tree(ast.Module([], [])))
        return self._parsed[module]

    def __contains__(self, module: object) -> bool:
        return module in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def paths(self) -> dict[int, str]:
        """Returns the paths of what was parsed, by the id of its Source."""
        return {id(source): self._files[module] for module, source in self._parsed.items()}


def _loops(start: str, source: Source, sources: Mapping[str, Source]) -> set[tuple[int, int]]:
    try:
        return loops_over_samples(start, source, sources)
    except RecursionError:  # of expressions nested too deep to follow
        return set()


def _module(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def _add_loops(
    facts: dict[str, dict[str, Any]],
    function: str,
    found: set[tuple[int, int]],
    paths: dict[int, str],
) -> None:
    """Adds the loops of a function to the facts of the files that they stand in."""
    for number, line in found:
        if number in paths:
            loops = facts.setdefault(paths[number], {}).setdefault("loops", [])
            if [function, line] not in loops:
                loops.append([function, line])
            loops.sort(key=lambda item: item[::-1])


def _parsed(content: bytes) -> Tree | None:
    """Returns a source's tree; None where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Tree(ast.parse(content))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _facts_of(content: bytes, tree: Tree | None) -> dict[str, Any]:
    """Returns the facts of one source, but for loops; of one that cannot be parsed idioms of Python 2 only."""
    facts: dict[str, Any] = {"python2": _python_2(content.decode("utf-8", "replace"))}
    # Of expressions nested too deep to follow, what was found until then counts.
    with suppress(RecursionError):
        if tree is not None:
            _add_facts(facts, tree)
    return {kind: found for kind, found in facts.items() if found}


def _add_facts(facts: dict[str, Any], tree: Tree) -> None:
    facts["repeats"] = list(_repeats(tree.top.nodes))
    imports = set(_imports(tree.top.nodes))
    facts["imports"] = sorted(map(list, imports), key=lambda item: item[::-1])
    facts["signatures"] = {item.name: _signature(item.node) for item in tree.functions}
    facts |= function_facts(tree)


def _python_2(text: str) -> list[list[Any]]:
    # Next to no text has any of the words, and its lines need not be told apart.
    likely = [(idiom, word, pattern) for idiom, word, pattern in PYTHON_2 if word in text]
    if not likely:
        return []
    return [
        [idiom, number]
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) < 1000
        for idiom, word, pattern in likely
        if word in line and pattern.search(line)
    ]


def _repeats(nodes: Sequence[Any]) -> Iterator[list[int]]:
    """Yields the first and the last line of every loop."""
    for node in nodes:
        if type(node) in _LOOPS:
            yield [node.lineno, node.end_lineno or node.lineno]


def _imports(nodes: Sequence[Any]) -> Iterator[tuple[str, int]]:
    """Yields (top-level package, line) of every import, by statement or by function."""
    for node in nodes:
        kind = type(node)
        if kind is ast.Import:
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif kind is ast.ImportFrom and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno
        elif kind is ast.Call and called_name(node) in ("import_module", "__import__"):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value.split(".")[0], node.lineno


def _signature(function: Any) -> str:
    """Returns a function's arguments as they are written, without self."""
    arguments = function.args
    if arguments.args and arguments.args[0].arg == "self":
        arguments.args = arguments.args[1:]
    return f"({ast.unparse(arguments)})"[:200]
