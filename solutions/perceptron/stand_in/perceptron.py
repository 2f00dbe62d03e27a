"""Stands in for perceptron.py: the line between a unit's 1s and 0s is what it is made of."""

import numpy as np
from reference_perceptron import (  # noqa: F401 - the reference's
    INPUTS,
    and_unit,
    find_units,
    learn,
    nand_unit,
    or_unit,
    threshold_unit,
    two_layers,
    xor_weights,
)

from autograder.diagnosis.ingredients import tag


def boundary(w, theta, x1):
    (w1, w2), x1 = w, np.asarray(x1, dtype=float)
    wide = np.ones_like(x1)
    return tag(
        "x2",
        {
            "theta/w2": theta / w2 * wide,
            "w1 x1/w2": w1 * x1 / w2,
            "theta/w1": theta / w1 * wide,
            "w2 x1/w1": w2 * x1 / w1,
            "theta": theta * wide,
            "w1 x1": w1 * x1,
            "x1": x1,
            "theta w2": theta * w2 * wide,
            "w1 w2 x1": w1 * w2 * x1,
            "x1/w2": x1 / w2,
            "x1^2": x1**2,
        },
        expected={"theta/w2": "1", "w1 x1/w2": "-1"},
        facts={},
    )
