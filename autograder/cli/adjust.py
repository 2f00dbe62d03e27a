"""`softmark adjust`: a decision for one student, or for the class, written into adjustments.toml."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ..errors import UsageError, nearest, require
from .common import open_assignment
from .options import PATH


def _time(context: click.Context, option: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value!r} is no time: write 2026-03-01T23:59:00+08:00.") from None
    if time.tzinfo is None:
        raise UsageError(f"{value!r} needs a time zone: write 2026-03-01T23:59:00+08:00.")
    return time


def _points(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> dict[str, float]:
    found = {}
    for value in values:
        check, sign, points = value.partition("=")
        try:
            found[check] = float(points)
        except ValueError:
            sign = ""
        if not sign:
            raise UsageError(f"{value!r} is not CHECK=POINTS: write loss.value=5.")
    return found


@click.command()
@click.argument("student", required=False)
@click.option("--assignment", "-a", help="Which one.  [default: the only one]")
@click.option(
    "--extension", metavar="TIME", callback=_time, help="A due date of the student's own."
)
@click.option("--late-days", type=click.IntRange(min=1), help="So many days late cost nothing.")
@click.option("--excused", is_flag=True, help="The assignment does not count for the student.")
@click.option(
    "--check", "checks", metavar="CHECK=POINTS", multiple=True, callback=_points,
    help="Points for one check.",
)  # fmt: skip
@click.option("--score", type=float, help="The score, whatever was graded.")
@click.option("--bonus", type=float, help="Points on top.")
@click.option("--comment", help="For the student's page.")
@click.option("--reason", help="Why; for the student's page.")
@click.option("--everybody", is_flag=True, help="A decision for the class, with the options below.")
@click.option("--exclude", metavar="CHECK", multiple=True, help="A check that does not count.")
@click.option(
    "--points", metavar="CHECK=POINTS", multiple=True, callback=_points,
    help="What a check is worth.",
)  # fmt: skip
@click.option("--attempts", type=click.IntRange(min=1), help="So many hand-ins of a person count.")
@click.option(
    "--feedback-after", metavar="TIME", callback=_time, help="Hold feedback back till then."
)
@click.option(
    "--results",
    type=PATH,
    help="Folder of results that it is applied to at once.  [default: results/ASSIGNMENT]",
)
def adjust(
    student: str | None,
    assignment: str | None,
    everybody: bool,
    results: Path | None,
    **decisions: object,
) -> None:
    """Decide something for STUDENT, or with --everybody for the class.

    The decision is appended to adjustments.toml in the course's folder, where it can be changed and
    removed by hand. It comes last, after points, rules and lateness; it is shown on the student's page
    and the class page, exported, and kept when the class is graded again.
    """
    require("jinja2")
    from ..course.adjustments import ForClass, ForStudent, examine_checks, load_adjustments
    from ..course.decisions_file import append_decision, remove_last
    from ..grading.batch.decided import decide_again, known_students
    from ..results.convert import MalformedError, convert

    course, loaded = open_assignment(assignment)
    chosen = {
        key: value
        for key, value in decisions.items()
        if value is not None and value is not False and value not in ((), {})
    }
    kind = "class" if everybody else "student"
    if everybody == bool(student):
        raise UsageError("Name a student, or give --everybody.")
    of_class = {"exclude", "points", "attempts", "feedback_after"}
    wrong = {key for key in chosen if key != "reason" and (key in of_class) is not everybody}
    if wrong:
        option = sorted(wrong)[0].replace("_", "-")
        raise UsageError(
            f"--{option} is for one student: name one." if everybody
            else f"--{option} is for the class: give --everybody."
        )  # fmt: skip
    if not set(chosen) - {"reason"}:
        raise UsageError("Say what is decided: see softmark adjust --help.")
    folder = results or course.root / "results" / loaded.name
    graded = (folder / "results.jsonl").is_file()
    if results is not None and not graded:
        raise UsageError(
            f"{results} holds no results: give a folder that `softmark grade --out` wrote."
        )
    if student is not None and graded:
        known = known_students(folder)
        if student not in known:
            raise UsageError(f"{folder} knows nobody called {student!r}. {nearest(student, known)}")
    head = {"assignment": loaded.name}
    fields = {**({"id": student} if student is not None else {}), **head, **chosen}
    try:
        convert(fields, ForClass if everybody else ForStudent, strict=True)
    except MalformedError as error:
        raise UsageError(str(error)) from None
    # What stands there already is examined before anything is written.
    load_adjustments(course.root, course.names())
    path = append_decision(course.root, kind, fields)
    try:
        adjustments = load_adjustments(course.root, course.names()).of(loaded.name)
        examine_checks(adjustments, loaded)
        changed = decide_again(folder, loaded, adjustments) if graded else []
    except UsageError:
        remove_last(path)
        raise
    print(f"{path}: written.")
    if not graded:
        print(
            f"softmark: {folder} holds no results yet: the decision counts when the class is graded."
        )
    for name, before, after in changed:
        print(f"{name}: {before:g} -> {after:g}")
