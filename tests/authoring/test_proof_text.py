"""The report of `softmark verify` on a terminal."""

from autograder.authoring.proof import Report
from autograder.authoring.proof_text import COLUMNS, render_reports


def test_each_column_has_a_title() -> None:
    head, row = render_reports([Report("ridge", checks=4, points=20)]).splitlines()[:2]
    assert head.startswith(COLUMNS[0])
    assert row.startswith("ridge")
    assert "Verified: no problems." in render_reports([Report("ridge")])
