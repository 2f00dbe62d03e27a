"""How wrong numbers relate to the expected ones."""

import numpy as np
import pytest

from autograder.checks import Expect, check
from autograder.diagnosis.diagnose import Diagnosis
from autograder.diagnosis.hints import add_diagnoses, diagnosis_data, general_text, pattern_text
from autograder.diagnosis.pattern import Pattern
from autograder.diagnosis.patterns import find_pattern
from autograder.diagnosis.precision import find_precision, share_cause
from autograder.results.convert import to_plain
from autograder.results.result import CheckResult

RNG = np.random.default_rng(4)
MATRIX = RNG.normal(size=(6, 5))
VECTOR = RNG.normal(size=7)
SQUARE = RNG.normal(size=(4, 4))
LONG = np.sqrt(np.arange(2.0, 12.0))
EARLY = (
    "each of your values is the one that is expected a place further on: you begin one step too late, at "
    "t + 1 for t"
)
RUNNING = (
    "each of your values is the sum of all that are expected up to there: it goes on adding where every place "
    "has a value of its own"
)


@check("demo.one", points=1, needs=["demo"], facts={"batch": 8, "classes": 5, "momentum": 0.9})
def demo(student, rng):
    """a check"""
    return {}


def found(yours, wanted, **more):
    pattern = find_pattern(
        demo,
        {"x": yours, **{name: pair[0] for name, pair in more.items()}},
        {"x": wanted, **{name: pair[1] for name, pair in more.items()}},
    )
    return None if pattern is None else pattern_text(pattern, "en", reveal=True)


@pytest.mark.parametrize(
    ("yours", "wanted", "text"),
    [
        (8 * MATRIX, MATRIX, "yours = 8.00 x expected; the batch has 8 rows"),
        (MATRIX / 8, MATRIX, "yours = 0.12 x expected; the batch has 8 rows"),
        (-8 * MATRIX, MATRIX, "yours = -8.00 x expected; the batch has 8 rows"),
        (5 * VECTOR, VECTOR, "yours = 5.00 x expected; there are 5 classes"),
        (0.9 * VECTOR, VECTOR, "yours = 0.90 x expected; momentum is 0.9"),
        (0.1 * VECTOR, VECTOR, "yours = 0.10 x expected; momentum is 0.9"),
        (-MATRIX, MATRIX, "yours = -1.00 x expected; the sign is flipped"),
        (2.37 * MATRIX, MATRIX, "yours = 2.37 x expected"),
        (0 * MATRIX, MATRIX, "all your values are 0"),
        (MATRIX.T, MATRIX, "yours is the transpose of what is expected"),
        (SQUARE.T, SQUARE, "yours is the transpose of what is expected"),
        (VECTOR[::-1], VECTOR, "yours are the right values in reverse order"),
        (MATRIX.ravel(), MATRIX, "your values are right, but not their shape"),
        (np.array([[3.5]]), 3.5, "your values are right, but not their shape"),
        (
            np.array([1.5, 2.5, 3.5]),
            2.5,
            "the mean of your values is the number expected: the mean has not been taken",
        ),
        (
            MATRIX.sum(),
            MATRIX,
            "your single number is the sum of all values expected: it sums over too many axes",
        ),
        (MATRIX + 0.25, MATRIX, "all your values are off by the same amount, 0.25"),
        (
            MATRIX * np.arange(1, 7)[:, None],
            MATRIX,
            "each of your rows is the expected one times a number of its own",
        ),
        (
            MATRIX * np.arange(1, 6),
            MATRIX,
            "each of your columns is the expected one times a number of its own",
        ),
        (
            MATRIX + np.arange(6)[:, None],
            MATRIX,
            "each of your rows is the expected one plus a number of its own",
        ),
        (8 * 1.37, 1.37, "yours = 8.00 x expected; the batch has 8 rows"),
        (-1.37, 1.37, "yours = -1.00 x expected; the sign is flipped"),
        (1.37 / np.log(2), 1.37, "yours = 1.44 x expected"),
        (12.0, 0.75 * 2, "yours = 8.00 x expected; the batch has 8 rows"),
        (
            62.5,
            0.625,
            "yours = 100.00 x expected: a share from 0 to 1 is asked for, not per cent",
        ),
    ],
)
def test_a_pattern_is_named_with_its_numbers(yours, wanted, text):
    assert found(yours, wanted) == text


COLUMNS = "the columns are right, but in another order: yours are number {} of what is expected"


