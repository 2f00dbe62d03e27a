"""Static facts of a submission's source: imports, loops over samples, idioms of Python 2.

Sources are parsed inside the sandbox, before any of them is executed: a hostile source can keep a parser
busy or bring it down, and code that has not run yet cannot lie about itself.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .notebook_modules import without_magics
from .what_functions_do import function_facts

_METHOD = re.compile(r"^(\w+(?:\.\w+)+)\s*=\s*(\w+)\s*$", re.MULTILINE)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Functions of numpy that loop in Python, and functions of an array whose result is no longer by sample.
DISGUISED_LOOPS = frozenset({"vectorize", "apply_along_axis", "fromiter", "fromfunction"})
NOT_BY_SAMPLE = frozenset(
    {"unique", "bincount", "max", "min", "sum", "mean", "range", "len", "shape"}
)
# Each idiom with a word that every line of it holds.
PYTHON_2 = (
    ("xrange", "xrange", re.compile(r"^[^#'\"]*\bxrange\s*\(")),
    ("print", "print", re.compile(r"^\s*print\s+[^=(\s]")),
    ("except", "except", re.compile(r"^\s*except\s+[\w.]+\s*,\s*\w+\s*:")),
    ("raw_input", "raw_input", re.compile(r"^[^#'\"]*\braw_input\s*\(")),
)


def inspect_files(
    files: Mapping[str, bytes], vectorised: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Returns the facts of every Python file, by path.

    They are imports [(package, line)], loops [(function, line)], python2 [(idiom, line)],
    signatures {function: "(arguments)"}, repeats [(first line, last line)] of every loop, and what
    `function_facts` finds.

    Args:
        files: source by path.
        vectorised: functions in which no loop over samples may stand, as "module.Class.method".
    """
    facts = {}
    for path, content in files.items():
        if not path.endswith(".py"):
            continue
        module = path.removesuffix(".py").replace("/", ".")
        names = [
            name.removeprefix(f"{module}.") for name in vectorised if name.startswith(f"{module}.")
        ]
        facts[path] = inspect_source(content, names)
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
    facts = {}
    for cell in cells:
        source = without_magics(files[cell].decode("utf-8", "replace"))
        # A method may be written on its own, and then be put into its class.
        alone = [match[2] for match in _METHOD.finditer(source) if match[1] in names]
        facts[cell] = inspect_source(source.encode(), [*names, *alone])
    return facts


def inspect_source(content: bytes, vectorised: Sequence[str]) -> dict[str, Any]:
    """Returns the facts of one source; one that cannot be parsed has idioms of Python 2 only."""
    lines = content.decode("utf-8", "replace").splitlines()
    facts: dict[str, Any] = {
        "imports": [],
        "loops": [],
        "signatures": {},
        "repeats": [],
        "python2": _python_2(lines),
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
        nodes = _walk(tree)
        facts["repeats"] = list(_repeats(nodes))
        facts["imports"] = sorted(set(_imports(nodes)), key=lambda item: (item[1], item[0]))
        facts["loops"] = _loops(tree, vectorised)
        facts |= function_facts(tree)
        facts["signatures"] = {name: _signature(node) for name, node in _functions(tree, "")}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # Also of expressions nested too deep to follow; what was found until then counts.
        return facts
    return facts


def _python_2(lines: Sequence[str]) -> list[tuple[str, int]]:
    return [
        (idiom, number)
        for number, line in enumerate(lines, start=1)
        if len(line) < 1000
        for idiom, word, pattern in PYTHON_2
        if word in line and pattern.search(line)
    ]


def _walk(node: ast.AST) -> list[ast.AST]:
    """Returns the node and all below it, as `ast.walk` does, but for contexts; in a third of the time."""
    nodes = [node]
    for found in nodes:
        for value in vars(found).values():
            if type(value) is list:
                nodes += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                nodes.append(value)
    return nodes


def _repeats(nodes: Sequence[ast.AST]) -> Iterator[tuple[int, int]]:
    """Yields the first and the last line of every loop."""
    for node in nodes:
        if isinstance(node, (ast.For, ast.While, ast.AsyncFor)):
            yield node.lineno, node.end_lineno or node.lineno


def _imports(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, int]]:
    """Yields (top-level package, line) of every import, by statement or by function."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value.split(".")[0], node.lineno


def _loops(tree: ast.Module, vectorised: Sequence[str]) -> list[tuple[str, int]]:
    """Returns (function, line) of every loop over samples in the named functions.

    Functions of the same file that those call are looked into, too.
    """
    functions = _Walked(_functions(tree, "")) if vectorised else {}
    found: set[tuple[str, int]] = set()
    by_sample: set[str] = set()
    # Twice: what one method keeps on self, another may loop over.
    for _ in range(2):
        for name in vectorised:
            for inner in _reachable(name, functions):
                scope = _Scope(functions[inner], by_sample)
                found.update((name, line) for line in scope.loop_lines())
    return sorted(found, key=lambda item: (item[1], item[0]))


class _Walked(Mapping[str, Sequence[ast.AST]]):
    """Each function with all nodes below it, the function first: walking is what takes long."""

    def __init__(self, functions: Iterable[tuple[str, ast.AST]]) -> None:
        self._functions = dict(functions)
        self._nodes: dict[str, list[ast.AST]] = {}

    def __getitem__(self, name: str) -> list[ast.AST]:
        if name not in self._nodes:
            self._nodes[name] = _walk(self._functions[name])
        return self._nodes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Any]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*FUNCTIONS, ast.ClassDef)):
            name = f"{prefix}.{child.name}".lstrip(".")
            if isinstance(child, FUNCTIONS):
                yield name, child
            yield from _functions(child, name)


def _signature(function: Any) -> str:
    """Returns a function's arguments as they are written, without self."""
    arguments = function.args
    if arguments.args and arguments.args[0].arg == "self":
        arguments.args = arguments.args[1:]
    return f"({ast.unparse(arguments)})"[:200]


