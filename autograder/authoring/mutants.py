"""Generic mutation of the reference's solution regions: small changes that checks should notice.

Mutants that no check notices are either gaps in the checks or change no behaviour. The latter are argued
one by one in solutions/NAME/equivalent_mutants.toml:

    [[mutant]]
    file = "loss.py"
    old = "loss = np.mean(...)"     # the line as it is
    new = "loss = np.sum(...)"      # the line as the mutant has it
    why = "..."
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import field, replace
from pathlib import Path

import msgspec

from ..course.assignment import Assignment
from ..course.expected import graded_inputs
from ..course.regions import find_regions
from ..course.sources import GradedSources
from ..diagnosis.replay import reachable
from ..grading.attempt import Attempt, open_sandbox
from ..grading.runner import run_check
from ..results.records import dataclass
from ..results.toml_files import read_as, tables_of, text_of
from .cache import keep_result, proof_key, read_result

FILE = "equivalent_mutants.toml"
SECRET = b"mutants"
# A mutant that survives one set of inputs gets others.
VARIANTS = 2
SECONDS = 2.0

BINARY = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.Pow: ("**", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"),
}
COMPARISONS = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
}
FUNCTIONS = {
    "max": "min",
    "min": "max",
    "sum": "mean",
    "mean": "sum",
    "argmax": "argmin",
    "argmin": "argmax",
    "exp": "log",
    "log": "exp",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "maximum": "minimum",
    "minimum": "maximum",
}


class Mutant(msgspec.Struct, frozen=True):
    """One small change of a reference file.

    Attributes:
        line: of the change, from 1.
        old, new: that line without its indentation, before and after.
        source: the whole file, changed.
    """

    file: str
    line: int
    old: str
    new: str
    source: bytes


@dataclass(frozen=True)
class Equivalent:
    """A mutant that is argued to change no behaviour."""

    file: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class Equivalents:
    """equivalent_mutants.toml."""

    mutant: list[Equivalent] = field(default_factory=list)


class MutationReport(msgspec.Struct, frozen=True):
    """How many mutants there are, how many are caught, and which survive without an argument.

    Attributes:
        survivors: (file, line, old, new).
        stale: arguments about mutants that do not survive, or are none: (file, old, new).
    """

    total: int
    caught: int
    equivalent: int
    survivors: list[tuple[str, int, str, str]]
    stale: list[tuple[str, str, str]]


def mutation_report(assignment: Assignment, cache: Path) -> MutationReport:
    """Returns the mutation score of an assignment's checks.

    Args:
        cache: folder of reports, by what they depend on.

    Raises:
        CourseError: equivalent_mutants.toml is malformed.
    """
    equivalents = load_equivalents(assignment)
    path = cache / f"mutants-{assignment.name}-{proof_key(assignment)}.json"
    kept = read_result(path, MutationReport)
    if kept is not None:
        return kept
    mutants = find_mutants(assignment)
    survivors = list(surviving(assignment, mutants))
    argued = {(item.file, item.old, item.new) for item in equivalents}
    alive = {(item.file, item.old, item.new) for item in survivors}
    report = MutationReport(
        total=len(mutants),
        caught=len(mutants) - len(survivors),
        equivalent=sum((item.file, item.old, item.new) in argued for item in survivors),
        survivors=[
            (item.file, item.line, item.old, item.new)
            for item in survivors
            if (item.file, item.old, item.new) not in argued
        ],
        stale=sorted(argued - alive),
    )
    keep_result(path, report)
    return report


def load_equivalents(assignment: Assignment) -> list[Equivalent]:
    """Returns the arguments of equivalent_mutants.toml; none where there is no such file.

    Raises:
        CourseError: it is malformed.
    """
    path = f"solutions/{assignment.name}/{FILE}"
    text = text_of(assignment.bundle.solution.get(FILE, b""), path)
    return read_as(Equivalents, tables_of(text, path), text, path).mutant


def find_mutants(assignment: Assignment) -> list[Mutant]:
    """Returns the mutants of every file of the reference, each source once."""
    found: dict[tuple[str, bytes], Mutant] = {}
    for path, content in assignment.reference.items():
        for mutant in mutate(content.decode(), path):
            found.setdefault((path, mutant.source), mutant)
    return list(found.values())


def mutate(source: str, path: str) -> Iterator[Mutant]:
    """Yields the mutants of one file: one change each, inside its solution regions."""
    lines = source.splitlines(keepends=True)
    inside = {
        number + 1
        for region in find_regions(source, path)
        if region.kind == "SOLUTION"
        for number in range(region.begin + 1, region.end)
    }
    for node in ast.walk(ast.parse(source)):
        if getattr(node, "lineno", 0) not in inside:
            continue
        for line, start, end, text in _changes(node, lines):
            old = lines[line - 1]
            # Positions of the syntax tree count bytes of UTF-8.
            raw = old.encode()
            new = (raw[:start] + text.encode() + raw[end:]).decode()
            changed = "".join([*lines[: line - 1], new, *lines[line:]])
            try:
                compile(changed, path, "exec", dont_inherit=True)
            except SyntaxError:
                continue
            yield Mutant(path, line, old.strip(), new.strip(), changed.encode())


Change = tuple[int, int, int, str]


def _changes(node: ast.AST, lines: list[str]) -> Iterator[Change]:
    """Yields (line, first byte, byte after the last, replacement) of every change at a node."""
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        yield from _between(node.left, node.right, BINARY[type(node.op)], lines)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        symbols = COMPARISONS[type(node.ops[0])]
        yield from _between(node.left, node.comparators[0], symbols, lines)
    elif isinstance(node, ast.AugAssign) and type(node.op) in BINARY:
        old, new = BINARY[type(node.op)]
        yield from _between(node.target, node.value, (f"{old}=", f"{new}="), lines)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        if node.lineno == node.operand.lineno:
            yield node.lineno, node.col_offset, node.operand.col_offset, ""
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, ast.Attribute) and node.attr in FUNCTIONS:
        end = node.end_col_offset or 0
        start = end - len(node.attr)
        yield node.end_lineno or node.lineno, start, end, FUNCTIONS[node.attr]
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr)) and node.end_lineno == node.lineno:
        yield node.lineno, node.col_offset, node.end_col_offset or 0, "pass"


def _between(
    left: ast.expr, right: ast.expr, symbols: tuple[str, str], lines: list[str]
) -> Iterator[Change]:
    """Yields the change of the operator that stands between two expressions of one line."""
    if left.end_lineno != right.lineno:
        return
    start, end = left.end_col_offset or 0, right.col_offset
    gap = lines[right.lineno - 1].encode()[start:end].decode()
    at = gap.find(symbols[0])
    if at >= 0:
        first = start + len(gap[:at].encode())
        yield right.lineno, first, first + len(symbols[0]), symbols[1]


def _constant(node: ast.Constant) -> Iterator[Change]:
    end = node.end_col_offset or 0
    if node.value is True or node.value is False:
        yield node.lineno, node.col_offset, end, str(not node.value)
    elif isinstance(node.value, int):
        replacement = {0: "1", 1: "0"}.get(node.value, str(node.value + 1))
        yield node.lineno, node.col_offset, end, replacement
    elif isinstance(node.value, float):
        yield node.lineno, node.col_offset, end, repr(node.value * 2 + 1)


def surviving(assignment: Assignment, mutants: list[Mutant]) -> Iterator[Mutant]:
    """Yields the mutants that pass every check; they run in the sandbox, since some never end."""
    expected = graded_inputs(assignment, SECRET)
    impatient = replace(
        assignment,
        config=replace(
            assignment.config,
            limits=replace(assignment.config.limits, seconds=SECONDS),
        ),
    )
    # A change in a file that a check does not use changes nothing there.
    touched = {
        file: [
            check
            for check in assignment.checks
            if file in reachable(assignment.reference, check.needs)
        ]
        for file in {mutant.file for mutant in mutants}
    }
    with open_sandbox(impatient) as sandbox:
        for mutant in mutants:
            files = {**assignment.reference, mutant.file: mutant.source}
            with Attempt(sandbox, impatient, GradedSources(files)) as attempt:
                if all(
                    run_check(attempt, check, expected, variant).passed
                    for variant in range(VARIANTS)
                    for check in touched[mutant.file]
                ):
                    yield mutant
