"""`softmark submit`: what is to be handed in, checked and packed; it is sent nowhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click

from ..results.replacing import write_output
from .common import open_assignment
from .options import PATH, language_option
from .outputs import archive_with, need_own


@click.command()
@click.argument("assignment", required=False)
@click.option("--path", type=PATH, help="Folder with your files, or your notebook.")
@click.option("--to", type=PATH, help="File to write.  [default: ASSIGNMENT.zip]")
@language_option
def submit(assignment: str | None, path: Path | None, to: Path | None, lang: str | None) -> None:
    """Check your work and pack what the hand-in rules ask for into one archive.

    It needs no account and no network: you upload the archive yourself. Exit code 0: nothing is missing; 1: something
    is, and the archive is written all the same; 2: wrong usage.
    """
    from ..grading.hand_in import collect
    from ..grading.students_work import find_work, overlooked_notebook
    from ..results.text import preferred_language, say

    course, loaded = open_assignment(assignment, path, lang)
    language = lang or preferred_language() or loaded.config.language
    work = find_work(course, loaded, path)
    target = to or Path(f"{loaded.name}.zip")
    need_own(target, archive_with("an archive of `softmark submit`", r"softmark-[^/]+\.json"))
    points, most, failed = _check(loaded.name, work)
    hand_in = collect(loaded, work, language)
    write_output(target, hand_in.archive())
    print(say("submit.points", language, points=f"{points:g}", max_points=f"{most:g}"))
    if failed:
        print(say("submit.checks", language, count=failed, name=loaded.name))
    for sentence in hand_in.lacks:
        print(f"- {sentence}")
    other = overlooked_notebook(course, loaded, work) if path is None else None
    if other is not None:
        print(say("work.overlooked", language, name=other.name, path=other))
    if hand_in.left_out:
        print(say("submit.left_out", language, names=", ".join(hand_in.left_out)))
    names = ", ".join(name for name in sorted(hand_in.files) if not name.startswith("softmark-"))
    print(say("submit.written", language, path=target, names=names))
    sys.exit(1 if hand_in.lacks else 0)


def _check(name: str, work: Path) -> tuple[float, float, int]:
    """Runs the visible checks; returns the points, how many there are, and how many checks failed."""
    command = [sys.executable, "-P", "-m", "autograder", "check", name, "--path", str(work)]
    done = subprocess.run([*command, "--json"], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        from ..errors import UsageError

        raise UsageError(done.stderr.decode("utf-8", "replace").strip().removeprefix("softmark: "))
    result = json.loads(done.stdout)
    failed = sum(check["status"] != "passed" for check in result["checks"])
    return result["score"], result["max_score"], failed
