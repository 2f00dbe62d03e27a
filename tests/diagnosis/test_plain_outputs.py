"""What is no number is observed so that mistakes can be told apart, and in bounded time and space."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import numpy as np
import pytest

from autograder.checks import Expect
from autograder.checks.check import Check
from autograder.checks.run import Outcome
from autograder.diagnosis.observed import observed_outputs, same_outputs, wrong_outputs
from autograder.results.text import Words

CHECK = Check("a.b", 1, Words(), (), lambda student, rng: {}, {}, "", 1)


def alike(left: Any, right: Any) -> bool:
    sides = (observed_outputs(Outcome({"x": value})) for value in (left, right))
    return same_outputs(CHECK, *sides) == {"x"}


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ([1.0, [2]], [1 + 1e-13, [2.0]], True),
        ([1.0, [2]], [1.0, [2.001]], False),
        ([1], (1,), False),
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, True),
        ({"a": 1}, {"a": "1"}, False),
        (10**30, 10**30, True),
        (10**30, 10**30 + 1, False),
        ([10**30], [10**30 + 1], False),
        ([0.0], [-0.0], True),
        ([float("nan")], [float("nan")], True),
        ({"x": np.ones(2000)}, {"x": np.ones(2000)}, True),
        ({"x": np.ones(2000)}, {"x": np.arange(2000.0)}, False),
        ({"x": np.ones(3)}, {"x": np.ones((3, 1))}, False),
        ("x" * 9000 + "a", "x" * 9000 + "b", False),
        ("text", "text", True),
        (None, "None", False),
    ],
)
def test_values_are_the_same_up_to_rounding(left: Any, right: Any, same: bool) -> None:
    assert alike(left, right) == same


@pytest.mark.parametrize(
    "value",
    [{"x": np.zeros(2_000_000)}, [0.5] * 200_000, [[1]] * 100_000, "x" * 65_000],
    ids=["array", "numbers", "lists", "text"],
)
def test_what_a_submission_returns_takes_little_to_observe(value: Any) -> None:
    tracemalloc.start()
    began = time.process_time()
    kept = observed_outputs(Outcome({"x": value})).values["x"]
    used, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(kept) < 1000
    assert used < 5
    assert peak < 100 << 20


def test_within_a_bound_every_number_is_right() -> None:
    check = Check("a.b", 1, Words(), (), CHECK.probe, {"*": Expect(at_least=0.9)}, "", 1)
    right = observed_outputs(Outcome({"x": 0.95}))
    assert not wrong_outputs(check, observed_outputs(Outcome({"x": 0.91})), right)
    assert wrong_outputs(check, observed_outputs(Outcome({"x": 0.89})), right) == {"x"}