@pytest.mark.parametrize(
    ("yours", "wanted", "text"),
    [
        (MATRIX[:, [2, 0, 1]], MATRIX[:, :3], COLUMNS.format("3, 1, 2")),
        # Rows that are sorted by their first column move with it.
        (
            MATRIX[np.argsort(MATRIX[:, 1])][:, [1, 0, 2]],
            MATRIX[np.argsort(MATRIX[:, 0])][:, :3],
            COLUMNS.format("2, 1, 3"),
        ),
        (MATRIX[:, [0, 1, 1]], MATRIX[:, :3], "only column 2 is wrong"),
        (
            np.arange(5.0),
            np.arange(9.0),
            "yours ends too early: what is there is right, and the rest is missing",
        ),
        (np.arange(9.0), np.arange(5.0), "yours goes on too long: the beginning is right"),
        (np.arange(9.0)[::-1], np.arange(5.0), None),
        (VECTOR[1:], VECTOR[:-1], EARLY),
        (np.roll(VECTOR, 1), VECTOR, None),  # as any other order of a few numbers
        (np.roll(LONG, -1), LONG, EARLY),
        (np.cumsum(VECTOR), VECTOR, RUNNING),
        (np.array([4, 7, 7]), np.array([4, 3, 0]), None),
        (np.zeros(2), np.zeros(5), None),
    ],
)
def test_what_moved_or_ends_elsewhere_is_named(yours, wanted, text):
    assert found(yours, wanted) == text


def test_a_single_row_or_column_is_named():
    wrong = MATRIX.copy()
    wrong[2] = RNG.normal(size=5)
    assert found(wrong, MATRIX) == "only row 2 is wrong"
    wrong = MATRIX.copy()
    wrong[:, 4] = RNG.normal(size=6)
    assert found(wrong, MATRIX) == "only column 4 is wrong"


@pytest.mark.parametrize(
    ("yours", "wanted"),
    [
        (RNG.normal(size=(6, 5)), MATRIX),
        (RNG.normal(size=7), VECTOR),
        (1.9, 1.37),  # any two numbers have a ratio
        (3 * 1.37, 1.37),
        (0.5, 0.25),  # so do two accuracies, and often a simple one
        (0.25, 0.5),
        (np.array([0.5, 1.5]), np.array([1.0, 2.0])),
        (np.full((6, 5), np.nan), MATRIX),
        (np.full((6, 5), np.inf), MATRIX),
        (1e300 * MATRIX * MATRIX, MATRIX),
        (RNG.normal(size=(5, 6)), MATRIX),
        (np.zeros(0), MATRIX),
        ("text", MATRIX),
        (None, MATRIX),
        ([1.0, 2.0], MATRIX),
        (0.0, MATRIX - MATRIX.mean()),  # sums to 0: a placeholder would look the same
        (np.outer([1, 2, 3], [3, 1, 2.0]), np.outer([1, 2, 3], [1, 5, 7.0])),  # rank 1 fits always
    ],
)
def test_no_pattern_is_claimed_where_chance_would_do(yours, wanted):
    assert found(yours, wanted) is None


def test_a_factor_close_to_the_batch_but_not_it_is_not_explained_by_it():
    assert found(8.01 * MATRIX, MATRIX) == "yours = 8.01 x expected"
    assert found(8.01 * 1.37, 1.37) is None


def test_a_pattern_of_one_output_among_several_names_it():
    text = found(8 * MATRIX, MATRIX, y=(RNG.normal(size=7), VECTOR))
    assert text == "x: yours = 8.00 x expected; the batch has 8 rows"
    assert found(8 * MATRIX, MATRIX, y=(8 * VECTOR, VECTOR)).startswith("yours = 8.00")
    assert found(8 * MATRIX, MATRIX, y=(VECTOR, VECTOR)).startswith("yours = 8.00")


def steps(name, start, changes):
    return {f"{name} after step {n}": start + change for n, change in enumerate(changes, start=1)}


def test_the_changes_from_step_to_step_have_a_factor():
    changes = np.cumsum(RNG.normal(size=(4, 3, 2)), axis=0)
    start = RNG.normal(size=(3, 2))
    pattern = find_pattern(demo, steps("W", start, 3 * changes), steps("W", start, changes))
    assert pattern == Pattern("steps", facts={"factor": 3.0})
    right = steps("b", start, changes)
    pattern = find_pattern(
        demo, steps("W", start, -changes) | right, steps("W", start, changes) | right
    )
    assert pattern == Pattern("steps", "W after step 1 … W after step 4", {"factor": -1.0})


def test_it_is_said_from_which_step_on_the_results_are_wrong():
    expected = steps("W", 0, RNG.normal(size=(4, 3, 2)))
    yours = dict(expected)
    for number in (3, 4):
        yours[f"W after step {number}"] = RNG.normal(size=(3, 2))
    text = pattern_text(find_pattern(demo, yours, expected), "en", reveal=True)
    assert text == '"W after step 2" is right; from "W after step 3" on, it is wrong'
    curve = np.linspace(2, 1, 9) ** 2
    later = np.concatenate([curve[:4], curve[4:] + RNG.normal(size=5)])
    assert found(later, curve) == "the first 4 of 9 values are right, all later ones are not"


