"""Stands in for linear_regression.py: its loss and gradient are what they are made of."""

import numpy as np
from reference_linear_regression import (  # noqa: F401 - the reference's
    add_bias,
    closed_form,
    gradient_descent,
    sgd,
    step,
)

from autograder.diagnosis.ingredients import one_sample, tag


def half_mse(X, y, theta):
    error = X @ theta - y
    return tag(
        "loss",
        {
            "sum error^2": (error**2).sum(),
            "(sum error)^2": error.sum() ** 2,
            "sum |error|": np.abs(error).sum(),
            "sum error": error.sum(),
            "root of sum error^2": np.sqrt((error**2).sum()),
            "largest |error|": np.abs(error).max(),
            "sum error^2 of every prediction with every y": np.sum(
                (np.subtract.outer(X @ theta, y)) ** 2
            ),
            "sum (X theta)^2": ((X @ theta) ** 2).sum(),
            "sum y^2": (y**2).sum(),
            "sum y X theta": y @ X @ theta,
        },
        {"sum theta^2": theta @ theta, "sum w^2": theta[:-1] @ theta[:-1]},
        expected={"sum error^2": "1/(2 N)"},
        facts={"N": len(X), "D": X.shape[1]},
    )


def gradient(X, y, theta):
    error = X @ theta - y
    parts = {
        "error": error,
        "X theta": X @ theta,
        "y": y,
        "|error|": np.abs(error),
        "sign(error)": np.sign(error),
        "error^2": error**2,
        "1": np.ones_like(error),
        "sum error": error.sum() * np.ones_like(error),
    }
    return tag(
        "grad_theta",
        {name: X.T @ part for name, part in parts.items()},
        {
            "theta": theta,
            "sum error for each": error.sum() * np.ones_like(theta),
            **one_sample(X, error),
        },
        form="X'({})",
        expected={"error": "1/N"},
        facts={"N": len(X), "D": X.shape[1]},
    )
