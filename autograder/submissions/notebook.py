"""A handed-in notebook as sources to grade: only the text of its code cells, never what it says it did."""

from __future__ import annotations

import msgspec

from ..course.assignment import Assignment
from ..course.sources import GradedSources
from ..execution.parsing import Parsers, Unparsed
from . import Note, Refused, Submission

_REFUSALS = {
    "costly": ("seconds", "mib"),
    "damaged": (),
    "deep": (),
    "duplicate": ("id",),
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

    A module that was handed in as a .py file is graded from that. The others are looked for in the
    notebook, if there is one. A .py file that is still as it was released is nobody's work, and gives
    way to a notebook.

    Args:
        parsers: read notebooks.

    Raises:
        Refused: a notebook is to be graded, and cannot be read.
    """
    sources = {path: text for path, text in submission.files.items() if path.endswith(".py")}
    given = assignment.given
    notebooks = _candidates(submission, assignment)
    if not notebooks:
        return Unpacked(GradedSources(sources, given=given))
    path = notebooks[0]
    handed_in = [name for name in assignment.wanted if name in sources]
    untouched = [name for name in handed_in if _is_stub(assignment, name, sources[name])]
    graded = [name for name in handed_in if name not in untouched]
    if len(graded) == len(assignment.wanted):
        note = Note("notebook-unused", path, {"files": ", ".join(graded)})
        return Unpacked(GradedSources(sources, given=given), notes=(note,))
    cells = read_cells(submission.files[path], path, submission.notes, parsers=parsers)
    notes = [Note("notebook-first", path, {"count": len(notebooks)})] if len(notebooks) > 1 else []
    if graded:
        notes.append(Note("notebook-partly", path, {"files": ", ".join(graded)}))
    notes += [Note("stub-unused", name, {"notebook": path}) for name in untouched]
    for name in untouched:
        del sources[name]
    graded_sources = GradedSources({**sources, **cells}, tuple(cells), given)
    return Unpacked(graded_sources, path, tuple(notes))


def read_cells(
    content: bytes, path: str, notes: tuple[Note, ...] = (), *, parsers: Parsers
) -> dict[str, bytes]:
    """Returns the code cells of a notebook by name, in order.

    Args:
        notes: go with a refusal.
        parsers: read the notebook.

    Raises:
        Refused: it is no notebook, of an old format, nested too deep, or has cells with the same id.
    """
    try:
        with parsers.open() as parse:
            texts = parse("notebook.code_cells", content)
    except Unparsed as refusal:
        code = refusal.code if refusal.code in _REFUSALS else "damaged"
        facts = {key: refusal.facts.get(key, 0) for key in _REFUSALS[code]}
        code = code if code == "costly" else f"notebook-{code}"
        raise Refused(code, {"name": path, **facts}, notes) from None
    if not isinstance(texts, list) or not all(type(text) is bytes for text in texts):
        raise Refused("notebook-damaged", {"name": path}, notes)
    name = path.rpartition("/")[2]
    return {f"{name} cell {number}": text for number, text in enumerate(texts, start=1)}


def _candidates(submission: Submission, assignment: Assignment) -> list[str]:
    """Returns the notebooks that may hold the work, the likeliest first; no notebook of the workspace.

    The one that carries the assignment's name comes first, then the one nearest to the root.
    """
    given = {name.rpartition("/")[2] for name in assignment.config.workspace}
    found = [
        path
        for path in submission.files
        if path.lower().endswith(".ipynb") and path.rpartition("/")[2] not in given
    ]
    wanted = f"{assignment.name}.ipynb"
    return sorted(found, key=lambda path: (not path.endswith(wanted), path.count("/"), path))


def _is_stub(assignment: Assignment, name: str, content: bytes) -> bool:
    return content.split() == assignment.stub(name).split()
