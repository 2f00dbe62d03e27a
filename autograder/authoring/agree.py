"""Whether two outcomes of a probe are the same, up to rounding."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..checks.numbers import numeric_array
from ..checks.run import Outcome

# Both transports run the same code; threads of the matrix product may round differently.
AGREE_RTOL = 1e-9
AGREE_ATOL = 1e-12


def agree(left: Outcome, right: Outcome) -> bool:
    """Tells whether two runs of a probe on the same submission came out alike."""
    if left.failure is not None or right.failure is not None:
        return (left.failure is None) == (right.failure is None)
    if left.outputs.keys() != right.outputs.keys():
        return False
    return all(_same(left.outputs[name], right.outputs[name]) for name in left.outputs)


def _same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if numeric_array(left) is not None and numeric_array(right) is not None:
        return bool(
            np.shape(left) == np.shape(right)
            and np.allclose(left, right, rtol=AGREE_RTOL, atol=AGREE_ATOL, equal_nan=True)
        )
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return bool(left == right)
