"""The notebook that formgrader shows of a submission: the student's work, with our results in its cells."""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from ...authoring.notebook.assemble import TEXT_STUB, check_id
from ...course.assignment import Assignment
from ...execution.parsing import Parsers
from ...grading.notebook_card import card_of
from ...results.result import CheckResult, Result
from ...results.text import say
from ...submissions import Refused, Submission
from ...submissions.notebook import unpack
from ...submissions.notebook_model import Output, decode_cells
from .cells import Cell, facts_of, source_cells

# Figures are what a person needs for grading; anything larger is none.
MOST_IMAGE = 4 << 20
MOST_TEXT = 20_000
MOST_OUTPUTS = 20
T = TypeVar("T")

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class _CellMetadata(msgspec.Struct):
    grade_id: str = ""


class _Metadata(msgspec.Struct):
    nbgrader: _CellMetadata = msgspec.field(default_factory=_CellMetadata)


def autograded_notebook(
    assignment: Assignment, submission: Submission | Refused, result: Result, parsers: Parsers
) -> tuple[bytes, dict[str, str]]:
    """Returns the notebook as bytes, and the written answers in it that are the student's, by cell.

    Only the text of the student's cells, and images and printed text among their outputs, are taken
    over; test cells are ours, and their outputs say what grading found.
    """
    source, released = source_cells(assignment)
    ours = {facts_of(cell)["grade_id"]: cell for cell in source if facts_of(cell)}
    marked = {facts_of(cell)["grade_id"]: cell for cell in released if facts_of(cell)}
    for id_, cell in marked.items():
        cell["source"] = ours[id_]["source"] if not facts_of(cell)["solution"] else cell["source"]
    cells = header_cells(result) + _work(assignment, submission, marked, parsers)
    answers = answers_in(cells)
    placed = {facts_of(cell).get("grade_id") for cell in cells}
    cells += [
        cell
        for id_, cell in marked.items()
        if id_ not in placed and (facts_of(cell)["grade"] or not facts_of(cell)["solution"])
    ]
    return _encode(with_cards(cells, result)), answers


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
    return [_markdown("softmark-notes", "\n".join(f"- {_plain(line)}" for line in lines))]


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
    return files + _notebook(submission.files[unpacked.notebook], marked)


def _file(name: str, content: bytes) -> list[Cell]:
    stem = "".join(character if character.isalnum() else "-" for character in name)[:40]
    text = content.decode("utf-8", "replace")[: 5 * MOST_TEXT]
    code = {"cell_type": "code", "id": f"file-{stem}-text", "metadata": {}, "source": text}
    return [
        _markdown(f"file-{stem}", f"`{_plain(name)}`"),
        {**code, "execution_count": None, "outputs": []},
    ]


def _notebook(content: bytes, marked: Mapping[str, Cell]) -> list[Cell]:
    cells: list[Cell] = []
    used: set[str] = set()
    for number, cell in enumerate(decode_cells(content)):
        kind = cell.cell_type if cell.cell_type in ("code", "markdown") else "raw"
        grade_id = _decode(cell.metadata, _Metadata, _Metadata()).nbgrader.grade_id
        ours = marked.get(grade_id)
        if ours is not None and grade_id not in used:
            used.add(grade_id)
            if not facts_of(ours)["solution"]:
                cells.append(ours)
                continue
            kind, base = ours["cell_type"], {"id": grade_id[:64], "metadata": ours["metadata"]}
        else:
            base = {"id": f"cell-{number}", "metadata": {}}
        source = cell.text if kind == "code" else _escaped(cell.text)
        made: Cell = {"cell_type": kind, "source": source, **base}
        if kind == "code":
            made |= {"execution_count": None, "outputs": _outputs(cell.outputs)}
        cells.append(made)
    return cells


def _decode(raw: msgspec.Raw, kind: type[T], otherwise: T) -> T:
    """Returns a part of a notebook, something empty where it is of a shape that Jupyter does not write."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return otherwise


def _outputs(raw: msgspec.Raw) -> list[Cell]:
    kept: list[Cell] = []
    for output in _decode(raw, list[Output], [])[:MOST_OUTPUTS]:
        if output.output_type == "stream":
            text = output.printed[:MOST_TEXT]
            kept.append({"output_type": "stream", "name": "stdout", "text": text})
            continue
        image = output.data.get("image/png")
        image = "".join(map(str, image)) if isinstance(image, list) else image
        if isinstance(image, str) and len(image) <= MOST_IMAGE and _is_png(image):
            data = {"image/png": image}
            kept.append({"output_type": "display_data", "metadata": {}, "data": data})
    return kept


def _is_png(text: str) -> bool:
    try:
        content = binascii.a2b_base64(text.encode("ascii"))
    except (ValueError, UnicodeEncodeError):
        return False
    return content.startswith(b"\x89PNG\r\n") and text.isascii() and not set(text) & set("<>\"'&")


def _escaped(text: str) -> str:
    """Returns markdown without the HTML in it: formgrader shows it to a person who is logged in."""
    from nbconvert.preprocessors.sanitize import SanitizeHTML
    from nbformat import NotebookNode

    cell = NotebookNode(cell_type="markdown", source=text, metadata={})  # type: ignore[no-untyped-call]
    cleaned, _ = SanitizeHTML().preprocess_cell(cell, {}, 0)  # type: ignore[no-untyped-call]
    return str(cleaned.source)


def _plain(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›").replace("`", "'")


def _markdown(id_: str, text: str) -> Cell:
    return {"cell_type": "markdown", "id": id_, "metadata": {}, "source": text}


def _encode(cells: Sequence[Cell]) -> bytes:
    """Returns the notebook's text, with cells whose ids are all different."""
    seen: set[str] = set()
    written = []
    for number, cell in enumerate(cells):
        id_ = cell["id"] if cell["id"] not in seen else f"again-{number}"
        seen.add(id_)
        written.append({**cell, "id": id_})
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    notebook = {"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode("utf-8", "replace") + b"\n"


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
