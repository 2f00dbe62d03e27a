"""A source as a tree: its functions, what their calls may mean, and the names in them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import EllipsisType, NoneType
from typing import Any, NamedTuple

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Tree:
    """A file that was parsed, walked once for all who look at it."""

    def __init__(self, top: ast.Module) -> None:
        self.top = top
        self._below: dict[ast.AST, list[ast.AST]] = {}

    def below(self, node: ast.AST) -> list[ast.AST]:
        """Returns the nodes right below one, looked for once; see `nodes_below`."""
        found = self._below.get(node)
        if found is None:
            found = self._below[node] = nodes_below(node)
        return found

    def walk(self, node: ast.AST) -> list[ast.AST]:
        """Returns the node and all below it, as `ast.walk` does, but for contexts; in a third of the time."""
        nodes = [node]
        for found in nodes:
            nodes += self.below(found)
        return nodes

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes; see `walk`."""
        return self.walk(self.top)

    @cached_property
    def functions(self) -> list[tuple[str, Any]]:
        """All functions with their names; see `functions_in`."""
        return list(functions_in(self.top))


class Source:
    """One file, as far as its functions are concerned.

    Args:
        tree: of the file.
        shared: other files whose functions can be called by their bare name, as the cells of a notebook can.
    """

    def __init__(self, tree: Tree, shared: Mapping[str, Source] | None = None) -> None:
        self.functions = _Walked(tree)
        self.shared = shared or {}
        # Names on self that go by sample.
        self.attributes: set[str] = set()
        self._imported = dict(_imported(tree.nodes))

    def find(self, call: ast.Call, owner: str, sources: Mapping[str, Source]) -> Iterator[Place]:
        """Yields the functions of the submission that a call may mean.

        Args:
            owner: the class in which it stands, or "".
            sources: by module.
        """
        function = call.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            module, name = self._imported.get(function.value.id, ("", ""))
            if module in sources and not name:
                yield Place(module, sources[module], function.attr)
                return
        if isinstance(function, ast.Attribute):
            yield Place("", self, f"{owner}.{function.attr}" if owner else function.attr)
        elif isinstance(function, ast.Name):
            module, name = self._imported.get(function.id, ("", ""))
            if module in sources and name:
                yield Place(module, sources[module], name)
            else:
                yield Place("", self, function.id)
                for cell in self.shared.values():
                    yield Place("", cell, function.id)


class Place(NamedTuple):
    """A function: the module as it was imported, the file, and the name there."""

    module: str
    source: Source
    name: str


def _imported(nodes: Iterable[Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yields (name, (module, name in it)) of what is imported; without the second for a module."""
    for node in nodes:
        kind = type(node)
        if kind is ast.Import:
            for alias in node.names:
                yield alias.asname or alias.name, (alias.name, "")
        elif kind is ast.ImportFrom:
            for alias in node.names:
                yield alias.asname or alias.name, (node.module or "", alias.name)


# Most of what a node holds by far: where it stands, what it is called, and the context that every name has.
_NO_NODES = frozenset(
    {int, str, NoneType, bool, float, complex, bytes, EllipsisType, ast.Load, ast.Store, ast.Del}
)


def nodes_below(node: ast.AST) -> list[ast.AST]:
    """Returns the nodes right below one, in order; no contexts."""
    below = []
    for value in vars(node).values():
        kind = type(value)
        if kind in _NO_NODES:
            continue
        if kind is list:
            below += [item for item in value if type(item) not in _NO_NODES]
        else:
            below.append(value)
    return below


class _Walked(Mapping[str, Sequence[ast.AST]]):
    """Each function with all nodes below it, the function first: walking is what takes long."""

    def __init__(self, tree: Tree) -> None:
        self._functions = dict(tree.functions)
        self._walk = tree.walk
        self._nodes: dict[str, list[ast.AST]] = {}

    def __getitem__(self, name: str) -> list[ast.AST]:
        if name not in self._nodes:
            self._nodes[name] = self._walk(self._functions[name])
        return self._nodes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)


def functions_in(top: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yields (name, function) of all functions, also of those that stand under an if or a try."""
    waiting = [(top, "")]
    while waiting:
        node, prefix = waiting.pop()
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            prefix = f"{prefix}.{node.name}".lstrip(".")
            if isinstance(node, FUNCTIONS):
                yield prefix, node
        # Statements stand in lists alone.
        below = [
            item
            for value in vars(node).values()
            if type(value) is list
            for item in value
            if isinstance(item, (ast.stmt, ast.ExceptHandler))
        ]
        waiting += [(item, prefix) for item in reversed(below)]


def called_name(node: ast.Call) -> str:
    """Returns the name of the function that is called, without what stands before its last dot."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def name_of(node: ast.expr) -> str:
    """Returns a name as it is written, `self.W` included; "" for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}" if node.value.id == "self" else ""
    return ""


def constant_of(node: ast.expr) -> Any:
    """Returns the value of a literal; None for any other expression."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
