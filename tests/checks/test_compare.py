from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.checks import Check, Expect, central_difference, check
from autograder.checks.compare import judge_outputs, judge_value
from autograder.checks.finding import CONTENTS, FORMS, STAGES
from autograder.grading.messages import describe_findings

FLOATS = st.floats(-1e6, 1e6)
ARRAYS = hnp.arrays(
    "float64", hnp.array_shapes(min_dims=0, max_dims=3, max_side=4), elements=FLOATS
)
EXACT = Expect()


def stage(value: Any, expected: Any, expect: Expect = EXACT) -> str:
    return judge_value("out", value, expected, expect).stage


@given(ARRAYS)
def test_what_is_expected_passes(array: np.ndarray) -> None:
    assert stage(array.copy(), array) == ""


@given(ARRAYS, st.data())
def test_one_value_outside_the_tolerance_fails_and_is_named(array: np.ndarray, data: Any) -> None:
    index = tuple(data.draw(st.integers(0, size - 1)) for size in array.shape)
    value = array.copy()
    value[index] += 2 * (EXACT.atol + EXACT.rtol * abs(array[index])) + 1e-6
    finding = judge_value("out", value, array, EXACT)
    assert (finding.stage, finding.facts["differ"]) == ("values", 1)
    assert tuple(finding.reveal["at"]) == index
    assert finding.reveal["expected"] == array[index]


@given(ARRAYS, st.floats(-0.9, 0.9))
def test_values_within_the_tolerance_pass(array: np.ndarray, share: float) -> None:
    expect = Expect(rtol=1e-3, atol=1e-3)
    value = array + share * (expect.atol + expect.rtol * np.abs(array))
    assert stage(value, array, expect) == ""


@given(ARRAYS)
def test_a_wrong_shape_is_never_broadcast(array: np.ndarray) -> None:
    assert stage(array[None], array) == "shape"
    assert stage(np.repeat(array[None], 2, axis=0), array) == "shape"


def test_a_scalar_is_no_array_and_an_array_no_scalar() -> None:
    assert stage(1.0, np.ones(3)) == "shape"
    assert stage(np.ones(1), 1.0) == "shape"
    assert stage(np.ones(3), np.ones((3, 1))) == "shape"
    assert stage(np.ones((2, 3)), np.ones((3, 2))) == "shape"


def test_squeeze_lets_axes_of_one_pass_and_nothing_else() -> None:
    squeeze = Expect(squeeze=True)
    assert stage(np.ones(3), np.ones((1, 3)), squeeze) == ""
    assert stage(np.ones((1, 3)), np.ones(3), squeeze) == ""
    assert stage(np.ones((1, 1)), 1.0, squeeze) == ""
    assert stage(np.ones((3, 2)), np.ones((2, 3)), squeeze) == "shape"
    assert stage(np.arange(3.0), np.ones((1, 3)), squeeze) == "values"


# (value, expected, stage), in the order of the stages; each fails on all later stages, too.
LADDER = [
    (None, np.ones(2), "present"),
    ("x", np.ones(2), "type"),
    ([1.0, 1.0], np.ones(2), "type"),
    ((1.0, 1.0), np.ones(2), "type"),
    ({"x": 1}, np.ones(2), "type"),
    (b"11", np.ones(2), "type"),
    ("x", ["x"], "kind"),
    ([1, "x"], ("x",), "kind"),
    (["x", 1], ["x"], "length"),
    ({"b": 1, "c": 1}, {"a": 1}, "no_key"),
    ({"a": 2, "c": 1}, {"a": 1}, "new_key"),
    (np.full(3, np.nan + 1j), np.ones(2), "shape"),
    (np.full(2, np.nan + 1j), np.ones(2), "dtype"),
    (np.array([np.nan, 5]), np.ones(2), "finite"),
    (np.array([np.inf, 5]), np.ones(2), "finite"),
    ("a\nb", "a\nb\nc", "lines"),
    ("a\nb", "a\nc", "text"),
    (np.array([1, 5]), np.ones(2), "values"),
    (np.ones(2), np.ones(2).view(np.complex64), "values"),
    (1 << 70, 1.0, "values"),
    (1 << 2000, 1.0, "finite"),
    (np.array([1, 1]), np.ones(2), ""),
    (True, 1.0, ""),
    (np.float32(1), 1.0, ""),
]


@pytest.mark.parametrize(("value", "expected", "failed"), LADDER)
def test_the_first_rung_that_fails_is_the_finding(value: Any, expected: Any, failed: str) -> None:
    assert stage(value, expected) == failed