def test_what_the_tolerance_forgives_is_no_pattern():
    assert find_pattern(demo, {"x": MATRIX + 1e-12}, {"x": MATRIX}) is None


def test_axes_of_length_one_do_not_count_where_they_are_forgiven():
    @check("demo.two", points=1, needs=["demo"], expect=Expect(squeeze=True), facts={"batch": 8})
    def squeezed(student, rng):
        """a check"""

    pattern = find_pattern(squeezed, {"x": 8 * VECTOR}, {"x": VECTOR[None, :]})
    assert pattern is not None
    assert pattern.facts["fact"] == "batch"


def test_a_hidden_check_gives_no_number_of_its_own_away():
    pattern = find_pattern(demo, {"x": MATRIX + 0.25}, {"x": MATRIX})
    for language in ("en", "zh"):
        assert "0.25" in pattern_text(pattern, language, reveal=True)
        assert "0.25" not in pattern_text(pattern, language, reveal=False)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_general_sentence_is_the_same_whatever_the_numbers(language):
    def factor(number, **more):
        return general_text(Pattern("factor", "W", {"factor": number, **more}), language)

    def momentum(value):
        return factor(value, fact="momentum", value=value, form="times")

    assert momentum(0.9) == momentum(0.8) != factor(0.9) == factor(0.8)
    assert factor(8.0, fact="batch", value=8.0, form="times") not in (momentum(0.9), factor(0.9))
    assert factor(-1.0) not in (factor(0.9), momentum(0.9))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("factor", {"factor": 2.37}),
        ("steps", {"factor": 2.37}),
        ("steps", {"factor": 2.37, "fact": "batch", "value": 2.37, "form": "times"}),
        ("offset", {"offset": 237.0}),
        ("one-row", {"number": 237}),
        ("one-column", {"number": 237}),
        ("from", {"count": 237, "total": 300}),
        ("from-output", {"last": "W 237", "first": "W 238"}),
    ],
)
def test_a_general_sentence_has_no_number(kind, facts, language):
    pattern = Pattern(kind, "W", facts)
    assert "37" in pattern_text(pattern, language, reveal=True)
    assert "37" not in general_text(pattern, language)
    assert "{" not in general_text(pattern, language)


def test_a_diagnosis_stands_in_the_result_and_in_its_hint(bench):
    mistake = bench.mistakes["gradient-sum"]
    hidden = CheckResult(
        id="a.b", title="t", status="failed", points=0, max_points=1, hidden=True, hint="remark"
    )
    diagnosis = Diagnosis((mistake,))
    (result,) = add_diagnoses([hidden], {"a.b": diagnosis}, "zh")
    assert to_plain(result.diagnosis, brief=(type(result.diagnosis),)) == {
        "mistake": "gradient-sum",
        "title": mistake.title.in_("zh"),
        "hint": mistake.hint.in_("zh"),
        "whole": True,
        "more": mistake.more.in_("zh"),
    }
    title, hint = mistake.title.in_("zh"), mistake.hint.in_("zh")
    assert result.hint == f"可能的错误：{title}\n{hint}"
    pattern = Diagnosis(pattern=Pattern("zero"))
    (result,) = add_diagnoses([hidden], {"a.b": pattern}, "en")
    assert to_plain(result.diagnosis, brief=(type(result.diagnosis),)) == {
        "pattern": "all your values are 0",
        "general": "all your values are 0",
    }
    assert result.hint == "all your values are 0\nremark"
    assert add_diagnoses([hidden], {}, "en") == [hidden]
    assert diagnosis_data(diagnosis, "en", reveal=True).mistakes == []


ROOTS = np.sqrt(np.abs(RNG.normal(size=40)) * np.repeat([1.0, 0.0], 20))


@pytest.mark.parametrize(
    ("yours", "wanted", "kind"),
    [
        ((10 + MATRIX).astype(np.float32) - np.float32(10), MATRIX, "precision"),
        (np.sqrt(ROOTS**2 + 1e-7 * (ROOTS == 0)).astype(np.float32), ROOTS, "precision"),
        (LONG + 1e-6, LONG, "digits"),
        # What is off by more was computed wrongly, in whatever type.
        (LONG * (1 + 1e-3), LONG, None),
        (LONG * (1 + 1e-5), LONG, None),
        ((MATRIX * (1 + 1e-3)).astype(np.float32), MATRIX, None),
    ],
)
def test_lost_precision_is_named_where_no_more_is_lost(yours, wanted, kind):
    lost = find_precision(demo, {"x": yours}, {"x": wanted})
    found = share_cause({} if lost is None else {"demo.one": lost})
    assert [pattern.kind for pattern in found.values()] == [kind] * (kind is not None)
