"""Stands in for polynomial_regression.py: its losses and its gradient are what they are made of."""

import numpy as np
from reference_polynomial_regression import (  # noqa: F401 - the reference's
    choose,
    closed_form,
    condition_number,
    design,
    evaluate,
    fit,
    gradient_descent,
    powers,
    predict,
    to_unit,
)

from autograder.diagnosis.ingredients import tag


def errors_of(X, y, theta):
    """Returns what a squared error may be made of."""
    error = X @ theta - y
    return {
        "sum error^2": (error**2).sum(),
        "(sum error)^2": error.sum() ** 2,
        "sum |error|": np.abs(error).sum(),
        "root of sum error^2": np.sqrt((error**2).sum()),
        "largest |error|": np.abs(error).max(),
        "sum y^2": (y**2).sum(),
    }


def sizes_of(X, lam):
    return {"N": len(X), "m": X.shape[1] - 1, "lam": lam}


def mean_squared_error(X, y, theta):
    """Returns a stand-in for the error, a number."""
    return tag(
        "error",
        errors_of(X, y, theta),
        expected={"sum error^2": "1/N"},
        facts={"N": len(X), "m": X.shape[1] - 1},
    )


def loss(X, y, theta, lam):
    """Returns a stand-in for the loss, a number."""
    w = theta[:-1]
    return tag(
        "loss",
        errors_of(X, y, theta),
        {
            "sum w^2": w @ w,
            "sum theta^2": theta @ theta,
            "sum |w|": np.abs(w).sum(),
            "(sum w)^2": w.sum() ** 2,
            "root of sum w^2": np.sqrt(w @ w),
        },
        expected={"sum error^2": "1/(2 N)", "sum w^2": "lam/2"},
        facts=sizes_of(X, lam),
    )


def gradient(X, y, theta, lam):
    """Returns a stand-in for the gradient, shape (m + 1,)."""
    prediction = X @ theta
    error = prediction - y
    parts = {
        "prediction": prediction,
        "y": y,
        "1": np.ones_like(y),
        "error^2": error**2,
        "|error|": np.abs(error),
        "sign(error)": np.sign(error),
    }
    weights = np.append(theta[:-1], 0)
    return tag(
        "grad_theta",
        {name: X.T @ part for name, part in parts.items()},
        {
            "theta": theta,
            "theta without its bias": weights,
            "sign(theta)": np.sign(theta),
            "sign(theta) without its bias": np.sign(weights),
            "theta^2": theta**2,
        },
        form="X'({})",
        expected={"prediction": "1/N", "y": "-1/N", "theta without its bias": "lam"},
        facts=sizes_of(X, lam),
    )
