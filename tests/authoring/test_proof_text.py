"""The report of `softmark verify` on a terminal."""

from autograder.authoring.mistake_matrix import Matrix, MistakeRow
from autograder.authoring.proof import Report
from autograder.authoring.proof_text import COLUMNS, render_reports


def test_each_column_has_a_title() -> None:
    head, row = render_reports([Report("ridge", checks=4, points=20)]).splitlines()[:2]
    assert head.startswith(COLUMNS[0])
    assert row.startswith("ridge")
    assert "Verified: no problems." in render_reports([Report("ridge")])


def test_mistakes_without_a_form_are_counted_and_the_first_of_them_named() -> None:
    rows = tuple(MistakeRow(f"m{n}", "", 1, {}, caught=True, named=True) for n in range(9))
    report = Report("ridge", matrix=Matrix("ridge", (), rows, rows[:1]))
    shown = "8 of 9 mistakes have no form: m1, m2, m3, m4, m5 and 3 more (--json names all)"
    assert f"\nridge: {shown}\n" in render_reports([report])
