"""Loops over samples, found by reading: in a function, and in those of the submission that it calls.

Reading sees what is usual, and no more: a number of samples that comes out of a dict, say, is a number like any
other. docs/authoring.md names the styles that escape.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .source_tree import Place, Source, called_name, constant_of, name_of

# Functions of numpy that loop in Python, and functions of an array whose result is no longer by sample.
DISGUISED_LOOPS = frozenset(
    {"vectorize", "apply_along_axis", "fromiter", "fromfunction", "frompyfunc"}
)
NOT_BY_SAMPLE = frozenset(
    {"unique", "bincount", "max", "min", "sum", "mean", "len", "shape", "set"}
)
# Functions that call another one for each item, and those that give the items of what they are given.
FOR_EACH = frozenset({"map", "starmap", "filter", "reduce"})
SAME_ITEMS = frozenset({"enumerate", "zip", "reversed", "list", "tuple", "iter", "sorted", "tqdm"})
COUNTING = frozenset({"range", "arange", "ndindex"})
# Of this many samples at a time none makes a block.
FEW = 4


class _Given(NamedTuple):
    """Which arguments of a function go by sample: arrays, and numbers of samples."""

    arrays: set[str]
    counts: set[str]


def loops_over_samples(
    start: str, source: Source, sources: Mapping[str, Source]
) -> set[tuple[int, int]]:
    """Returns (id of the Source, line) of every loop over samples in a function, and in those that it calls.

    Args:
        start: its name in its file; all its arguments are taken for batches.
        sources: those of the submission, by module.
    """
    found: set[tuple[int, int]] = set()
    given: dict[tuple[int, str], _Given] = {}
    waiting = [Place("", source, start)]
    while waiting:
        place = waiting.pop()
        if place.name not in place.source.functions:
            continue
        key = (id(place.source), place.name)
        function = place.source.functions[place.name]
        if key not in given:
            given[key] = _Given(set(_parameters(function.node)), set())
        known = given[key]
        scope = _Scope(function.nodes, place.source.attributes, known.arrays, known.counts)
        found.update((key[0], line) for line in scope.loop_lines(place.name))
        owner = place.name.rpartition(".")[0]
        for call in scope.calls:
            for called in place.source.find(call, owner, sources):
                if called.name in called.source.functions and _hand_over(
                    scope, call, called, given
                ):
                    waiting.append(called)
    return found


def _hand_over(
    scope: _Scope, call: ast.Call, called: Place, given: dict[tuple[int, str], _Given]
) -> bool:
    """Notes what a call hands over; tells whether that is more than was known of the function."""
    key = (id(called.source), called.name)
    names = _parameters(called.source.functions[called.name].node)
    before = given.get(key)
    known = before or _Given(set(), set())
    size = len(known.arrays) + len(known.counts)
    pairs = [*zip(names, call.args, strict=False)]
    pairs += [(keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg in names]
    for name, value in pairs:
        if isinstance(value, ast.Starred):
            known.arrays.update(names)
        elif scope.is_count(value):
            known.counts.add(name)
        elif scope.is_array(value):
            known.arrays.add(name)
    given[key] = known
    return before is None or len(known.arrays) + len(known.counts) > size


def _parameters(function: Any) -> list[str]:
    return [argument.arg for argument in function.args.args if argument.arg != "self"]


class _Scope:
    """One function: which of its names go by sample, and which loops run over those.

    Two kinds of names matter: arrays whose first axis is the sample, and numbers of samples. An array
    computed from one by sample counts as one; its shape[1] and the like do not.

    Args:
        nodes: those in it of which facts are told.
        attributes: names on self that go by sample, shared between the methods of a file.
        arrays, counts: arguments that go by sample.
    """

    def __init__(
        self, nodes: Sequence[Any], attributes: set[str], arrays: set[str], counts: set[str]
    ) -> None:
        self.nodes = nodes
        self.attributes = attributes
        self.arrays = set(arrays)
        self.counts = set(counts)
        self.calls = [node for node in nodes if type(node) is ast.Call]
        assignments = [node for node in nodes if type(node) is ast.Assign]
        for _ in range(2):
            for node in assignments:
                for target in node.targets:
                    self._assign(target, node.value)

    def loop_lines(self, name: str) -> Iterator[int]:
        """Yields the lines of loops over samples in the function of this name."""
        for node in self.nodes:
            kind = type(node)
            if (kind is ast.For or kind is ast.comprehension) and self._runs_over(node.iter):
                yield node.iter.lineno
            elif (kind is ast.While and self._ends_with_samples(node)) or (
                kind is ast.Call and self._is_loop(node, name)
            ):
                yield node.lineno

    def _is_loop(self, call: ast.Call, name: str) -> bool:
        """Tells whether a call goes over samples: map and the like, and a function that calls itself."""
        called = called_name(call)
        if called in FOR_EACH:
            return any(map(self._runs_over, call.args[1:]))
        itself = called == name.rpartition(".")[2] and any(map(self._is_rest, call.args))
        return called in DISGUISED_LOOPS or itself

    def _is_rest(self, argument: ast.expr) -> bool:
        """Tells whether an argument is some of the samples, or the number of fewer."""
        if isinstance(argument, ast.Subscript):
            return isinstance(argument.slice, ast.Slice) and self.is_array(argument.value)
        return isinstance(argument, ast.BinOp) and any(
            self.is_count(side) for side in (argument.left, argument.right)
        )

    def _ends_with_samples(self, loop: ast.While) -> bool:
        tests = [loop.test, *(node.test for node in ast.walk(loop) if isinstance(node, ast.If))]
        emptied = isinstance(loop.test, ast.Name) and self.is_array(loop.test)
        return emptied or any(map(self._mentions_count, tests))

    def _assign(self, target: Any, value: Any) -> None:
        if type(target) is ast.Tuple:
            if type(value) is ast.Tuple and len(value.elts) == len(target.elts):
                for one, other in zip(target.elts, value.elts, strict=True):
                    self._assign(one, other)
            elif self._is_shape(value):
                self._mark(name_of(target.elts[0]), count=True)
            return
        name = name_of(target)
        if name and self.is_count(value):
            self._mark(name, count=True)
        elif name and self.is_array(value):
            self._mark(name, count=False)

    def _mark(self, name: str, *, count: bool) -> None:
        if name.startswith("self."):
            self.attributes.add(f"{name} count" if count else name)
        elif name:
            (self.counts if count else self.arrays).add(name)

    def is_array(self, node: Any) -> bool:
        """Tells whether an expression's first axis goes by sample."""
        kind = type(node)
        if kind is ast.Name:
            return node.id in self.arrays
        if kind is ast.Attribute:
            return name_of(node) in self.attributes
        if kind is ast.BinOp:
            product = type(node.op) is ast.MatMult
            return self.is_array(node.left) or (not product and self.is_array(node.right))
        if kind is ast.Call:
            return self._returns_array(node, called_name(node))
        if kind is ast.Subscript:
            return type(node.slice) is not ast.Constant and self.is_array(node.value)
        return kind is ast.UnaryOp and self.is_array(node.operand)

    def _returns_array(self, node: ast.Call, called: str) -> bool:
        if called in COUNTING:
            return any(map(self.is_count, node.args))
        if called in NOT_BY_SAMPLE:
            axes = [keyword.value for keyword in node.keywords if keyword.arg == "axis"]
            if not axes or constant_of(axes[0]) not in (1, -1):
                return False
        return called not in DISGUISED_LOOPS and self._any_array(node, called)

    def _any_array(self, node: ast.Call, called: str) -> bool:
        own = type(node.func) is ast.Attribute and self.is_array(node.func.value)
        first = node.args[:1]
        counted = called in ("zeros", "ones", "empty") and any(map(self.is_count, first))
        return own or counted or any(map(self.is_array, first))

    def _is_shape(self, node: Any) -> bool:
        return type(node) is ast.Attribute and node.attr == "shape" and self.is_array(node.value)

    def is_count(self, node: Any) -> bool:
        """Tells whether an expression is the number of samples, or a multiple of it."""
        kind = type(node)
        if kind is ast.Name:
            return node.id in self.counts
        if kind is ast.Attribute:
            if node.attr == "size":
                return self.is_array(node.value)
            return f"{name_of(node)} count" in self.attributes
        if kind is ast.Subscript:
            return self._is_shape(node.value) and constant_of(node.slice) in (0, -2)
        if kind is ast.BinOp:
            kept = type(node.op) in (ast.Add, ast.Sub, ast.Mult)
            return kept and (self.is_count(node.left) or self.is_count(node.right))
        return kind is ast.Call and self._returns_count(node, called_name(node))

    def _returns_count(self, node: ast.Call, called: str) -> bool:
        if called == "len":
            return len(node.args) == 1 and self.is_array(node.args[0])
        if called == "size" and any(map(self.is_array, node.args[:1])):
            return True
        return called in ("int", "min", "size") and any(map(self.is_count, node.args))

    def _runs_over(self, iterable: ast.expr) -> bool:
        if isinstance(iterable, ast.Call) and called_name(iterable) in COUNTING:
            return any(map(self.is_count, iterable.args)) and not _is_by_blocks(iterable)
        if isinstance(iterable, ast.Call) and called_name(iterable) in SAME_ITEMS | FOR_EACH:
            return any(self._runs_over(argument) for argument in iterable.args)
        return self.is_array(iterable)

    def _mentions_count(self, test: ast.expr) -> bool:
        return any(self.is_count(node) for node in ast.walk(test) if isinstance(node, ast.expr))


def _is_by_blocks(call: ast.Call) -> bool:
    """Tells whether a range takes steps over many samples each: of a size with a name, or a large one."""
    if called_name(call) != "range" or len(call.args) < 3:
        return False
    step = constant_of(call.args[2])
    return not isinstance(step, int) or abs(step) > FEW