def test_the_ladder_is_in_order() -> None:
    reached = [failed for _, _, failed in LADDER if failed]
    assert set(reached) == set(STAGES) - {"least", "most"}
    assert sorted(STAGES, key=lambda stage: stage in CONTENTS) == list(STAGES)


def test_nan_counts_only_where_none_is_expected() -> None:
    assert stage(np.array([np.nan, 1.0]), np.array([np.nan, 1.0])) in ("", "values")
    finding = judge_value("out", np.array([1.0, np.nan, np.inf]), np.ones(3), EXACT)
    assert (finding.facts["nan"], finding.facts["inf"], finding.facts["total"]) == (1, 1, 3)
    assert finding.reveal["at"] == [1]


def test_an_expected_infinity_must_have_its_sign() -> None:
    assert stage(np.array([np.inf, 1]), np.array([np.inf, 1])) == ""
    for wrong in (-np.inf, 0.0, 1e308):
        assert stage(np.array([wrong, 1]), np.array([np.inf, 1])) == "values"


def test_integers_do_not_wrap_around() -> None:
    assert stage(np.array([255], np.uint8), np.array([-1])) == "values"
    assert stage(np.array([0], np.uint8), np.array([256])) == "values"
    assert stage(np.array([-(1 << 63)]), np.array([1 << 63], np.uint64)) == "values"


def test_empty_arrays_are_compared_by_shape() -> None:
    assert stage(np.zeros((0, 3)), np.zeros((0, 3))) == ""
    assert stage(np.zeros((0, 4)), np.zeros((0, 3))) == "shape"


@pytest.mark.parametrize(
    ("value", "expected", "failed"),
    [
        ("cat", "cat", ""),
        ("dog", "cat", "text"),
        (1, "cat", "kind"),
        (["a", "b"], ["a", "b"], ""),
        (["a", "c"], ["a", "b"], "text"),
        (["a", np.ones(2)], ["a", "b"], "kind"),
        ([np.ones(2), "b"], ["a", "b"], "kind"),
        (None, None, ""),
        (0, None, "kind"),
        ([[1, 2], [3]], [[1, 2], [3]], ""),
        ([[1, 2], [3, 4]], [[1, 2], [3]], "length"),
        ([1, 2], (1, 2), "kind"),
        ((1 + 1e-12, [np.float32(2)]), (1, [2.0]), ""),
        (10**40, 10**40, ""),
        (10**40 + 1, 10**40, "values"),
        (1e40, 10**40, "kind"),
        ({"b": {"x": 1}, "a": None}, {"a": None, "b": {"x": 1.0}}, ""),
        ({"b": {"x": 2}, "a": None}, {"a": None, "b": {"x": 1.0}}, "values"),
        ({1: "x"}, {"1": "x"}, "no_key"),
        ([float("nan")], [float("nan")], ""),
        ([float("nan")], [1.0], "finite"),
        ({"x": np.ones(2)}, {"x": np.ones(3)}, "shape"),
        (("leaf", ("leaf",)), ("leaf", ("leaf", None)), "length"),
    ],
)
def test_what_is_no_number_must_be_equal(value: Any, expected: Any, failed: str) -> None:
    assert stage(value, expected) == failed


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers()
        | st.text(max_size=3) | st.binary(max_size=3)
        | hnp.arrays(st.sampled_from(["float64", "uint8", "bool", "complex64", "float16"]),
                     hnp.array_shapes(min_dims=0, max_side=2)),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        max_leaves=4,
    ),
    st.sampled_from([1.0, np.ones(2), np.zeros((0,)), "x", ["x", "y"], None, True, np.array(["x"])]),
)  # fmt: skip
def test_judging_never_raises(value: Any, expected: Any) -> None:
    finding = judge_value("out", value, expected, EXACT)
    assert finding.stage in ("", *STAGES)


def test_the_place_inside_is_named_and_belongs_to_what_a_hidden_check_does_not_show() -> None:
    right = {"left": [1, {"word": "a\nb\nc"}]}
    found = judge_value("tree", {"left": [1, {"word": "a\nb\nd"}]}, right, EXACT)
    inside = "['left'][1]['word']"
    assert (found.stage, found.output) == ("text", "tree")
    assert found.reveal == {"line": 3, "yours": "'d'", "expected": "'c'", "inside": inside}
    reads = describe_findings([found], "en", reveal=True)
    assert reads == "tree['left'][1]['word'], line 3: yours 'd', expected 'c'"
    assert describe_findings([found], "en", reveal=False) == "tree is not the expected text"


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage not in FORMS[:2]])
def test_a_hidden_check_tells_no_value_and_no_place(stage: str) -> None:
    wrong = [(value, right) for value, right, failed in LADDER if failed == stage]
    bounds = {"least": Expect(at_least=2.0), "most": Expect(at_most=0.5)}
    for value, right in wrong or [(1.25, 1.0)]:
        found = judge_value("out", value, right, bounds.get(stage, EXACT))
        assert found.stage == stage
        for language in ("en", "zh"):
            assert describe_findings([found], language, reveal=True)
            told = describe_findings([found], language, reveal=False)
            assert told.startswith("out")
            assert "1.25" not in told
            assert "'" not in told


