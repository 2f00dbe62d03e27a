"""A check whose verdict depends on the inputs is found, and named with them."""

from pathlib import Path

import pytest
from helpers.double_course import load, write_course

from autograder.authoring.examiner import ALL_INPUTS, Inputs, Verdict
from autograder.authoring.power import Dependence, find_dependences
from autograder.authoring.release import release
from autograder.authoring.verify import verify

# A third of all numbers are above 6: on the others a solution that gives them up goes unnoticed.
MISSING = '''
import numpy as np
from autograder.checks import check


@check("double.value", points=6, needs=["double"], title={"zh": "加倍"})
def double_value(student, rng):
    """twice a number"""
    return {"doubled": student.double.double(float(rng.uniform(5, 7)))}
'''
MISTAKES = """
[[mistake]]
id = "large-lost"
title.en = "numbers above 6.3 are lost"
title.zh = "大于 6.3 的数丢失了"
hint.en = "Double every number."
hint.zh = "每个数都要加倍。"
edits = [{ file = "double.py", old = "= 2 * x", new = "= 2 * x if x < 6.3 else 0.25" }]
"""
LIMITED = "def double(x):\n    return 2 * x if x < 6.6 else x\n"
HIDDEN = '''
from autograder.checks import check


@check("double.twice", points=4, needs=["double"], title={"zh": "两次"})
def double_twice(student, rng):
    """twice twice, of a small number and of a large one"""
    small, large = float(rng.uniform(1, 2)), float(rng.uniform(8, 9))
    double = student.double.double
    return {"small": double(double(small)), "large": double(large)}
'''


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTMARK_SECRET", "secret")
    return lambda **changes: write_course(
        tmp_path, HIDDEN=HIDDEN, **{"mistakes.toml": MISTAKES}, **changes
    )


def power_problems(course):
    release(course, load(course))
    report = verify(course, load(course), power=True)
    return report, [
        problem for problem in report.problems if "depends on the inputs" in problem.what
    ]


def test_check_that_can_miss_a_mistake_is_named_with_the_inputs(course):
    report, problems = power_problems(course(CHECKS=MISSING))
    (problem,) = problems
    assert problem.what.startswith("assignments/doubling/checks.py:6: double.value: ")
    assert "mistake large-lost" in problem.what
    (found,) = report.power.dependences
    assert (found.check, found.solution) == ("double.value", "mistake large-lost")
    assert found.usual.passed
    assert 0 < len(found.others) < len(ALL_INPUTS)
    for inputs, verdict in found.others:
        assert str(inputs) in problem.what
        assert not verdict.passed
    assert report.power.runs >= len(ALL_INPUTS) * report.power.solutions


@pytest.mark.slow
def test_solution_that_passes_by_luck_is_named(course):
    report, problems = power_problems(
        course(CHECKS=MISSING, **{"alternative/limited/double.py": LIMITED})
    )
    named = {found.solution for found in report.power.dependences}
    assert named == {"mistake large-lost", "alternative/limited"}
    assert any("alternative/limited" in problem.what for problem in problems)


def test_inputs_that_are_made_for_it_have_the_same_verdict_everywhere(course):
    made = MISSING.replace("rng.uniform(5, 7)", "rng.uniform(6.5, 7)")
    report, problems = power_problems(course(CHECKS=made))
    assert problems == []
    assert report.power.dependences == ()
    assert report.power.inputs == 24


@pytest.mark.slow
def test_report_is_kept_until_something_changes_and_a_damaged_one_is_made_anew(course):
    where = course(CHECKS=MISSING)
    report, _ = power_problems(where)
    (kept,) = Path(where.root, ".softmark/cache").glob("power-*.json")
    assert verify(where, load(where), power=True).power == report.power
    content = kept.read_bytes()
    kept.write_bytes(content[: len(content) // 2])
    again = verify(where, load(where), power=True).power
    assert again.dependences == report.power.dependences
    assert kept.read_bytes().startswith(b'{"solutions"')


def verdicts(published, unpublished):
    """Returns verdicts on one solution and check, in the order of the inputs."""
    table = {Inputs("published", n): item for n, item in enumerate(published)}
    table |= {Inputs("unpublished", n): item for n, item in enumerate(unpublished)}
    return {inputs: {"mistake m": {"a.b": item}} for inputs, item in table.items()}


PASSED, FAILED, NAMED = Verdict(True), Verdict(False), Verdict(False, ("m",))


def test_verdict_of_the_other_kind_counts():
    (found,) = find_dependences(verdicts([PASSED], [FAILED, FAILED]))
    assert found == Dependence("a.b", "mistake m", FAILED, ((Inputs("published", 0), PASSED),))
    assert found.exceptions() == "passes with --seed 0"


def test_name_may_differ_between_home_and_grading_but_not_within():
    assert find_dependences(verdicts([FAILED, FAILED], [NAMED, NAMED])) == ()
    (found,) = find_dependences(verdicts([], [NAMED, NAMED, FAILED]))
    assert found.others == ((Inputs("unpublished", 2), FAILED),)
    assert found.exceptions() == "fails without a name with variant 2"


def test_same_everywhere_is_nothing():
    assert find_dependences(verdicts([PASSED] * 8, [PASSED] * 16)) == ()
