"""The student's own run of the visible checks, in the process that another one watches."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ..course.assignment import Assignment
from ..course.course import Course
from ..grading.limited import Ended, OpenedLimited, Watch
from ..grading.self_check import check_work
from ..grading.students_work import find_work, overlooked_notebook, released_to
from ..results.convert import convert
from ..results.records import dataclass
from ..results.render.terminal import render_check_run, render_watch
from ..results.result import Result
from ..results.text import preferred_language, say
from .check_line import Asked
from .common import open_assignment
from .watched_process import stamps


def run_checks(asked: Asked, told: Mapping[str, Any]) -> int:
    """Runs the checks, prints what they found, and returns the command's exit code.

    Args:
        told: see `watching`.

    Raises:
        UsageError: there is no such assignment, work, check or language.
    """
    course, loaded = open_assignment(asked.assignment, asked.path, asked.lang)
    work = find_work(course, loaded, asked.path)
    run = _Run(
        course=course,
        assignment=loaded,
        asked=asked,
        work=work,
        overlooked=overlooked_notebook(course, loaded, work) if asked.path is None else None,
        language=asked.lang or preferred_language() or loaded.config.language,
        told=told,
    )
    told["tell"]({"files": str(run.work), "stamps": stamps(str(run.work))})
    told["tell"]({"language": run.language})
    passed = all(_run_one(run, seed) for seed in asked.seeds)
    return 0 if passed else 1


@dataclass(frozen=True, kw_only=True)
class _Run:
    """What is run: of an assignment, on the work that lies at a path."""

    course: Course
    assignment: Assignment
    asked: Asked
    work: Path
    overlooked: Path | None
    language: str
    told: Mapping[str, Any]

    def command(self, seed: int, check: str) -> str:
        """Returns the command that runs one check again."""
        asked = self.asked
        folder = f" --path {shlex.quote(str(asked.path))}" if asked.path is not None else ""
        language = f" --lang {asked.lang}" if asked.lang is not None else ""
        return (
            f"softmark check {self.assignment.name} --only {check} --seed {seed}{folder}{language}"
        )


def _run_one(run: _Run, seed: int) -> bool:
    """Runs the checks on one published input, prints the result, and tells whether all passed."""
    watch = Watch(run.told["tell"], [convert(item, Ended) for item in run.told["ended"]])
    result = check_work(
        run.assignment,
        run.work,
        workspace=released_to(run.course, run.assignment),
        only=run.asked.only,
        seed=seed,
        language=run.language,
        opened_as=partial(OpenedLimited, run.assignment, watch),
    )
    if run.overlooked is not None:
        facts = {"name": run.overlooked.name, "path": run.overlooked}
        note = say("work.overlooked", run.language, **facts)
        result = replace(result, notes=[*result.notes, note])
    run.told["tell"]({"points": {item.id: item.points for item in result.checks}})
    if run.asked.as_json:
        from ..results.result_json import encode_result

        print(encode_result(result).decode())
    else:
        print(_render(run, result, seed))
    return all(item.status == "passed" for item in result.checks)


def _render(run: _Run, result: Result, seed: int) -> str:
    reproduce = partial(run.command, seed)
    width: int = run.told["width"]
    colour: bool = run.told["colour"] and "NO_COLOR" not in os.environ
    step = _next_step(run)
    if run.asked.watch:
        return render_watch(
            result,
            run.told["points"],
            reproduce,
            time=time.strftime("%H:%M:%S"),
            width=width,
            colour=colour,
            next_step=step,
        )
    return render_check_run(
        result,
        reproduce,
        width=width,
        colour=colour,
        partial=bool(run.asked.only),
        next_step=step,
        more=run.asked.more,
    )


def _next_step(run: _Run) -> str:
    """Returns what comes after the checks: the experiments where there are any, and the hand-in."""
    notebook = run.assignment.config.rules.report.notebook
    key = "run.next.report" if notebook else "run.next"
    return say(key, run.language, name=run.assignment.name, notebook=notebook)
