"""What hand-in rules ask of a report: findings for the person who grades it."""

from __future__ import annotations

import contextlib
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ...course.assignment import Assignment
from ...course.rules import ReportRule
from ...errors import require
from ...execution.parsing import Parsers, Unparsed
from ...results.result import Violation
from ...results.text import say
from ...submissions import Refused, Submission
from ...submissions.notebook import read_all_cells
from ...submissions.notebook_model import Cell, Output
from .wording import discusses, is_code, printed_accuracies, states_accuracy

# Wall time of a report's cell, and of all its cells, when it is run to reproduce its numbers.
CELL_SECONDS = 180.0
NOTEBOOK_SECONDS = 600.0
# What is printed inside of a function or a condition need not show.
_PRINTS = re.compile(r"^print\(", re.MULTILINE)


def find_report(
    assignment: Assignment, submission: Submission, language: str, parsers: Parsers
) -> list[Violation]:
    """Returns what a submission's report lacks, named report.*; runs its notebook to reproduce it."""
    rule = assignment.config.rules.report
    found = [*_notebook(rule, submission, language, parsers), *_pdf(rule, submission, parsers)]
    return [
        Violation(
            rule=f"report.{code}",
            file=str(facts.get("name", "")),
            points=rule.points.get(code, 0.0),
            message=_message(rule, code, facts, language),
        )
        for code, facts in found
    ]


def _message(rule: ReportRule, code: str, facts: Mapping[str, Any], language: str) -> str:
    topic = rule.topics.get(code)
    if topic is None:
        return say(f"report.{code}", language, **facts)
    key = "report.topic" if topic.least == 1 else "report.topics"
    return say(key, language, **facts, title=topic.title.in_(language), least=topic.least)


_Findings = Iterator[tuple[str, dict[str, Any]]]


def _notebook(
    rule: ReportRule, submission: Submission, language: str, parsers: Parsers
) -> _Findings:
    name = rule.notebook
    if not name:
        return
    path = _named(submission.files, name)
    if path is None:
        yield "notebook", {"name": name}
        return
    content = submission.files[path]
    try:
        handed_in = read_all_cells(content, path, parsers=parsers)
        cells = [cell for cell in handed_in if cell.cell_type == "code" and cell.text.strip()]
        outputs = [cell.shown() for cell in cells]
    except (Refused, msgspec.DecodeError, RecursionError):
        yield "unread", {"name": name}
        return
    counts = [cell.execution_count for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield "executed", {"name": name}
    silent = [
        n
        for n, (cell, shown) in enumerate(zip(cells, outputs, strict=True), 1)
        if not shown and _PRINTS.search(cell.text)
    ]
    if silent:
        yield "outputs", {"name": name, "cells": ", ".join(map(str, silent))}
    failed = [
        n for n, shown in enumerate(outputs, 1) if any(o.output_type == "error" for o in shown)
    ]
    if failed:
        yield "errors", {"name": name, "cell": failed[0]}
    printed = _accuracies(outputs, rule)
    if not printed:
        yield "accuracy", {"name": name}
        return
    yield from _reproduce(rule, submission, cells, printed, language)


def _accuracies(outputs: Sequence[Sequence[Output]], rule: ReportRule) -> list[float]:
    """Returns the test accuracies that cells have printed or shown as values, in order."""
    text = "\n".join("".join(map(_text, shown)) for shown in outputs)
    return printed_accuracies(text, rule.topics.values())


def _text(output: Output) -> str:
    if output.output_type == "stream":
        return output.printed
    return f"\n{''.join(map(str, output.data.get('text/plain', '')))}\n"


def _reproduce(
    rule: ReportRule,
    submission: Submission,
    cells: Sequence[Cell],
    printed: Sequence[float],
    language: str,
) -> _Findings:
    """Runs the notebook with the submission's own files, and compares the accuracies it prints."""
    from .run import run_notebook

    with tempfile.TemporaryDirectory(prefix="softmark-") as name:
        folder = Path(name)
        for file, content in submission.files.items():
            if file.endswith(".py"):
                target = folder / file
                # An archive can hold a file and a folder of one name.
                with contextlib.suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)
        sources = [cell.text for cell in cells]
        shown, problems = run_notebook(
            sources, folder, CELL_SECONDS, lambda: None, language, NOTEBOOK_SECONDS
        )
    if problems:
        yield "not_run", {"name": rule.notebook, "reason": problems[0]}
        return
    ours = _accuracies([msgspec.convert(outputs, list[Output]) for outputs in shown], rule)
    missed = [value for value in printed if all(abs(value - own) > rule.tolerance for own in ours)]
    if missed:
        nearest = min(ours, key=lambda own: abs(own - missed[0]), default=None)
        facts = {
            "printed": f"{missed[0]:.4f}",
            "ours": "-" if nearest is None else f"{nearest:.4f}",
        }
        yield "reproduced", {"name": rule.notebook, "tolerance": rule.tolerance, **facts}


def _pdf(rule: ReportRule, submission: Submission, parsers: Parsers) -> _Findings:
    if not rule.pdf:
        return
    paths = sorted(path for path in submission.files if path.lower().endswith(".pdf"))
    if not paths:
        yield "pdf", {}
        return
    # The longest is the report; others are handouts or the like.
    path = max(paths, key=lambda item: (len(submission.files[item]), item))
    name = path.rpartition("/")[2]
    facts = read_pdf(submission.files[path], parsers)
    if facts is None:
        yield "opens", {"name": name}
        return
    # Fonts of PDFs have ligatures, and radicals in the place of Chinese characters.
    text = re.sub(r"[ \t]+", " ", unicodedata.normalize("NFKC", str(facts["text"])))
    flat = re.sub(r"\s+", " ", text)
    for part in ("train", "test"):
        if not states_accuracy(flat, part):
            yield f"states_{part}", {"name": name}
    for code, topic in rule.topics.items():
        if not discusses(flat, topic):
            yield code, {"name": name}
    if not facts["figures"]:
        yield "figures", {"name": name}
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and sum(is_code(line) for line in lines) > len(lines) / 2:
        yield "code", {"name": name}


def read_pdf(content: bytes, parsers: Parsers) -> Mapping[str, Any] | None:
    """Returns a PDF's pages, text and number of figures; None where it cannot be read in time.

    Raises:
        UsageError: what reads PDFs is not installed, which is no student's fault.
    """
    require("pypdf")
    try:
        with parsers.open() as parse:
            facts = parse("pdf.facts", content)
    except Unparsed:
        return None
    return facts if isinstance(facts, dict) and {"text", "figures"} <= facts.keys() else None


def _named(files: Mapping[str, bytes], name: str) -> str | None:
    fitting = [path for path in files if path.rpartition("/")[2] == name]
    return min(fitting, key=lambda path: (path.count("/"), path), default=None)
