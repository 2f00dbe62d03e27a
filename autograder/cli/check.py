"""`softmark check`: the student's own run of the visible checks."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from ..checks.seeds import PUBLISHED
from ..course.assignment import Assignment
from ..course.course import Course
from ..results.convert import convert
from ..results.result import Result
from ..results.text import preferred_language, say
from .common import open_assignment
from .options import PATH, json_option, language_option
from .watched_process import stamps


@click.command()
@click.argument("assignment", required=False)
@click.option("--path", type=PATH, help="Folder with your files, or your notebook.")
@click.option("--only", multiple=True, help="A check or a group of checks, e.g. gradient.w.")
@click.option(
    "--seed",
    "seeds",
    default="0",
    show_default=True,
    callback=lambda _context, _option, value: _seeds(value),
    help="Which published inputs, 0 to 7, or all.",
)
@click.option(
    "--hint", "more", is_flag=True, help="Tell more of likely mistakes, where there is more."
)
@click.option("--watch", is_flag=True, help="Run again whenever a file is saved.")
@json_option
@language_option
@click.pass_obj
def check(
    told: Mapping[str, Any],
    assignment: str | None,
    path: Path | None,
    only: tuple[str, ...],
    seeds: Sequence[int],
    more: bool,
    watch: bool,
    as_json: bool,
    lang: str | None,
) -> None:
    """Run the visible checks on your files or your notebook.

    Exit code 0: the visible checks passed; 1: not all of them; 2: wrong usage.
    """
    from ..grading.students_work import find_work, overlooked_notebook

    course, loaded = open_assignment(assignment, path, lang)
    work = find_work(course, loaded, path)
    run = _Run(
        course=course,
        assignment=loaded,
        path=path,
        work=work,
        overlooked=overlooked_notebook(course, loaded, work) if path is None else None,
        only=only,
        language=lang or preferred_language() or loaded.config.language,
        lang=lang,
        more=more,
        told=told,
    )
    told["tell"]({"files": str(run.work), "stamps": stamps(str(run.work))})
    told["tell"]({"language": run.language})
    passed = all(_run_one(run, seed, as_json, watch) for seed in seeds)
    sys.exit(0 if passed else 1)


@dataclass(frozen=True, kw_only=True)
class _Run:
    """What is run: of an assignment, on the work that lies at a path."""

    course: Course
    assignment: Assignment
    path: Path | None
    work: Path
    overlooked: Path | None
    only: tuple[str, ...]
    language: str
    lang: str | None
    more: bool
    told: Mapping[str, Any]

    def command(self, seed: int, check: str) -> str:
        """Returns the command that runs one check again."""
        folder = f" --path {shlex.quote(str(self.path))}" if self.path is not None else ""
        language = f" --lang {self.lang}" if self.lang is not None else ""
        return (
            f"softmark check {self.assignment.name} --only {check} --seed {seed}{folder}{language}"
        )


def _seeds(word: str) -> Sequence[int]:
    if word == "all":
        return range(PUBLISHED)
    try:
        return [int(word)]
    except ValueError:
        raise click.BadParameter(
            f"{word!r} is neither a number nor all.", param_hint="--seed"
        ) from None


def _run_one(run: _Run, seed: int, as_json: bool, watch: bool) -> bool:
    """Runs the checks on one published input, prints the result, and tells whether all passed."""
    from ..grading.limited import Ended, Watch
    from ..grading.self_check import check_work
    from ..grading.students_work import released_to

    result = check_work(
        run.assignment,
        run.work,
        workspace=released_to(run.course, run.assignment),
        only=run.only,
        seed=seed,
        language=run.language,
        watch=Watch(run.told["tell"], [convert(item, Ended) for item in run.told["ended"]]),
    )
    if run.overlooked is not None:
        facts = {"name": run.overlooked.name, "path": run.overlooked}
        note = say("work.overlooked", run.language, **facts)
        result = replace(result, notes=[*result.notes, note])
    run.told["tell"]({"points": {item.id: item.points for item in result.checks}})
    if as_json:
        from ..results.result_json import encode_result

        print(encode_result(result).decode())
    else:
        print(_render(run, result, seed, watch))
    return all(item.status == "passed" for item in result.checks)


def _render(run: _Run, result: Result, seed: int, watch: bool) -> str:
    from ..results.render.terminal import render_check_run, render_watch

    reproduce = partial(run.command, seed)
    width: int = run.told["width"]
    colour: bool = run.told["colour"] and "NO_COLOR" not in os.environ
    step = _next_step(run)
    if watch:
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
        partial=bool(run.only),
        next_step=step,
        more=run.more,
    )


def _next_step(run: _Run) -> str:
    """Returns what comes after the checks: the experiments where there are any, and the hand-in."""
    notebook = run.assignment.config.rules.report.notebook
    key = "run.next.report" if notebook else "run.next"
    return say(key, run.language, name=run.assignment.name, notebook=notebook)
