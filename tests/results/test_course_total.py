"""What a student has in the whole course."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.results.course_total import course_rows
from autograder.results.render.course import course_csv
from autograder.results.result import Decision, Result


def made(assignment: str, score: float, status: str = "graded", maximum: float = 100) -> Result:
    return Result(
        student="ann",
        assignment=assignment,
        status=status,  # type: ignore[arg-type]
        score=score,
        max_score=maximum,
        checks=[],
    )


def row_of(scores: dict[str, float], weights: dict[str, float] | None = None, drop: int = 0):
    graded = {name: {"ann": made(name, score)} for name, score in scores.items()}
    (row,) = course_rows(graded, {}, weights or {}, drop)
    return row


def test_shares_are_weighted() -> None:
    assert row_of({"knn": 100, "mlp": 40}).percent == 70
    assert row_of({"knn": 100, "mlp": 40}, {"mlp": 3}).percent == pytest.approx(55)
    assert row_of({"knn": 100, "mlp": 40}, {"knn": 0}).percent == 40
    assert row_of({"knn": 100}, {"knn": 0}).percent is None


def test_points_of_another_scale_count_by_their_share() -> None:
    graded = {"knn": {"ann": made("knn", 10, maximum=10)}, "mlp": {"ann": made("mlp", 50)}}
    assert course_rows(graded, {}, {}, 0)[0].percent == 75


def test_the_lowest_are_dropped_but_never_all() -> None:
    row = row_of({"knn": 100, "mlp": 40, "autodiff": 90}, drop=1)
    assert (row.dropped, row.percent) == ({"mlp"}, 95)
    assert row_of({"knn": 30}, drop=2).percent == 30


def test_what_was_not_handed_in_counts_nothing_and_is_dropped_first() -> None:
    graded = {"knn": {"ann": made("knn", 80)}, "mlp": {}}
    assert course_rows(graded, {}, {}, 0)[0].percent == 40
    assert course_rows(graded, {}, {}, 1)[0].percent == 80


def test_a_fault_of_the_graders_does_not_count() -> None:
    graded = {"knn": {"ann": made("knn", 80)}, "mlp": {"ann": made("mlp", 0, "fault")}}
    rows = course_rows(graded, {}, {}, 0)
    assert rows[0].percent == 80
    assert course_csv(rows, {"knn": "", "mlp": ""}).splitlines()[1] == "ann,ann,80,,80.00,"


def test_points_beside_the_percentage_are_of_what_counts_for_the_student() -> None:
    excused = replace(made("mlp", 0), decisions=[Decision(kind="excused")])
    graded = {
        "knn": {"ann": made("knn", 100), "bob": made("knn", 90)},
        "mlp": {"ann": excused, "bob": made("mlp", 40)},
    }
    rows = course_rows(graded, {"cyd": ""}, {}, 0)
    assert [(row.total, row.max_total, row.percent) for row in rows] == [
        (100, 100, 100), (130, 200, 65), (0, 200, 0),
    ]  # fmt: skip
    dropping = course_rows(graded, {}, {}, 1)[1]
    assert (dropping.total, dropping.max_total, dropping.percent) == (90, 100, 90)


def test_who_is_excused_is_told_from_a_score_of_nothing_in_the_table() -> None:
    excused = replace(made("mlp", 0), decisions=[Decision(kind="excused")])
    graded = {"knn": {"ann": made("knn", 0)}, "mlp": {"ann": excused}}
    table = course_csv(course_rows(graded, {}, {}, 0), {"knn": "", "mlp": ""})
    assert table.splitlines()[1] == "ann,ann,0,EX,0.00,"


def test_everybody_in_the_class_has_a_row_by_name() -> None:
    graded = {"knn": {"ann": made("knn", 80)}}
    rows = course_rows(graded, {"ann": "Zoe Ann", "bob": "Bob Ray", "cyd": ""}, {}, 0)
    assert [row.name for row in rows] == ["Bob Ray", "cyd", "Zoe Ann"]
    assert [row.percent for row in rows] == [0, 0, 80]


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 100), min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 10)),
    st.integers(0, 8),
)
def test_dropping_never_lowers_equal_weights_and_stays_within_bounds(
    scores: dict[str, float], weights: dict[str, float], drop: int
) -> None:
    percent = row_of(scores, weights, drop).percent
    assert percent is not None
    assert -1e-9 <= percent <= 100 + 1e-9
    if not weights:
        assert percent >= row_of(scores).percent - 1e-9
    assert percent >= min(scores.values()) - 1e-9


@pytest.mark.parametrize("weights", [{}, {"a": 2.0}])
def test_one_assignment_is_its_own_total(weights: dict[str, float]) -> None:
    assert row_of({"a": 37}, weights).percent == pytest.approx(37)
