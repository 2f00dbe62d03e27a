"""A source as a tree: its functions, what their calls may mean, and the names in them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from types import EllipsisType, NoneType
from typing import Any, NamedTuple

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# What has nodes of its own.
_WITH_OWN = frozenset({*FUNCTIONS, ast.ClassDef, ast.Lambda})
# What facts are told of; whoever looks for another kind of node adds it here.
_TOLD = frozenset(
    {
        *(ast.Import, ast.ImportFrom, ast.Call, ast.Constant),
        *(ast.Assign, ast.AugAssign, ast.AnnAssign),
        *(ast.Return, ast.Yield, ast.YieldFrom),
        *(ast.For, ast.AsyncFor, ast.While, ast.comprehension),
    }
)
# What may stand in a field and holds nothing of which facts are told.
_NO_NODES = frozenset({int, str, NoneType, bool, float, complex, bytes, EllipsisType, ast.Name})
# Fields in which nothing else stands.
_PLAIN_FIELDS = """
    arg asname attr conversion ctx id is_async kind level module name names op ops simple type_comment type_ignores
"""
_NO_NODES_IN = frozenset(_PLAIN_FIELDS.split())
# By the type of a node its other fields, the last one first.
_FIELDS = {
    kind: tuple(field for field in reversed(kind._fields) if field not in _NO_NODES_IN)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


class Function:
    """A function, class or lambda, or a whole file: what has nodes of its own.

    Attributes:
        name: with those of the classes and functions around it, "Layer.forward"; "" for a file.
        own: the nodes in it of which facts are told, in their order in the source, but for those in others
            inside of it.
    """

    def __init__(self, name: str, node: Any, told: list[Any]) -> None:
        self.name = name
        self.node = node
        self.own: list[Any] = []
        self._told = told
        self._first = self._end = len(told)

    def close(self) -> None:
        """Ends it: what is told from now on stands after it."""
        self._end = len(self._told)

    @property
    def nodes(self) -> list[Any]:
        """All nodes in it of which facts are told."""
        return self._told[self._first : self._end]


class Tree:
    """A file that was parsed, walked once for all who look at it.

    Attributes:
        top: the file itself.
        functions: all of it, also those that stand under an if or a try; one that stands in another comes
            after it.
    """

    def __init__(self, module: ast.Module) -> None:
        self._told: list[Any] = []
        self.top = Function("", module, self._told)
        self.functions: list[Function] = []
        self._walk(module)
        self.top.close()

    def _walk(self, module: ast.Module) -> None:
        around = [self.top]
        # None is where the innermost function ends.
        waiting: list[Any] = [module]
        while waiting:
            node = waiting.pop()
            if node is None:
                around.pop().close()
                continue
            kind = type(node)
            if kind in _TOLD:
                self._told.append(node)
                around[-1].own.append(node)
            elif kind in _WITH_OWN:
                around.append(self._opened(node, around[-1].name))
                waiting.append(None)
            for field in _FIELDS[kind]:
                value = getattr(node, field)
                if type(value) is list:
                    waiting += [item for item in reversed(value) if type(item) not in _NO_NODES]
                elif type(value) not in _NO_NODES:
                    waiting.append(value)

    def _opened(self, node: Any, around: str) -> Function:
        if type(node) is ast.Lambda:
            return Function(around, node, self._told)
        found = Function(f"{around}.{node.name}".lstrip("."), node, self._told)
        if type(node) is not ast.ClassDef:
            self.functions.append(found)
        return found


class Source:
    """One file, as far as its functions are concerned.

    Args:
        tree: of the file.
        shared: other files whose functions can be called by their bare name, as the cells of a notebook can.
    """

    def __init__(self, tree: Tree, shared: Mapping[str, Source] | None = None) -> None:
        self.functions = {function.name: function for function in tree.functions}
        self.shared = shared or {}
        # Names on self that go by sample.
        self.attributes: set[str] = set()
        self._imported = dict(_imported(tree.top.nodes))

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


def called_name(node: ast.Call) -> str:
    """Returns the name of the function that is called, without what stands before its last dot."""
    function: Any = node.func
    kind = type(function)
    name: str = function.attr if kind is ast.Attribute else ""
    return function.id if kind is ast.Name else name


def name_of(node: Any) -> str:
    """Returns a name as it is written, `self.W` included; "" for any other expression."""
    kind = type(node)
    name: str = node.id if kind is ast.Name else ""
    if kind is ast.Attribute and type(node.value) is ast.Name and node.value.id == "self":
        return f"self.{node.attr}"
    return name


def constant_of(node: ast.expr) -> Any:
    """Returns the value of a literal; None for any other expression."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
