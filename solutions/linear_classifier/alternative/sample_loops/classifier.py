"""The linear classifier sample by sample: slow, and right."""

import numpy as np


def fold_bias(images):
    folded = np.ones((len(images), images.shape[1] + 1))
    folded[:, :-1] = images
    return folded


def scores(W, X):
    return np.array([W @ x for x in X])


def predict(W, X):
    return np.array([np.argmax(W @ x) for x in X])


def log_probabilities(s):
    return s - np.logaddexp.reduce(s, axis=1, keepdims=True)


def loss(W, X, labels, lam):
    total = 0.0
    for row, label in zip(log_probabilities(scores(W, X)), labels, strict=True):
        total -= row[label]
    return np.array(total / len(X) + lam * np.linalg.norm(W) ** 2)


def gradient(W, X, labels, lam):
    d = np.zeros(W.shape)
    for x, row, label in zip(X, log_probabilities(scores(W, X)), labels, strict=True):
        p = np.exp(row)
        p[label] -= 1
        d += np.outer(p, x)
    return d / len(X) + lam * (W + W)
