"""Marks of single values of a parameter: what only `make test-all` tries."""

import importlib.util

import pytest


def needs(package):
    """Returns a mark of what is tried only where a package is installed; it is not imported for that."""
    missing = importlib.util.find_spec(package) is None
    return pytest.mark.skipif(missing, reason=f"{package} is not installed")


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
