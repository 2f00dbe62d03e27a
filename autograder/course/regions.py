"""Solution regions: what stands between the markers is the reference's, and is not released.

    ### BEGIN SOLUTION
    ...
    ### END SOLUTION

In a stub the region is one `raise NotImplementedError("TODO ...")`. Hidden tests have markers of their
own and leave nothing behind. In Markdown a marker may be a comment, `<!-- BEGIN SOLUTION -->`, which
nobody sees who reads the text.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ..errors import CourseError
from ..results.records import dataclass

_Replacement = Callable[[str], str]
_Names = Callable[[int], str]


@dataclass(frozen=True)
class Region:
    """Lines of a region, numbered from 0: `begin` and `end` are those of the markers."""

    kind: str
    begin: int
    end: int


def find_regions(source: str, path: str) -> list[Region]:
    """Returns the regions of a file (or cell), in order.

    Args:
        path: names the file in errors.

    Raises:
        CourseError: a nested, unclosed or stray marker, with file and line.
    """
    regions = []
    opened: tuple[str, int] | None = None
    for number, line in enumerate(source.splitlines()):
        marker = _marker(line)
        if marker is None:
            continue
        word, kind = marker
        where = f"{path}:{number + 1}"
        if word == "BEGIN":
            if opened is not None:
                raise CourseError(
                    f"{where}: a region begins inside the one of line {opened[1] + 1}; end that first."
                )
            opened = (kind, number)
        elif opened is None or opened[0] != kind:
            raise CourseError(f"{where}: END {kind} without a BEGIN {kind} before it.")
        else:
            regions.append(Region(kind, opened[1], number))
            opened = None
    if opened is not None:
        raise CourseError(f"{path}:{opened[1] + 1}: BEGIN {opened[0]} is never ended.")
    return regions


def strip_regions(source: str, path: str) -> str:
    """Returns the stub of a Python file.

    Raises:
        CourseError: malformed markers, or a stub that would not compile.
    """
    return _replace_regions(source, path, lambda todo: f'raise NotImplementedError("{todo}")')


def empty_regions(source: str, path: str) -> str:
    """Returns the file with `pass` for every region: what a student has who does nothing.

    Raises:
        CourseError: as for `strip_regions`.
    """
    return _replace_regions(source, path, lambda todo: "pass")


def strip_cell(source: str, stub: str, path: str) -> str:
    """Returns the text of a notebook's cell with `stub` in the place of each solution.

    Raises:
        CourseError: malformed markers.
    """
    lines = source.split("\n")
    _cut(lines, find_regions(source, path), lambda region: stub)
    return "\n".join(lines)


def region_text(source: str, region: Region) -> str:
    """Returns what stands between a region's markers."""
    return "".join(source.splitlines(keepends=True)[region.begin + 1 : region.end])


def _cut(lines: list[str], regions: Sequence[Region], stub: Callable[[Region], str]) -> None:
    """Puts one line in the place of each solution, as far indented, and nothing in that of the others."""
    for region in reversed(regions):
        marker = lines[region.begin]
        indent = marker[: len(marker) - len(marker.lstrip())]
        own = [indent + stub(region)] if region.kind == "SOLUTION" else []
        lines[region.begin : region.end + 1] = own


def _replace_regions(source: str, path: str, replacement: _Replacement) -> str:
    lines = source.splitlines(keepends=True)
    names = _enclosing_names(source, path)
    file = path.rsplit("/", 1)[-1]

    def line(region: Region) -> str:
        name = names(region.begin + 1)
        return replacement(f"TODO: {name} in {file}" if name else f"TODO in {file}") + "\n"

    _cut(lines, find_regions(source, path), line)
    stub = "".join(lines)
    try:
        compile(stub, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise CourseError(f"{path}: its stub does not compile ({error.msg}).") from None
    return stub


def _marker(line: str) -> tuple[str, str] | None:
    text = line.strip()
    for word in ("BEGIN", "END"):
        for kind in ("SOLUTION", "HIDDEN TESTS"):
            # "# BEGIN SOLUTION" is taken as a marker, too: a slip must not release a solution.
            begun = text.startswith(("#", "<!--"))
            if begun and text.lstrip("#<!- ").startswith(f"{word} {kind}"):
                return word, kind
    return None


def _enclosing_names(source: str, path: str) -> _Names:
    """Returns a function from a line (from 1) to the qualified name of the function it lies in."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"{path}:{error.lineno}: {error.msg}.") from None
    spans: list[tuple[int, int, str]] = []

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                inner = f"{prefix}.{child.name}".lstrip(".")
                spans.append((child.lineno, child.end_lineno or child.lineno, inner))
            visit(child, inner)

    visit(tree, "")

    def name(line: int) -> str:
        # A region at a function's end has its last marker after the function's last line.
        around = [span for span in spans if span[0] <= line]
        inside = [span for span in around if line <= span[1]]
        return (inside or around or [(0, 0, "")])[-1][2]

    return name