@pytest.mark.parametrize(
    ("value", "expect", "failed", "reads"),
    [
        (0.87, Expect(at_least=0.9), "least", "accuracy 0.87, at least 0.9 is asked"),
        (0.93, Expect(at_least=0.9), "", ""),
        (0.9, Expect(at_least=0.9, at_most=0.9), "", ""),
        (7.5, Expect(at_most=7), "most", "accuracy 7.5, at most 7 is asked"),
        (np.array([1.0, 0.5]), Expect(at_least=0.9), "shape", "accuracy: shape (2,), expected ()"),
        (
            "0.95",
            Expect(at_least=0.9),
            "type",
            "accuracy has type str, not a number or a numpy array",
        ),
        (np.nan, Expect(at_least=0.9), "finite", None),
        (np.inf, Expect(at_least=0.9), "finite", None),
        (1j, Expect(at_least=0.9), "dtype", None),
    ],
)
def test_a_bound_decides_in_the_place_of_the_tolerance(
    value: Any, expect: Expect, failed: str, reads: str | None
) -> None:
    found = judge_value("accuracy", value, 0.95, expect)
    assert found.stage == failed
    if reads is not None:
        assert describe_findings([found], "en", reveal=True) == reads


def test_an_author_says_what_is_wrong_in_words_of_their_own() -> None:
    own = Expect(says={"en": "x was changed in place", "zh": "x 被修改了"})
    found = [judge_value("kept", False, True, own)]
    for reveal in (True, False):
        assert describe_findings(found, "en", reveal=reveal) == "x was changed in place"
        assert describe_findings(found, "zh", reveal=reveal) == "x 被修改了"
    other = [judge_value("kept", "no", True, own)]
    assert describe_findings(other, "en", reveal=True).startswith("kept has type str")
    assert judge_value("kept", True, True, own).says is None


@pytest.mark.parametrize(
    "options", [{"text": "word"}, {"at_least": 2, "at_most": 1}, {"says": ""}, {"says": 3}]
)
def test_what_cannot_be_meant_is_refused(options: Any) -> None:
    with pytest.raises(ValueError, match=r"says|text|at_least|string"):
        Expect(**options)


@pytest.mark.parametrize(
    ("value", "rule", "failed"),
    [
        ("a  b\nc\n", "exact", "text"),
        ("a b  \nc\n\n", "exact", "text"),
        ("a b  \nc\n\n", "lines", ""),
        ("a  b\nc", "lines", "text"),
        (" a  b\n\nc\n", "words", ""),
        ("a bc", "words", "text"),
    ],
)
def test_which_spaces_count_is_the_authors_to_say(value: str, rule: Any, failed: str) -> None:
    assert stage(value, "a b\nc", Expect(text=rule)) == failed


def make(**options: Any) -> Check:
    @check("a.b", points=1, needs=(), **options)
    def probe(student: Any, rng: Any) -> dict[str, Any]:
        """title"""
        return {}

    return probe


def test_every_expected_output_has_a_finding_and_others_are_ignored() -> None:
    found = judge_outputs(make(), {"x": 1.0, "more": 2}, {"x": 1.0, "y": 2.0})
    assert [(item.output, item.stage) for item in found] == [("x", ""), ("y", "present")]


def test_tolerances_go_by_name_before_pattern() -> None:
    loose, tight = Expect(rtol=1), Expect(rtol=0)
    some = make(expect={"grad_*": loose, "grad_b": tight})
    assert (some.tolerance("grad_b"), some.tolerance("grad_W")) == (tight, loose)
    assert some.tolerance("loss") == Expect()
    assert make(expect=loose).tolerance("anything") == loose


@given(hnp.arrays("float64", (2, 3), elements=st.floats(-2, 2)))
def test_central_differences_find_a_known_gradient(x: np.ndarray) -> None:
    gradient = central_difference(lambda moved: float(np.sin(moved).sum() + (moved**3).sum()), x)
    np.testing.assert_allclose(gradient, np.cos(x) + 3 * x**2, rtol=1e-8, atol=1e-8, strict=True)
