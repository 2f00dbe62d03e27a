"""The notebook that formgrader shows of a submission: the student's work, with our results in its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from ...authoring.notebook.assemble import TEXT_STUB, check_id
from ...course.assignment import Assignment
from ...course.cells import (
    MOST_ID,
    Cell,
    facts_of,
    make_cell,
    new_notebook,
    without_outputs,
    write_notebook,
)
from ...execution.parsing import Parsers
from ...grading.notebook_card import card_of
from ...grading.report.rendered import Shown, Written, safe_cells
from ...results.result import CheckResult, Result
from ...results.text import say
from ...submissions import Refused, Submission
from ...submissions.notebook import read_all_cells, unpack
from ...submissions.notebook_model import Cell as HandedIn
from .cells import source_cells

MOST_FILE = 100_000
T = TypeVar("T")


class _CellMetadata(msgspec.Struct):
    grade_id: str = ""


class _Metadata(msgspec.Struct):
    nbgrader: _CellMetadata = msgspec.field(default_factory=_CellMetadata)


def autograded_notebook(
    assignment: Assignment, submission: Submission | Refused, result: Result, parsers: Parsers
) -> tuple[bytes, dict[str, str]]:
    """Returns the notebook as bytes, and the written answers in it that are the student's, by cell.

    Of the student's cells the text is taken over, and of their outputs what cannot do anything in a
    browser; test cells are ours, and their outputs say what grading found.
    """
    marked = _marked(assignment)
    work = _work(assignment, submission, marked, parsers)
    cells = header_cells(result) + work + _missing(work, marked)
    return _encode(with_cards(cells, result)), answers_in(work)


def checked_notebook(
    assignment: Assignment, submission: Submission | Refused, parsers: Parsers
) -> bytes:
    """Returns the student's notebook for nbgrader to run: valid, with the marks that were released.

    It has each marked cell once, where it stands first; other metadata and old outputs are left out.
    """
    marked = _marked(assignment)
    work = _work(assignment, submission, marked, parsers)
    return _encode([without_outputs(cell) for cell in work + _missing(work, marked)])


def _marked(assignment: Assignment) -> dict[str, Cell]:
    """Returns the cells that nbgrader knows, by their ids: tests are the source's, hidden ones too."""
    source, released = source_cells(assignment)
    ours = {facts_of(cell)["grade_id"]: cell for cell in source if facts_of(cell)}
    marked = {facts_of(cell)["grade_id"]: cell for cell in released if facts_of(cell)}
    for id_, cell in marked.items():
        cell["source"] = ours[id_]["source"] if not facts_of(cell)["solution"] else cell["source"]
    return marked


def _missing(cells: Iterable[Cell], marked: Mapping[str, Cell]) -> list[Cell]:
    """Returns the test cells that are not among the student's."""
    placed = {facts_of(cell).get("grade_id") for cell in cells}
    return [
        cell
        for id_, cell in marked.items()
        if id_ not in placed and (facts_of(cell)["grade"] or not facts_of(cell)["solution"])
    ]


def with_cards(cells: Sequence[Cell], result: Result) -> list[Cell]:
    """Returns the cells with what grading found as the outputs of test cells."""
    checks = {check.id: check for check in result.checks}
    shown = []
    for cell in cells:
        facts = facts_of(cell)
        if cell["cell_type"] == "code" and facts.get("grade") and not facts.get("solution"):
            check = checks.get(check_id(facts["grade_id"]))
            outputs = [_card(check)] if check is not None else []
            cell = {**cell, "outputs": outputs, "execution_count": None}
        shown.append(cell)
    return shown


def _card(check: CheckResult) -> Cell:
    card = card_of(check)
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": card._repr_html_(), "text/plain": repr(card)},
    }


def header_cells(result: Result) -> list[Cell]:
    """Returns what there is to say about the submission as a whole."""
    lines = [line for line in (result.message, *result.notes) if line]
    for item in result.violations:
        where = f"{item.file}:{item.line}: " if item.line else ""
        lines.append(where + item.message + (f" (-{item.points:g})" if item.points else ""))
    if result.isolation != "full":
        lines.append(say("unsafe", result.language))
    if not lines:
        return []
    return [
        make_cell("markdown", "softmark-notes", "\n".join(f"- {_plain(line)}" for line in lines))
    ]


