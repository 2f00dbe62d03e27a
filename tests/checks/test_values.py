"""Helpers for what probes do with values of a submission."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from autograder.checks import all_differ, as_labels, as_list, as_numbers, label_counts, subtract


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (3, ()),
        (True, ()),
        (np.float32(2), ()),
        ([1, 2.5], (2,)),
        ((1, [2, 3][0]), (2,)),
        ([[1, 2], [3, 4]], (2, 2)),
        ([np.zeros(3), np.ones(3)], (2, 3)),
        ([], (0,)),
        (np.ones((2, 1)), (2, 1)),
    ],
)
def test_numbers_arrays_and_lists_of_them_are_arrays(value: Any, shape: tuple[int, ...]) -> None:
    assert as_numbers(value).shape == shape
    assert as_numbers(value, shape).shape == shape
    assert as_numbers(value, (None,) * len(shape)).shape == shape


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "NoneType, where a number"),
        ("1.5", "str, where a number"),
        ([1, "x" * 65_000], "str, where a number"),
        ({"a": 1}, "dict, where a number"),
        (1 << 4000, "int, where a number"),
        ([[1], [1, 2]], "lists that differ in length"),
        ([1, [1]], "lists that differ in length"),
        ([1] * 100_001, "more than 100000 numbers in lists"),
        ([[1] * 400] * 400, "more than 100000 numbers in lists"),
        ([[[[[1]]]]], "list, where a number"),
        (np.array(["a"]), "ndarray, where a number"),
    ],
)
def test_what_is_no_array_of_numbers_is_said_to_be_none(value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        as_numbers(value)


def test_the_shape_is_checked() -> None:
    with pytest.raises(ValueError, match=r"shape \(3,\), where \(any, 2\) is expected"):
        as_numbers([1, 2, 3], (None, 2))
    assert as_numbers(np.array([[2.5]]), ()) == 2.5


def test_labels_are_counted_and_others_apart() -> None:
    assert label_counts([0, 2, 2], 3).tolist() == [1, 0, 2]
    assert label_counts([0, 2, -1, 3, 1 << 40], 3).tolist() == [1, 0, 1, 3]
    assert label_counts([], 2).tolist() == [0, 0]
    assert label_counts(np.array([1], dtype=np.uint8), 2).tolist() == [0, 1]
    for wrong in ([0.5], [[1]], "12", None):
        with pytest.raises(ValueError, match="expected"):
            label_counts(wrong, 3)


def test_differences_are_of_one_shape_and_cannot_wrap_around() -> None:
    assert subtract(np.uint8(1), np.uint8(2)) == -1
    assert subtract(1j, 1) == -1 + 1j
    with pytest.raises(ValueError, match="shapes"):
        subtract(np.zeros((3, 1)), np.zeros((1, 3)))
    with pytest.raises(ValueError, match="shapes"):
        all_differ(np.zeros((3, 1)), np.zeros((1, 3)))
    assert all_differ([1, 2], [2, 1])
    assert not all_differ([1, 2], [2, 2])


def test_lists_have_an_end() -> None:
    assert as_list((1, 2), 2) == [1, 2]
    assert [row.tolist() for row in as_list(np.eye(2), 2)] == [[1, 0], [0, 1]]
    with pytest.raises(ValueError, match="3 items, where 2 are the most"):
        as_list([1, 2, 3], 2)
    for wrong in (None, "text", np.float64(1), np.array(1)):
        with pytest.raises(ValueError, match="where a list is expected"):
            as_list(wrong, 2)


COLUMN = np.zeros((100_000, 1))


@pytest.mark.parametrize(
    "amplify",
    [
        lambda: label_counts(np.arange(500_000, dtype=np.int32) * 512, 26),
        lambda: as_labels(np.arange(500_000, dtype=np.int32)),
        lambda: subtract(COLUMN, COLUMN.T),
        lambda: all_differ(COLUMN, COLUMN.T),
        lambda: as_numbers(["x" * 65_000, *[1] * 8_000]),
        lambda: as_numbers([number * ((1 << 61) - 1) for number in range(24_000)]),
    ],
)
def test_nothing_is_amplified(amplify: Any) -> None:
    tracemalloc.start()
    try:
        amplify()
    except ValueError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 32 << 20


def test_labels_are_whole_numbers_of_one_row() -> None:
    assert as_labels(np.array([3, 1], dtype=np.uint16)).dtype == np.int64
