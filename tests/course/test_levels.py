"""Levels: what derive.toml may change, and where it is said to be wrong."""

import pytest

from autograder.course.course import Bundle
from autograder.course.formulas import line_before, tells
from autograder.course.levels import at_level
from autograder.course.mistakes import load_mistakes
from autograder.errors import CourseError

CODE = b'def half(x):\n    """Return x / 2."""\n    return x / 2  # halves\n'
FORMULAS = 'formulas = ["x / 2"]\n'


def edit(file, old, new):
    return f"[[edit]]\nfile = {file!r}\nold = {old!r}\nnew = {new!r}\n"


GOOD = FORMULAS + edit("half.py", "Return x / 2.", "Return half of x.")


def bundle(derivation, **files):
    solution = {"half.py": CODE, "handout.md": b"x / 2\n", **files}
    if derivation is not None:
        solution["derive.toml"] = derivation.encode()
    return Bundle("demo", {}, solution)


def test_the_guided_level_is_what_stands_in_solutions():
    given = bundle(GOOD)
    assert at_level(given, "guided") is given


def test_the_other_level_says_less_and_computes_the_same():
    derived = at_level(bundle(GOOD), "derive")
    assert derived.solution["half.py"] == CODE.replace(b"Return x / 2", b"Return half of x")
    assert derived.formulas == ("x / 2",)
    assert at_level(derived, "derive") is derived


def test_students_have_no_solutions_and_keep_what_was_released():
    given = Bundle("demo", {"README.md": b"Derive it."}, {})
    assert at_level(given, "derive") is given


def test_a_hint_that_says_the_formula_is_left_out_and_the_title_stays():
    mistakes = """
[[mistake]]
id = "whole"
title = "not halved"
hint = "Return x/2."
edits = [{ file = "half.py", old = "return x / 2", new = "return x" }]

[[mistake]]
id = "double"
title = "doubled"
hint = "Divide, do not multiply."
edits = [{ file = "half.py", old = "return x / 2", new = "return x * 2" }]
"""
    derived = at_level(bundle(GOOD, **{"mistakes.toml": mistakes.encode()}), "derive")
    whole, double = load_mistakes(derived)
    assert (whole.title.in_("en"), whole.hint.in_("en")) == ("not halved", "")
    assert double.hint.in_("en") == "Divide, do not multiply."


@pytest.mark.parametrize(
    ("derivation", "words"),
    [
        (None, "needs solutions/demo/derive.toml"),
        ("", "name the formulas"),
        ('formulas = [" "]', "name the formulas"),
        ("formulas = [", "derive.toml"),
        (FORMULAS + "edits = 1", "edits"),
        (FORMULAS + edit("halv.py", "a", "b"), "no file 'halv.py'. Did you mean half.py?"),
        (FORMULAS + edit("derive.toml", "x", "y"), "no file 'derive.toml'"),
        (FORMULAS + edit("handout.md", "y", "z"), "edit 1: in handout.md, old = 'y' is not found"),
        (FORMULAS + edit("half.py", "x / 2", "y"), "is found 2 times"),
        (FORMULAS + edit("half.py", "return x / 2", "return x"), "an edit changes code of half.py"),
        (FORMULAS + edit("half.py", "2.", '2"""; ('), "half.py"),
        (GOOD + edit("half.py", "x / 2.", "it."), "two edits touch the same text"),
    ],
)
def test_what_is_off_is_said_with_its_place(derivation, words):
    with pytest.raises(CourseError) as caught:
        at_level(bundle(derivation), "derive")
    assert words in str(caught.value)


def test_an_unknown_level_is_said_with_the_nearest():
    with pytest.raises(CourseError, match=r"no level 'derived'. Did you mean derive"):
        at_level(bundle(GOOD), "derived")


def test_a_formula_is_found_however_it_is_spaced():
    assert line_before("X^T delta", "first\nthen X^T\n  delta") == 1
    assert tells("(p-onehot)/N", ["(p - onehot"])
    assert not tells("p and onehot", ["(p - onehot"])
