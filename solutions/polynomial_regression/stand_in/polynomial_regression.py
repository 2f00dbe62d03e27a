"""Stands in for polynomial_regression.py: its gradient is what it is made of."""

import numpy as np
from reference_polynomial_regression import (  # noqa: F401 - the reference's
    choose,
    closed_form,
    condition_number,
    design,
    evaluate,
    fit,
    gradient_descent,
    loss,
    mean_squared_error,
    powers,
    predict,
    to_unit,
)

from autograder.diagnosis.ingredients import tag


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
        facts={"N": len(X), "m": X.shape[1] - 1, "lam": lam},
    )
