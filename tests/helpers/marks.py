"""Marks of single values of a parameter: what only `make test-all` tries."""

import pytest


def slow(*values):
    """Returns a value that takes long, or whose like is tried by `make test`."""
    return pytest.param(*values, marks=pytest.mark.slow)


def sampled(values, every=3):
    """Returns the values of a large family, of which `make test` tries the first and each `every`th after it.

    Args:
        values: plain ones, or tuples for several parameters.
    """
    return [
        value if number % every == 0 else slow(*(value if isinstance(value, tuple) else (value,)))
        for number, value in enumerate(values)
    ]
