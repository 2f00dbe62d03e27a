"""`softmark check`: the student's own run of the visible checks."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from ..checks.seeds import PUBLISHED
from .common import PATH, json_option, language_option, open_assignment

WATCH_SECONDS = 0.5


@click.command()
@click.argument("assignment", required=False)
@click.option("--path", type=PATH, help="Folder with your files.")
@click.option("--only", multiple=True, help="A check or a group of checks, e.g. gradient.w.")
@click.option(
    "--seed",
    "seeds",
    default="0",
    show_default=True,
    callback=lambda _context, _option, value: _seeds(value),
    help="Which published inputs, 0 to 7, or all.",
)
@click.option("--watch", is_flag=True, help="Run again whenever a file changes.")
@json_option
@language_option
def check(
    assignment: str | None,
    path: Path | None,
    only: tuple[str, ...],
    seeds: Sequence[int],
    watch: bool,
    as_json: bool,
    lang: str | None,
) -> None:
    """Run the visible checks on your files.

    Exit code 0: the visible checks passed; 1: not all of them; 2: wrong usage.
    """
    passed = _run_all(assignment, path, only, seeds, as_json, lang)
    while watch:
        _wait_for_change(assignment, path)
        sys.stdout.write("\x1b[2J\x1b[H" if sys.stdout.isatty() else "\n")
        passed = _run_all(assignment, path, only, seeds, as_json, lang)
    sys.exit(0 if passed else 1)


def _seeds(word: str) -> Sequence[int]:
    if word == "all":
        return range(PUBLISHED)
    try:
        return [int(word)]
    except ValueError:
        raise click.BadParameter(
            f"{word!r} is neither a number nor all.", param_hint="--seed"
        ) from None


def _run_all(
    name: str | None,
    path: Path | None,
    only: tuple[str, ...],
    seeds: Sequence[int],
    as_json: bool,
    lang: str | None,
) -> bool:
    """Runs the checks on several inputs, up to the first ones on which something fails."""
    return all(_run(name, path, only, seed, as_json, lang) for seed in seeds)


def _run(
    name: str | None,
    path: Path | None,
    only: tuple[str, ...],
    seed: int,
    as_json: bool,
    lang: str | None,
) -> bool:
    from ..grading.self_check import check_work, find_work, released_to

    course, assignment = open_assignment(name, path, lang)
    folder = find_work(course, assignment, path)
    workspace = released_to(course, assignment)
    result = check_work(
        assignment, folder, workspace=workspace, only=only, seed=seed, language=lang
    )
    if as_json:
        from ..results.result_json import encode_result

        print(encode_result(result).decode())
    else:
        from ..results.render.terminal import render_check_run

        print(
            render_check_run(
                result,
                partial(_command, assignment.name, path, seed, lang),
                width=shutil.get_terminal_size().columns,
                colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ,
                partial=bool(only),
            )
        )
    return all(item.status == "passed" for item in result.checks)


def _command(assignment: str, path: Path | None, seed: int, lang: str | None, check: str) -> str:
    """Returns the command that runs one check again."""
    folder = f" --path {shlex.quote(str(path))}" if path is not None else ""
    language = f" --lang {lang}" if lang is not None else ""
    return f"softmark check {assignment} --only {check} --seed {seed}{folder}{language}"


def _wait_for_change(name: str | None, path: Path | None) -> None:
    from ..grading.self_check import find_work

    folder = find_work(*open_assignment(name, path), path)
    before = _stamps(folder)
    while _stamps(folder) == before:
        time.sleep(WATCH_SECONDS)


def _stamps(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.glob("*.py")}
