"""`softmark similar`: which submissions have code in common."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..errors import UsageError, require
from ..results.replacing import write_output
from .common import open_assignment
from .options import PATH
from .outputs import need_own, page_of, table_titled

_TABLE = table_titled("a table of `softmark similar`", "student,other,percent,group")


@click.command()
@click.argument("assignment")
@click.argument("submissions", type=PATH)
@click.option("--out", type=PATH, required=True, help="HTML file to write.")
@click.option(
    "--most", type=click.IntRange(min=1), default=50, show_default=True, help="Pairs to show."
)
def similar(assignment: str, submissions: Path, out: Path, most: int) -> None:
    """Rank pairs of submissions by the code that they have in common, and show them side by side.

    What was handed out counts for nothing; neither other names nor another order hide a copy. The page
    gives no verdict: it says where to look. A table of the pairs, and of the groups that they make, is
    written beside it as CSV.
    """
    require("copydetect", "jinja2")
    from ..authoring.release import workspace_files
    from ..execution.parsing import ConfinedParsers, OwnParsers
    from ..grading.batch.found import find_class
    from ..grading.batch.remarks import remarks
    from ..grading.batch.task import read_source
    from ..platforms.similarity import compare_class, document_of
    from ..platforms.similarity.page import similar_csv, similar_page
    from ..submissions import Submission
    from ..submissions.lms.download import Downloads

    beside = out.with_suffix(".csv")
    if beside == out:
        raise UsageError(f"{out} is the name of the table beside the page: give one in .html.")
    need_own(out, page_of("similar"))
    need_own(beside, _TABLE)
    _, loaded = open_assignment(assignment)
    found = find_class(submissions, loaded)
    documents = []
    with ConfinedParsers() as parsers, Downloads(parsers) as downloads:
        for source in found.sources:
            read = read_source(loaded, source, parsers, downloads)
            if isinstance(read, Submission):
                documents.append(document_of(source.student, read.files, loaded.wanted, parsers))
            else:
                print(f"softmark: {source.student} is left out: {read}", file=sys.stderr)
    for sentence in remarks(found, loaded.config.language):
        print(f"softmark: {sentence}", file=sys.stderr)
    given = dict(workspace_files(loaded))
    given |= {
        path: content
        for path, content in loaded.bundle.assignment.items()
        if path.endswith(".ipynb")
    }
    ranked = compare_class(documents, [document_of("", given, loaded.wanted, OwnParsers())], most)
    write_output(out, similar_page(loaded.config.title.in_(loaded.config.language), ranked))
    write_output(beside, similar_csv(ranked))
    for number, cluster in enumerate(ranked.clusters, start=1):
        print(f"group {number}: {', '.join(cluster.students)}")
    for pair in ranked.pairs[:10]:
        print(f"{pair.share:4.0f} %  {pair.students[0]}  {pair.students[1]}")
    print(out)
    print(beside)
