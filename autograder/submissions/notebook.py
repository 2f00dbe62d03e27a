"""A handed-in notebook as sources to grade: only the text of its code cells, never what it says it did."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import msgspec
from msgspec import Raw

from ..course.assignment import Assignment
from ..course.sources import GradedSources
from ..execution.parsing import Parsers, Unparsed
from . import Note, Refused, Submission
from .encodings import readable
from .file_names import Kind, suffix_kind
from .near_names import Choice, choose_files, defined_in, is_near
from .notebook_model import Cell

# Notebooks of one hand-in that are looked into.
_MOST_NOTEBOOKS = 5

_REFUSALS = {
    "costly": ("seconds", "mib"),
    "damaged": (),
    "deep": (),
    "many": ("limit",),
    "old": ("format",),
}


class Unpacked(msgspec.Struct, frozen=True):
    """What is graded of a submission, and why that.

    Attributes:
        sources: what is graded.
        notebook: the path of the notebook that it is taken from; empty where none is graded.
        notes: what was graded instead of what.
    """

    sources: GradedSources
    notebook: str = ""
    notes: tuple[Note, ...] = ()


def unpack(submission: Submission, assignment: Assignment, parsers: Parsers) -> Unpacked:
    """Returns a submission's sources.

    A module that was handed in as a .py file is graded from that, also under a near name where only one
    file can be meant. The others are looked for in the notebook, if there is one. A .py file that is
    still as it was released is nobody's work, and gives way to both.

    Args:
        parsers: read notebooks.

    Raises:
        Refused: a notebook is to be graded, and cannot be read.
    """
    given = assignment.given
    choice, notes = choose_sources(submission, assignment)
    sources = choice.files
    handed_in = [name for name in assignment.wanted if name in sources]
    untouched = [name for name in handed_in if is_stub(assignment, name, sources[name])]
    graded = [name for name in handed_in if name not in untouched]
    notebooks = _candidates(submission, assignment)
    if not notebooks:
        return Unpacked(GradedSources(sources, given=given), notes=tuple(notes))
    if len(graded) == len(assignment.wanted):
        notes.append(Note("notebook-unused", notebooks[0], {"files": ", ".join(graded)}))
        return Unpacked(GradedSources(sources, given=given), notes=tuple(notes))
    path, cells = _notebook(submission, assignment, notebooks, parsers, must=not handed_in)
    if not path:
        notes.append(Note("several-notebooks", ", ".join(notebooks)))
        return Unpacked(GradedSources(sources, given=given), notes=tuple(notes))
    if len(notebooks) > 1:
        notes.append(Note("notebook-first", path, {"count": len(notebooks)}))
    if graded:
        notes.append(Note("notebook-partly", path, {"files": ", ".join(graded)}))
    notes += [Note("stub-unused", name, {"notebook": path}) for name in untouched]
    for name in untouched:
        del sources[name]
    graded_sources = GradedSources({**sources, **cells}, tuple(cells), given)
    return Unpacked(graded_sources, path, tuple(notes))


def choose_sources(submission: Submission, assignment: Assignment) -> tuple[Choice, list[Note]]:
    """Returns the sources under the names that are wanted, as Python reads them, and all there is to say of them."""
    files: dict[str, bytes] = {}
    notes: list[Note] = []
    for path, content in submission.files.items():
        if suffix_kind(path) is Kind.CODE:
            files[path], found = readable(path, content)
            notes += found
    choice = choose_files(
        files,
        {name: assignment.stub(name) for name in assignment.wanted},
        assignment.given_names,
        lambda name, content: is_stub(assignment, name, content),
    )
    python = {path: text for path, text in choice.files.items() if path.endswith(".py")}
    return replace(choice, files=python), [*notes, *choice.notes]


def _notebook(
    submission: Submission,
    assignment: Assignment,
    notebooks: Sequence[str],
    parsers: Parsers,
    *,
    must: bool,
) -> tuple[str, dict[str, bytes]]:
    """Returns the notebook that is graded, and its cells; "" where several could be meant.

    The rightly named one wins, unless it is as it was released and another one has a near name; else the only one
    with a near name, or the only one that defines what is wanted.

    Raises:
        Refused: the only notebook cannot be read, or several could be meant and `must` is set.
    """

    @cache
    def cells_of(path: str) -> dict[str, bytes]:
        return read_cells(submission.files[path], path, submission.notes, parsers=parsers)

    wanted = f"{assignment.name}.ipynb"
    named = {path: path.rpartition("/")[2] for path in notebooks}
    right = [path for path in notebooks if named[path] == wanted]
    others = [path for path in notebooks if path not in right and is_near(named[path], wanted)]
    near = right[:1] or others
    if right and others and _is_released(cells_of(right[0]), assignment, parsers):
        near = others
    if len(near) == 1 or len(notebooks) == 1:
        path = (near or list(notebooks))[0]
        return path, cells_of(path)
    needed = set().union(*(defined_in(assignment.stub(name)) for name in assignment.wanted))
    fits: dict[str, dict[str, bytes]] = {}
    for path in (near or notebooks)[:_MOST_NOTEBOOKS]:
        try:
            cells = cells_of(path)
        except Refused:
            continue
        if needed & set().union(*map(defined_in, cells.values())):
            fits[path] = cells
    if len(fits) == 1:
        return next(iter(fits.items()))
    if must:
        listed = " and ".join(near or notebooks)
        raise Refused("several-notebooks", {"files": listed, "wanted": wanted}, submission.notes)
    return "", {}


def _is_released(cells: Mapping[str, bytes], assignment: Assignment, parsers: Parsers) -> bool:
    """Tells whether cells hold no line of code that was not handed out."""
    name = f"notebook/{assignment.name}.ipynb"
    released = assignment.bundle.assignment.get(name)
    if released is None:
        return False
    given = [text for file in assignment.wanted for text in assignment.released_stubs(file)]
    given += read_cells(released, name, parsers=parsers).values()
    known = {line for text in given for line in _code_lines(text)}
    return known.issuperset(line for text in cells.values() for line in _code_lines(text))


def read_cells(
    content: bytes, path: str, notes: tuple[Note, ...] = (), *, parsers: Parsers
) -> dict[str, bytes]:
    """Returns the code cells of a notebook by name, in order.

    Args:
        notes: go with a refusal.
        parsers: read the notebook.

    Raises:
        Refused: it is no notebook, of an old format or nested too deep.
    """
    texts = _parsed("notebook.code_cells", content, path, notes, parsers)
    if not isinstance(texts, list) or not all(type(text) is bytes for text in texts):
        raise Refused("notebook-damaged", {"name": path}, notes)
    name = path.rpartition("/")[2]
    return {f"{name} cell {number}": text for number, text in enumerate(texts, start=1)}


def read_all_cells(
    content: bytes, path: str, notes: tuple[Note, ...] = (), *, parsers: Parsers
) -> list[Cell]:
    """Returns all cells of a notebook, with their outputs; takes and raises what `read_cells` does."""
    found = _parsed("notebook.cells", content, path, notes, parsers)
    try:
        return [
            Cell(
                kind.decode(),
                text.decode(),
                count or None,
                Raw(metadata),
                Raw(outputs),
                Raw(pasted),
            )
            for kind, text, count, metadata, outputs, pasted in found
        ]
    except (TypeError, ValueError, AttributeError, UnicodeDecodeError):
        raise Refused("notebook-damaged", {"name": path}, notes) from None


def _parsed(
    parser: str, content: bytes, path: str, notes: tuple[Note, ...], parsers: Parsers
) -> Any:
    try:
        with parsers.open() as parse:
            return parse(parser, content)
    except Unparsed as refusal:
        code = refusal.code if refusal.code in _REFUSALS else "damaged"
        facts = {key: refusal.facts.get(key, 0) for key in _REFUSALS[code]}
        code = code if code == "costly" else f"notebook-{code}"
        raise Refused(code, {"name": path, **facts}, notes) from None


def _candidates(submission: Submission, assignment: Assignment) -> list[str]:
    """Returns the notebooks that may hold the work, the likeliest first; no notebook of the workspace.

    The one that carries the assignment's name comes first, then the one nearest to the root.
    """
    given = {name.rpartition("/")[2] for name in assignment.config.workspace}
    found = [
        path
        for path in submission.files
        if suffix_kind(path) is Kind.NOTEBOOK and path.rpartition("/")[2] not in given
    ]
    wanted = f"{assignment.name}.ipynb"
    return sorted(found, key=lambda path: (not path.endswith(wanted), path.count("/"), path))


def is_stub(assignment: Assignment, name: str, content: bytes) -> bool:
    """Tells whether a file is as it was released in any language, but for comments, blank lines and a text at its top."""
    lines = _code_lines(content)
    return any(_adds_nothing(lines, _code_lines(stub)) for stub in assignment.released_stubs(name))


def _adds_nothing(lines: Sequence[bytes], released: Sequence[bytes]) -> bool:
    above = lines[: max(0, len(lines) - len(released))]
    return lines[len(above) :] == released and all(_QUOTED.fullmatch(line) for line in above)


@lru_cache(maxsize=64)
def _code_lines(content: bytes) -> list[bytes]:
    lines = (b" ".join(line.split()) for line in content.removeprefix(b"\xef\xbb\xbf").splitlines())
    return [line for line in lines if line and not line.startswith(b"#")]


# A line that is a text and nothing else.
_QUOTED = re.compile(rb"""(\"\"\"|\'\'\'|\"|\').*\1""")
