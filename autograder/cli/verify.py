"""`softmark verify`: proves assignments before students meet them."""

from __future__ import annotations

from typing import Annotated

import typer

from .common import open_assignment


def verify(
    assignments: Annotated[
        list[str] | None, typer.Argument(help="Names of assignments; all where none is given.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the reports as JSON.")] = False,
) -> None:
    """Show that the reference passes, the stub fails, and everything generated is current.

    Exit code 0: all of that holds; 1: something does not; 2: wrong usage.
    """
    from pathlib import Path

    import msgspec

    from ..course import find_course
    from ..errors import CourseError
    from ..render.verification import render_reports
    from ..verify import Problem, Report
    from ..verify import verify as verify_assignment

    names = assignments or find_course(Path.cwd()).names()
    reports = []
    for name in names:
        try:
            course, loaded = open_assignment(name)
            reports.append(verify_assignment(course, loaded))
        except CourseError as error:
            reports.append(Report(name, problems=[Problem(str(error), "")]))
    if json:
        print(msgspec.json.encode(reports).decode())
    else:
        print(render_reports(reports))
    raise typer.Exit(0 if all(report.ok for report in reports) else 1)
