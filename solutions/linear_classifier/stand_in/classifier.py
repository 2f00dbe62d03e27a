"""Stands in for classifier.py: its loss and gradient are what they are made of."""

import numpy as np
from reference_classifier import (  # noqa: F401 - the reference's
    fold_bias,
    log_probabilities,
    predict,
    scores,
)

from autograder.diagnosis.ingredients import one_sample, pieces, softmax_losses, tag


def facts_of(W, X, lam):
    return {"N": len(X), "D": X.shape[1] - 1, "K": len(W), "lam": lam}


def loss(W, X, labels, lam):
    unbiased = W[:, :-1]
    return tag(
        "loss",
        softmax_losses(X @ W.T, np.eye(len(W))[labels]),
        {
            "sum W^2": (W**2).sum(),
            "sum W^2 without the biases": (unbiased**2).sum(),
            "sum |W|": np.abs(W).sum(),
            "(sum W)^2": W.sum() ** 2,
            "root of sum W^2": np.sqrt((W**2).sum()),
        },
        expected={"sum log p of the label": "-1/N", "sum W^2": "lam"},
        facts=facts_of(W, X, lam),
        extreme=np.abs(X @ W.T).max() > 100,
    )


def gradient(W, X, labels, lam):
    parts = pieces(X @ W.T, np.eye(len(W))[labels])
    unbiased = W.copy()
    unbiased[:, -1] = 0
    return tag(
        "d",
        {name: part.T @ X for name, part in parts.items()},
        {
            "W": W,
            "W without its biases": unbiased,
            "sign(W)": np.sign(W),
            "|W|": np.abs(W),
            "W^2": W**2,
            **one_sample(parts["p"] - parts["onehot"], X),
        },
        form="({})'X",
        expected={"p": "1/N", "onehot": "-1/N", "W": "2 lam"},
        facts=facts_of(W, X, lam),
        extreme=np.abs(X @ W.T).max() > 100,
    )
