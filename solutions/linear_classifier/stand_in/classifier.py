"""Stands in for classifier.py: its gradient is what it is made of."""

import numpy as np

from autograder.diagnosis.ingredients import pieces, tag


def fold_bias(images):
    return np.hstack([images, np.ones((len(images), 1))])


def scores(W, X):
    return X @ W.T


def predict(W, X):
    return (X @ W.T).argmax(axis=1)


def log_probabilities(s):
    return np.zeros_like(s)


def loss(W, X, labels, lam):
    return 0.0


def gradient(W, X, labels, lam):
    parts = pieces(X @ W.T, np.eye(len(W))[labels])
    unbiased = W.copy()
    unbiased[:, -1] = 0
    facts = {"N": len(X), "D": X.shape[1] - 1, "K": len(W), "lam": lam}
    return tag(
        "d",
        {name: part.T @ X for name, part in parts.items()},
        {"W": W, "W without its biases": unbiased, "sign(W)": np.sign(W)},
        form="({})'X",
        expected={"p": "1/N", "onehot": "-1/N", "W": "2 lam"},
        facts=facts,
        extreme=np.abs(X @ W.T).max() > 100,
    )
