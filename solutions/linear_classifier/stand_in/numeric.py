"""Stands in for numeric.py: the relative error is what it is made of."""

import numpy as np
from reference_numeric import cubes, numeric_gradient, waves  # noqa: F401 - the reference's

from autograder.diagnosis.ingredients import tag


def relative_error(a, b):
    apart, left, right = (np.sqrt((part**2).sum()) for part in (a - b, a, b))
    each = np.abs(a - b)
    # What a number adds to an error that is taken number by number.
    beside = np.where(each > 0, np.abs(a) + np.abs(b), 1)
    return tag(
        "error",
        {
            "|a - b|/max(|a|, |b|)": apart / max(left, right),
            "|a - b|/(|a| + |b|)": apart / (left + right),
            "|a - b|/|a|": apart / left,
            "|a - b|/|b|": apart / right,
            "|a - b|/min(|a|, |b|)": apart / min(left, right),
            "|a - b|/(|a| |b|)": apart / (left * right),
            "|a - b|/|a + b|": apart / np.sqrt(((a + b) ** 2).sum()),
            "|a - b|": apart,
            "|a - b|^2/max(|a|, |b|)^2": (apart / max(left, right)) ** 2,
            "the sum of all |a - b|": each.sum(),
            "the largest |a - b|": each.max(),
            "the largest |a - b|/(|a| + |b|) of a number": (each / beside).max(),
            "the sum of |a - b|/(|a| + |b|) of the numbers": (each / beside).sum(),
        },
        expected={"|a - b|/max(|a|, |b|)": "1"},
        facts={"N": a.size},
    )
