"""Stands in for perceptron.py: the line between a unit's 1s and 0s and the counts of corrections are what they are made of."""

import numpy as np
from reference_perceptron import (  # noqa: F401 - the reference's
    INPUTS,
    and_unit,
    find_units,
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


def learn(X, targets, w, theta, epochs):
    counts = np.zeros((epochs, 2))
    for epoch in range(epochs):
        for x, target in zip(X, targets, strict=True):
            error = target - int(x @ w >= theta)
            w, theta = w + error * x, theta - error
            counts[epoch] += error > 0, error < 0
    up, down = counts.T
    corrections = tag(
        "corrections",
        {
            "corrections up": up,
            "corrections down": down,
            "corrections of all epochs so far": (up + down).cumsum(),
            "corrections of all epochs together": np.full(epochs, (up + down).sum()),
            "number of the epoch": np.arange(1.0, epochs + 1),
            "1": np.ones(epochs),
        },
        expected={"corrections up": "1", "corrections down": "1"},
        facts={"N": len(X)},
    )
    return w, theta, corrections
