"""`softmark report`: runs a notebook and writes it as a page or a PDF."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError, require
from ..results.replacing import write_output
from .common import need_language
from .options import PATH
from .outputs import need_own, page_of, starting_with

if TYPE_CHECKING:
    from ..execution.parsing import Parsers
    from ..grading.report.rendered import Written

# As Chromium tells in a file's head what made it.
_PRINTED = starting_with("a report of `softmark report`", b"HeadlessChrome", b"(Chromium)")


@click.command()
@click.argument("path", type=PATH, required=False)
@click.option("--to", type=PATH, required=True, help="The report: FILE.html or FILE.pdf.")
@click.option(
    "--cell-seconds", default=300.0, show_default=True, help="How long one cell may take."
)
@click.option(
    "--lang", metavar="LANGUAGE", default="en", show_default=True, help="Language of the page."
)
def report(path: Path | None, to: Path, cell_seconds: float, lang: str) -> None:
    """Run a notebook in the sandbox and write the report, figures inside.

    PATH is a notebook, or a folder with runner.ipynb; the current folder where it is left out.

    Exit code 0: every cell ran; 1: one failed or took too long, and the report shows it; 2: wrong usage.
    """
    require("nbconvert", "nh3", "latex2mathml", "ipykernel")
    need_language(lang)
    if to.suffix not in (".html", ".pdf"):
        raise UsageError(f"{to} has to end in .html or .pdf.")
    source = _notebook(path)
    need_own(to, _PRINTED if to.suffix == ".pdf" else page_of("report"))

    from ..execution.parsing import ConfinedParsers
    from ..grading.report.page import find_chromium, report_page, write_pdf
    from ..submissions import Refused

    try:
        with ConfinedParsers() as parsers:
            cells, problems = _run(source, cell_seconds, lang, parsers)
            page = report_page(cells, source.stem, problems, lang, parsers, source.parent)
    except Refused as refusal:
        raise UsageError(str(refusal)) from None
    written = to
    if to.suffix == ".pdf":
        chromium = find_chromium()
        if chromium is None or not write_pdf(page, to, chromium):
            written = to.with_suffix(".html")
            need_own(written, page_of("report"))
            reason = "There is no Chromium here" if chromium is None else "Chromium failed"
            print(f"softmark: {reason}, so the report is a page: {written}.", file=sys.stderr)
    if written.suffix == ".html":
        write_output(written, page)
    for problem in problems:
        print(f"softmark: {problem}", file=sys.stderr)
    print(written)
    sys.exit(1 if problems else 0)


def _notebook(path: Path | None) -> Path:
    """Returns the notebook that is meant.

    Raises:
        UsageError: there is none.
    """
    path = path or Path.cwd()
    found = path / "runner.ipynb" if path.is_dir() else path
    if not found.is_file() or found.suffix != ".ipynb":
        raise UsageError(f"{found} is not a notebook: give one, or a folder with runner.ipynb.")
    return found.resolve()


def _run(
    source: Path, seconds: float, language: str, parsers: Parsers
) -> tuple[list[Written], list[str]]:
    """Returns the notebook's cells with new outputs, and what went wrong.

    Raises:
        Refused: it cannot be read.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ..grading.report.rendered import Written
    from ..grading.report.run import run_notebook
    from ..submissions.notebook import read_all_cells

    cells = read_all_cells(source.read_bytes(), source.name, parsers=parsers)
    codes = [cell for cell in cells if cell.cell_type == "code"]
    console = Console(stderr=True)
    # No time to go: one cell may take a hundred times as long as another.
    columns = TextColumn("Cells"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(codes))
        outputs, problems = run_notebook(
            [cell.text for cell in codes],
            source.parent,
            seconds,
            lambda: progress.advance(task),
            language,
        )
    ran = iter(outputs)
    made = [
        Written(
            kind=cell.cell_type,
            text=cell.text,
            outputs=json.dumps(next(ran)).encode() if cell.cell_type == "code" else b"[]",
            attachments=bytes(cell.attachments),
        )
        for cell in cells
    ]
    return made, problems
