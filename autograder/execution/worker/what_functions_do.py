"""Static facts of functions by which a beginner's slip is told: what they return, set, and have left in.

Part of `static_analysis`: taken before any of the code was executed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from .source_tree import Tree

_YIELDS = frozenset({ast.Yield, ast.YieldFrom})
# Facts of one kind that are kept; an honest file has far fewer.
MOST = 300
MOST_TEXT = 80
# "(loss, acc): two numbers", the beginning of what a docstring promises.
_PROMISE = re.compile(r"Returns:\s*\n\s*(\([\w ,]+\)|\w+)\s*[:.]")


def function_facts(tree: Tree) -> dict[str, list[list[Any]]]:
    """Returns what the functions of a source do, by kind.

    They are returns [function, line, values, text], where a function without any has values 0 on its
    own line; sets [class, attribute, line] of attributes of self, locals [function, name, line] of
    other names, numbers [function, number, line] of whole numbers written out, unfinished
    [function, line] of `raise NotImplementedError` below code, promises [function, text] of what a
    docstring says is returned, and spans [function, first line, last line].
    """
    facts: dict[str, list[list[Any]]] = {
        "returns": [],
        "sets": [],
        "locals": [],
        "numbers": [],
        "unfinished": [],
        "promises": [],
        "spans": [],
    }
    facts["numbers"] += [["", *found] for found in _numbers(tree.top.own)]
    for function in tree.functions:
        name, node, nodes = function.name, function.node, function.own
        facts["spans"].append([name, node.lineno, node.end_lineno or node.lineno])
        facts["returns"] += [[name, *found] for found in _returns(node, nodes)]
        facts["numbers"] += [[name, *found] for found in _numbers(nodes)]
        facts["unfinished"] += [[name, line] for line in _unfinished(node)]
        facts["promises"] += [[name, promise] for promise in _promises(node)]
        for target in _targets(nodes):
            if isinstance(target, ast.Name):
                facts["locals"].append([name, target.id, target.lineno])
            elif isinstance(target.value, ast.Name) and target.value.id == "self":
                owner = name.rpartition(".")[0]
                facts["sets"].append([owner, target.attr, target.lineno])
    return {kind: found[:MOST] for kind, found in facts.items()}


def _returns(function: Any, nodes: list[Any]) -> Iterator[tuple[int, int, str]]:
    """Yields (line, number of values, text) of every return; 0 values where nothing is returned."""
    found = [node for node in nodes if type(node) is ast.Return]
    if not _YIELDS.isdisjoint(map(type, nodes)):
        return
    if not found:
        yield function.lineno, 0, ""
    for node in found:
        value = node.value
        if value is None or (isinstance(value, ast.Constant) and value.value is None):
            yield node.lineno, 0, ""
        elif isinstance(value, (ast.Tuple, ast.List)):
            yield node.lineno, len(value.elts), ast.unparse(value)[:MOST_TEXT]
        else:
            yield node.lineno, 1, ast.unparse(value)[:MOST_TEXT]


def _numbers(nodes: list[Any]) -> Iterator[tuple[int, int]]:
    for node in nodes:
        if type(node) is ast.Constant and type(node.value) is int and 2 < node.value < 1 << 31:
            yield node.value, node.lineno


def _unfinished(function: Any) -> Iterator[int]:
    """Yields the line of a `raise NotImplementedError` that ends a function with code above it."""
    body = function.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    work = [node for node in body if not isinstance(node, (ast.Raise, ast.Pass))]
    for node in body:
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node) and work:
            yield node.lineno


def _promises(function: Any) -> Iterator[str]:
    """Yields what the docstring says is returned, if it does."""
    written = ast.get_docstring(function, clean=False)
    promise = _PROMISE.search(written.expandtabs()) if written else None
    if promise is not None:
        yield promise[1]


def _targets(nodes: list[Any]) -> Iterator[Any]:
    """Yields the names and attributes that are given a value."""
    waiting: list[ast.AST] = []
    for node in nodes:
        kind = type(node)
        if kind is ast.Assign:
            waiting += node.targets
        elif kind is ast.AugAssign or kind is ast.AnnAssign:
            waiting.append(node.target)
    while waiting:
        target = waiting.pop()
        if isinstance(target, (ast.Tuple, ast.List)):
            waiting += target.elts
        elif isinstance(target, (ast.Name, ast.Attribute)):
            yield target
