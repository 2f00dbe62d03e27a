"""Looks like a classifier and learns nothing."""

import numpy as np


def fold_bias(images):
    return images


def scores(W, X):
    return np.zeros((len(X), len(W)))


def predict(W, X):
    return np.zeros(len(X), dtype=int)


def log_probabilities(s):
    return np.full(s.shape, -np.log(s.shape[1]))


def loss(W, X, labels, lam):
    return np.log(len(W))


def gradient(W, X, labels, lam):
    return np.zeros_like(W)