def _work(
    assignment: Assignment,
    submission: Submission | Refused,
    marked: Mapping[str, Cell],
    parsers: Parsers,
) -> list[Cell]:
    if isinstance(submission, Refused):
        return []
    try:
        unpacked = unpack(submission, assignment, parsers)
    except Refused:
        return []
    graded = unpacked.sources.files
    if not unpacked.sources.cells:
        return [cell for name in sorted(graded) for cell in _file(name, graded[name])]
    files = [
        cell
        for name in sorted(submission.files)
        if name in assignment.wanted and name in graded
        for cell in _file(name, graded[name])
    ]
    path = unpacked.notebook
    try:
        handed_in = read_all_cells(submission.files[path], path, parsers=parsers)
    except Refused:  # it took more than its sources alone
        return files
    return files + _notebook(handed_in, marked, parsers, assignment.config.language)


def _file(name: str, content: bytes) -> list[Cell]:
    stem = "".join(character if character.isalnum() else "-" for character in name)[:40]
    text = content.decode("utf-8", "replace")[:MOST_FILE]
    return [
        make_cell("markdown", f"file-{stem}", f"`{_plain(name)}`"),
        make_cell("code", f"file-{stem}-text", text),
    ]


def _notebook(
    handed_in: Sequence[HandedIn], marked: Mapping[str, Cell], parsers: Parsers, language: str
) -> list[Cell]:
    bases = list(_bases(handed_in, marked))
    written = [_written(base, cell) for base, cell in zip(bases, handed_in, strict=True)]
    shown, are_rendered = safe_cells(written, parsers)
    cells = [_filled(base, what) for base, what in zip(bases, shown, strict=True)]
    if are_rendered:
        return cells
    return [make_cell("markdown", "softmark-as-typed", say("report.as_typed", language)), *cells]


def _bases(handed_in: Iterable[HandedIn], marked: Mapping[str, Cell]) -> Iterator[Cell]:
    """Yields what each cell is without what the student wrote in it; test cells are ours, and whole."""
    used: set[str] = set()
    for number, cell in enumerate(handed_in):
        kind = cell.cell_type if cell.cell_type in ("code", "markdown") else "raw"
        grade_id = _decode(cell.metadata, _Metadata, _Metadata()).nbgrader.grade_id
        ours = marked.get(grade_id)
        if ours is None or grade_id in used:
            yield {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
            continue
        used.add(grade_id)
        if not facts_of(ours)["solution"]:
            yield ours
            continue
        facts = {"cell_type": ours["cell_type"], "metadata": ours["metadata"]}
        yield {"id": grade_id[:MOST_ID], **facts}


def _written(base: Cell, cell: HandedIn) -> Written:
    """Returns what is to be rendered of a cell."""
    kind = base["cell_type"]
    if "source" in base:
        return Written("code", "")
    outputs = bytes(cell.outputs) if kind == "code" else b"[]"
    return Written(kind, cell.text, outputs, bytes(cell.attachments))


def _filled(base: Cell, shown: Shown) -> Cell:
    if "source" in base:
        return base
    made = {**base, "source": shown.text}
    if base["cell_type"] == "code":
        made |= {"execution_count": None, "outputs": shown.outputs}
    return made


def _decode(raw: msgspec.Raw, kind: type[T], otherwise: T) -> T:
    """Returns a part of a notebook, something empty where it is of a shape that Jupyter does not write."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return otherwise


def _plain(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›").replace("`", "'")


def _encode(cells: Sequence[Cell]) -> bytes:
    """Returns the notebook's text, with cells whose ids are all different."""
    seen: set[str] = set()
    written = []
    for number, cell in enumerate(cells):
        id_ = cell["id"] if cell["id"] not in seen else f"again-{number}"
        seen.add(id_)
        written.append({**cell, "id": id_})
    return write_notebook(new_notebook(written))


def answers_in(cells: Iterable[Cell]) -> dict[str, str]:
    """Returns the text of written answers by the cell's id."""
    facts = [(facts_of(cell), cell) for cell in cells]
    return {
        known["grade_id"]: "".join(cell["source"])
        for known, cell in facts
        if known.get("grade") and known.get("solution")
    }


def is_unanswered(text: str) -> bool:
    """Tells whether a written answer is still as it was released."""
    return text.strip() == TEXT_STUB
