"""What hand-in rules ask of a report: findings for the person who grades it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..assignment import Assignment
from ..intake import Refused, Submission
from ..messages import say
from ..notebooks.handin import read_cells
from ..result import Violation
from ..rules import ReportRule
from .pdf_facts import SECONDS

# Wall time of a report's cell, when it is run to reproduce its numbers.
CELL_SECONDS = 180.0
_ACCURACY = re.compile(r"test[ _]acc\w*\D{0,30}?(\d+(?:\.\d+)?)\s*(%?)", re.IGNORECASE)
_NUMBER = r"\D{0,60}?\d+(?:\.\d+)?"
_TRAIN = re.compile(
    rf"(?:train(?:ing)?[ -]?(?:set )?acc\w*|训练(?:集)?(?:上)?的?准确率){_NUMBER}", re.I
)
_TEST = re.compile(
    rf"(?:test(?:ing)?[ -]?(?:set )?acc\w*|测试(?:集)?(?:上)?的?准确率){_NUMBER}", re.I
)
_MOMENTUM = re.compile(r"momentum|动量", re.I)
_PARAMETERS = (
    re.compile(r"learning[ -]?rate|学习率", re.I),
    re.compile(r"batch[ -]?size|批(?:次)?大小|批量", re.I),
    re.compile(r"epochs?\b|轮数|迭代次数", re.I),
    re.compile(r"initiali[sz]ation|初始化", re.I),
    re.compile(r"regulari[sz]ation|weight decay|正则|权重衰减", re.I),
)
_CODE = re.compile(
    r"^\s*(def |class |import |from \w+ import |return\b|for \w+ in |if .*:$|\w+(\.\w+)* = |self\.|@|#)"
)


class _Output(msgspec.Struct):
    output_type: str = ""
    text: str | list[str] = ""


class _Cell(msgspec.Struct):
    cell_type: str
    execution_count: int | None = None
    source: str | list[str] = ""
    outputs: list[_Output] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []


def find_report(assignment: Assignment, submission: Submission, language: str) -> list[Violation]:
    """Returns what a submission's report lacks, named report.*; runs its notebook to reproduce it."""
    rule = assignment.config.rules.report
    found = [*_notebook(rule, submission), *_pdf(rule, submission)]
    return [
        Violation(
            rule=f"report.{code}",
            file=str(facts.get("name", "")),
            points=rule.points.get(code, 0.0),
            message=say(f"report.{code}", language, **facts),
        )
        for code, facts in found
    ]


_Findings = Iterator[tuple[str, dict[str, Any]]]


def _notebook(rule: ReportRule, submission: Submission) -> _Findings:
    name = rule.notebook
    if not name:
        return
    path = _named(submission.files, name)
    if path is None:
        yield "notebook", {"name": name}
        return
    content = submission.files[path]
    try:
        read_cells(content, path)
        notebook = msgspec.json.decode(content, type=_Notebook)
    except (Refused, msgspec.DecodeError, RecursionError):
        yield "unread", {"name": name}
        return
    cells = [
        cell for cell in notebook.cells if cell.cell_type == "code" and "".join(cell.source).strip()
    ]
    counts = [cell.execution_count for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield "executed", {"name": name}
    silent = [
        n
        for n, cell in enumerate(cells, 1)
        if not cell.outputs and "print(" in "".join(cell.source)
    ]
    if silent:
        yield "outputs", {"name": name, "cells": ", ".join(map(str, silent))}
    failed = [
        n for n, cell in enumerate(cells, 1) if any(o.output_type == "error" for o in cell.outputs)
    ]
    if failed:
        yield "errors", {"name": name, "cell": failed[0]}
    printed = accuracies(cells)
    if not printed:
        yield "accuracy", {"name": name}
        return
    yield from _reproduce(rule, submission, path, printed)


def accuracies(cells: Sequence[Any]) -> list[float]:
    """Returns the test accuracies that cells have printed, as shares, in order."""
    text = "\n".join(
        output.text if isinstance(output.text, str) else "".join(output.text)
        for cell in cells
        for output in cell.outputs
        if output.output_type == "stream"
    )
    found = []
    for number, percent in _ACCURACY.findall(text[:200_000]):
        value = float(number) / (100 if percent or float(number) > 1 else 1)
        if value <= 1:
            found.append(value)
    return found


def _reproduce(
    rule: ReportRule, submission: Submission, path: str, printed: Sequence[float]
) -> _Findings:
    """Runs the notebook with the submission's own files, and compares the accuracies it prints."""
    import nbformat

    from .run import run_notebook

    with tempfile.TemporaryDirectory(prefix="softmark-") as name:
        folder = Path(name)
        for file, content in submission.files.items():
            if file.endswith(".py"):
                target = folder / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        try:
            text = submission.files[path].decode("utf-8", "replace")
            notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
            problems = run_notebook(notebook, folder, CELL_SECONDS, lambda: None)
        except (ValueError, KeyError, AttributeError, nbformat.ValidationError):
            yield "unread", {"name": rule.notebook}
            return
    if problems:
        yield "not_run", {"name": rule.notebook, "reason": problems[0]}
        return
    ours = accuracies([cell for cell in notebook.cells if cell.cell_type == "code"])
    pairs = list(zip(printed, ours, strict=False))
    wrong = [pair for pair in pairs if abs(pair[0] - pair[1]) > rule.tolerance]
    if wrong or len(printed) != len(ours):
        first = wrong[0] if wrong else (printed[-1], ours[-1] if ours else float("nan"))
        facts = {"printed": f"{first[0]:.4f}", "ours": f"{first[1]:.4f}"}
        yield "reproduced", {"name": rule.notebook, "tolerance": rule.tolerance, **facts}


def _pdf(rule: ReportRule, submission: Submission) -> _Findings:
    if not rule.pdf:
        return
    paths = sorted(path for path in submission.files if path.lower().endswith(".pdf"))
    if not paths:
        yield "pdf", {}
        return
    # The longest is the report; others are handouts or the like.
    path = max(paths, key=lambda item: (len(submission.files[item]), item))
    name = path.rpartition("/")[2]
    facts = read_pdf(submission.files[path])
    if facts is None:
        yield "opens", {"name": name}
        return
    # Fonts of PDFs have ligatures, and radicals in the place of Chinese characters.
    text = re.sub(r"[ \t]+", " ", unicodedata.normalize("NFKC", str(facts["text"])))
    flat = re.sub(r"\s+", " ", text)
    if not _TRAIN.search(flat):
        yield "states_train", {"name": name}
    if not _TEST.search(flat):
        yield "states_test", {"name": name}
    if not _MOMENTUM.search(flat):
        yield "momentum", {"name": name}
    if sum(bool(pattern.search(flat)) for pattern in _PARAMETERS) < 2:
        yield "parameters", {"name": name}
    if not facts["figures"]:
        yield "figures", {"name": name}
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and sum(bool(_CODE.match(line)) for line in lines) > len(lines) / 2:
        yield "code", {"name": name}


def read_pdf(content: bytes) -> Mapping[str, Any] | None:
    """Returns a PDF's pages, text and number of figures; None where it cannot be read in time."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "autograder.report.pdf_facts"],
            input=content,
            capture_output=True,
            timeout=2 * SECONDS,
            check=True,
        )
        facts = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return None
    return facts if isinstance(facts, dict) and facts.get("pages") else None


def _named(files: Mapping[str, bytes], name: str) -> str | None:
    fitting = [path for path in files if path.rpartition("/")[2] == name]
    return min(fitting, key=lambda path: (path.count("/"), path), default=None)
