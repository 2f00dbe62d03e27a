"""`softmark verify`: proves assignments before students meet them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..results.replacing import write_output
from .common import open_assignment
from .options import PATH, json_option
from .outputs import need_own, page_of


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--mutants", is_flag=True, help="Try small changes of the reference, too.")
@click.option("--power", is_flag=True, help="Try all inputs that students can get.")
@click.option("--matrix", type=PATH, help="Write mistakes against checks to this .html file.")
@json_option
def verify(
    assignments: tuple[str, ...], mutants: bool, power: bool, matrix: Path | None, as_json: bool
) -> None:
    """Show that the reference passes, the stub fails, and everything generated is current.

    Exit code 0: all of that holds; 1: something does not; 2: wrong usage.
    """
    import msgspec

    from ..authoring.proof import Problem, Report
    from ..authoring.proof_text import render_reports
    from ..authoring.verify import verify as verify_assignment
    from ..course.course import find_course
    from ..errors import CourseError

    if matrix is not None:
        need_own(matrix, page_of("verify"))
    names = assignments or find_course(Path.cwd()).names()
    reports = []
    for name in names:
        try:
            course, loaded = open_assignment(name)
            reports.append(verify_assignment(course, loaded, mutants=mutants, power=power))
        except CourseError as error:
            reports.append(Report(name, problems=[Problem(str(error), "")]))
    if matrix is not None:
        from ..authoring.matrix_page import matrix_page

        pages = [report.matrix for report in reports if report.matrix is not None]
        write_output(matrix, matrix_page(pages))
    if as_json:
        print(msgspec.json.encode(reports).decode())
    else:
        print(render_reports(reports))
    sys.exit(0 if all(report.ok for report in reports) else 1)
