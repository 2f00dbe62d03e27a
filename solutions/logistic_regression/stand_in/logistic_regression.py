"""Stands in for logistic_regression.py: its losses and its gradient are what they are made of."""

import numpy as np
from reference_logistic_regression import predict, sigmoid, train  # noqa: F401 - the reference's

from autograder.diagnosis.ingredients import one_sample, tag


def losses_of(z, y):
    """Returns what a binary cross-entropy may be made of."""
    one, zero = np.logaddexp(0, -z), np.logaddexp(0, z)
    p = sigmoid(z)
    return {
        "sum [-y log p - (1 - y) log(1 - p)]": (y * one + (1 - y) * zero).sum(),
        "sum -y log p": (y * one).sum(),
        "sum -(1 - y) log(1 - p)": ((1 - y) * zero).sum(),
        "sum -log p": one.sum(),
        "sum -log(1 - p)": zero.sum(),
        "sum [-y log(1 - p) - (1 - y) log p]": (y * zero + (1 - y) * one).sum(),
        "sum error^2": ((p - y) ** 2).sum(),
        "sum |error|": np.abs(p - y).sum(),
        "sum y z": y @ z,
        "sum (z - y)^2": ((z - y) ** 2).sum(),
    }


def binary_cross_entropy(z, y):
    return tag(
        "cross-entropy",
        losses_of(z, y),
        expected={"sum [-y log p - (1 - y) log(1 - p)]": "1/N"},
        facts={"N": len(z)},
        extreme=np.abs(z).max() > 30,
    )


def loss(X, y, theta, decay):
    w = theta[:-1]
    return tag(
        "loss",
        losses_of(X @ theta, y),
        {
            "sum w^2": w @ w,
            "sum theta^2": theta @ theta,
            "sum |w|": np.abs(w).sum(),
            "(sum w)^2": w.sum() ** 2,
            "root of sum w^2": np.sqrt(w @ w),
        },
        expected={"sum [-y log p - (1 - y) log(1 - p)]": "1/N", "sum w^2": "decay/2"},
        facts={"N": len(X), "D": X.shape[1], "decay": decay},
        extreme=np.abs(X @ theta).max() > 30,
    )


def gradient(X, y, theta, decay):
    z = X @ theta
    p = sigmoid(z)
    parts = {
        "error": p - y,
        "p": p,
        "y": y,
        "z": z,
        "z - y": z - y,
        "error p (1 - p)": (p - y) * p * (1 - p),
        "error^2": (p - y) ** 2,
        "|error|": np.abs(p - y),
        "sign(error)": np.sign(p - y),
        "p (1 - p)": p * (1 - p),
        "1": np.ones_like(p),
    }
    w = theta * (np.arange(len(theta)) < len(theta) - 1)
    return tag(
        "grad_theta",
        {name: X.T @ part for name, part in parts.items()},
        {
            "w": w,
            "theta": theta,
            "sign(w)": np.sign(w),
            "|w|": np.abs(w),
            "w^2": w**2,
            **one_sample(X, p - y),
        },
        form="X'({})",
        expected={"error": "1/N", "w": "decay"},
        facts={"N": len(X), "D": X.shape[1], "decay": decay},
        extreme=np.abs(z).max() > 30,
    )
