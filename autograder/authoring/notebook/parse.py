"""notebook.md: Markdown whose fences are code cells.

    ```python                     a given code cell
    ```solution FILE NAME         the student's cell: that function, class or method of the reference
    ```check CHECK_ID             a test cell
    ```answer ANSWER_ID POINTS    a written answer, graded by hand; the body is the question, and after it
                                  may come a model answer, between the markers of a solution
    ```cells NOTEBOOK             the cells of a notebook of the workspace, but for its title, questions and answers

Text between fences becomes Markdown cells. Any other fence belongs to the text around it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...course.regions import find_regions
from ...errors import CourseError

_FENCE = re.compile(r"^```(python|solution|check|answer|cells)\b(.*)$")
KINDS = ("python", "solution", "check", "answer", "cells")
# Fences of other languages that look like ours.
_LANGUAGES = {"py", "pycon", "ipython"}
_ANSWER_ID = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True)
class Text:
    """Markdown."""

    source: str
    line: int


@dataclass(frozen=True)
class Code:
    """A given code cell."""

    source: str
    line: int


@dataclass(frozen=True)
class Solution:
    """The place of a function, class or method of the reference."""

    file: str
    name: str
    line: int


@dataclass(frozen=True)
class Test:
    """The place of a check."""

    check: str
    line: int


@dataclass(frozen=True)
class Answer:
    """A question with a written answer.

    Attributes:
        model: what a good answer says, between the markers of a solution; "" where none is given.
    """

    id: str
    points: float
    question: str
    model: str
    line: int


@dataclass(frozen=True)
class Cells:
    """The place of the cells of another notebook."""

    notebook: str
    line: int


Block = Text | Code | Solution | Test | Answer | Cells


def parse_notebook(source: str, path: str) -> list[Block]:
    """Returns the blocks of a notebook.md.

    Raises:
        CourseError: a fence is never closed or its words are off, with file and line.
    """
    lines = source.splitlines()
    blocks: list[Block] = []
    text: list[str] = []
    text_line = 1
    number = 0
    while number < len(lines):
        match = _FENCE.match(lines[number])
        if match is None:
            _refuse_slip(lines[number], f"{path}:{number + 1}")
            text_line = text_line if text else number + 1
            text.append(lines[number])
            number += 1
            continue
        blocks += _text(text, text_line)
        text = []
        end = _end(lines, number, path)
        body = "\n".join(lines[number + 1 : end])
        blocks.append(_block(match[1], match[2].split(), body, number + 1, path))
        number = end + 1
    return [*blocks, *_text(text, text_line)]


def _refuse_slip(line: str, where: str) -> None:
    """Raises CourseError for a fence that is nearly one of ours: it would become text in silence."""
    match = re.match(r"^\s*`{3,}\s*([a-z]+)", line)
    if match is None or match[1] in _LANGUAGES:
        return
    near = difflib.get_close_matches(match[1], KINDS, n=1, cutoff=0.7)
    if near:
        raise CourseError(
            f"{where}: {line.strip()!r} is no fence of ours. Did you mean ```{near[0]}?"
        )


def _text(lines: list[str], line: int) -> Iterator[Block]:
    source = "\n".join(lines).strip("\n")
    if source.strip():
        yield Text(source, line)


def _end(lines: list[str], start: int, path: str) -> int:
    for number in range(start + 1, len(lines)):
        if lines[number].rstrip() == "```":
            return number
    raise CourseError(f"{path}:{start + 1}: this fence is never closed: add a line ``` after it.")


def _block(kind: str, words: list[str], body: str, line: int, path: str) -> Block:
    where = f"{path}:{line}"
    if kind == "python" and not words:
        return Code(body, line)
    if kind == "answer" and len(words) == 2 and body.strip():
        return _answer(words, body, line, where)
    if kind in ("solution", "check", "cells") and body.strip():
        raise CourseError(f"{where}: a {kind} fence has no body: what it shows is generated.")
    if kind == "solution" and len(words) == 2:
        return Solution(words[0], words[1], line)
    if kind == "check" and len(words) == 1:
        return Test(words[0], line)
    if kind == "cells" and len(words) == 1:
        return Cells(words[0], line)
    usage = {
        "python": "```python, with nothing after it",
        "solution": "```solution FILE NAME",
        "check": "```check CHECK_ID",
        "cells": "```cells NOTEBOOK.ipynb",
        "answer": "```answer ANSWER_ID POINTS, with the question as its body",
    }
    raise CourseError(f"{where}: write {usage[kind]}.")


def _answer(words: list[str], body: str, line: int, where: str) -> Answer:
    lines = body.split("\n")
    regions = find_regions(body, where)
    if len(regions) > 1 or (regions and "".join(lines[regions[0].end + 1 :]).strip()):
        raise CourseError(f"{where}: a model answer comes last, in one region.")
    begin = regions[0].begin if regions else len(lines)
    question = "\n".join(lines[:begin]).strip()
    if not question:
        raise CourseError(f"{where}: the question is missing before the model answer.")
    model = "\n".join(lines[begin:]).strip()
    return Answer(_answer_id(words[0], where), _points(words[1], where), question, model, line)


def _answer_id(word: str, where: str) -> str:
    if not _ANSWER_ID.fullmatch(word):
        raise CourseError(f"{where}: {word!r} is no id: use small letters, digits, - and _.")
    return word


def _points(word: str, where: str) -> float:
    try:
        points = float(word)
    except ValueError:
        points = -1.0
    if not 0 <= points < 1e6:
        raise CourseError(f"{where}: {word!r} is not a number of points.")
    return points