def _reachable(start: str, functions: Mapping[str, Sequence[ast.AST]]) -> list[str]:
    """Returns the function and those of the same file that it calls, directly or not."""
    reached: list[str] = []
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in functions:
            continue
        reached.append(name)
        owner = name.rpartition(".")[0]
        for node in functions[name]:
            if isinstance(node, ast.Call):
                called = _called(node)
                method = isinstance(node.func, ast.Attribute)
                waiting.append(f"{owner}.{called}" if method and owner else called)
    return reached


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


class _Scope:
    """One function: which of its names go by sample, and which loops run over those.

    Two kinds of names matter: arrays whose first axis is the sample, and numbers of samples. An array
    computed from one by sample counts as one; its shape[1] and the like do not.

    Args:
        nodes: the function, whose arguments are all taken for batches, and what is below it.
        attributes: names on self that go by sample, shared between the methods of a file.
    """

    def __init__(self, nodes: Sequence[Any], attributes: set[str]) -> None:
        self.nodes = nodes
        self.attributes = attributes
        arguments = [argument.arg for argument in nodes[0].args.args]
        self.arrays = {name for name in arguments if name != "self"}
        self.counts: set[str] = set()
        for _ in range(2):
            for node in nodes:
                if isinstance(node, ast.Assign):
                    for target in node.targets:
                        self._assign(target, node.value)

    def loop_lines(self) -> Iterator[int]:
        """Yields the lines of loops over samples."""
        for node in self.nodes:
            if isinstance(node, (ast.For, ast.comprehension)) and self._runs_over(node.iter):
                yield node.iter.lineno
            elif (isinstance(node, ast.While) and self._mentions_count(node.test)) or (
                isinstance(node, ast.Call) and _called(node) in DISGUISED_LOOPS
            ):
                yield node.lineno

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple):
            if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
                for one, other in zip(target.elts, value.elts, strict=True):
                    self._assign(one, other)
            elif self._is_shape(value):
                self._mark(target.elts[0], count=True)
            return
        if self._is_count(value):
            self._mark(target, count=True)
        elif self._is_array(value):
            self._mark(target, count=False)

    def _mark(self, target: ast.expr, *, count: bool) -> None:
        name = _name(target)
        if name.startswith("self."):
            self.attributes.add(f"{name} count" if count else name)
        elif name:
            (self.counts if count else self.arrays).add(name)

    def _is_array(self, node: ast.expr) -> bool:
        """Tells whether an expression's first axis goes by sample."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = _name(node)
            return name in self.arrays or name in self.attributes
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.MatMult):
                return self._is_array(node.left)
            return self._is_array(node.left) or self._is_array(node.right)
        if isinstance(node, ast.UnaryOp):
            return self._is_array(node.operand)
        if isinstance(node, ast.Subscript):
            return self._is_array(node.value) and not isinstance(node.slice, ast.Constant)
        if isinstance(node, ast.Call):
            if _called(node) in NOT_BY_SAMPLE:
                axes = [keyword.value for keyword in node.keywords if keyword.arg == "axis"]
                return bool(axes) and _constant(axes[0]) in (1, -1) and self._any_array(node)
            return _called(node) not in DISGUISED_LOOPS and self._any_array(node)
        return False

    def _any_array(self, node: ast.Call) -> bool:
        own = isinstance(node.func, ast.Attribute) and self._is_array(node.func.value)
        first = node.args[:1]
        counted = _called(node) in ("arange", "zeros", "ones", "empty") and any(
            self._is_count(argument) for argument in first
        )
        return own or counted or any(self._is_array(argument) for argument in first)

    def _is_shape(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Attribute) and node.attr == "shape" and self._is_array(node.value)
        )

    def _is_count(self, node: ast.expr) -> bool:
        """Tells whether an expression is the number of samples."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = _name(node)
            return name in self.counts or f"{name} count" in self.attributes
        if isinstance(node, ast.Subscript):
            return self._is_shape(node.value) and _constant(node.slice) == 0
        return (
            isinstance(node, ast.Call)
            and _called(node) == "len"
            and len(node.args) == 1
            and self._is_array(node.args[0])
        )

    def _runs_over(self, iterable: ast.expr) -> bool:
        if isinstance(iterable, ast.Call) and _called(iterable) in ("range", "arange"):
            return any(self._is_count(argument) for argument in iterable.args)
        if isinstance(iterable, ast.Call) and _called(iterable) in ("enumerate", "zip", "reversed"):
            return any(self._runs_over(argument) for argument in iterable.args)
        return self._is_array(iterable)

    def _mentions_count(self, test: ast.expr) -> bool:
        return any(self._is_count(node) for node in ast.walk(test) if isinstance(node, ast.expr))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}" if node.value.id == "self" else ""
    return ""


def _constant(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
