"""Mistakes of submissions that were written from the handouts alone are named, and nothing untrue is said."""

import pytest
from helpers.from_handout import CASES, judge

LEAST_NAMED = 0.85


@pytest.fixture(scope="module")
def verdicts():
    return {case: judge(case) for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_submission_loses_points(verdicts, case):
    assert not verdicts[case].full


@pytest.mark.parametrize("case", CASES)
def test_nothing_untrue_is_said(verdicts, case):
    assert verdicts[case].untrue == (), verdicts[case].shown


def test_most_mistakes_are_named(verdicts):
    named = [yes for verdict in verdicts.values() for yes in verdict.named]
    assert sum(named) >= LEAST_NAMED * len(named)
