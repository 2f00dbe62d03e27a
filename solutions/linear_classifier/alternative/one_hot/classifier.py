"""The linear classifier with a one-hot matrix, and an epsilon inside the logarithm."""

import numpy as np

EPS = 1e-12


def fold_bias(images):
    return np.concatenate((np.asarray(images, dtype=float), np.ones((images.shape[0], 1))), axis=1)


def scores(W, X):
    return np.transpose(np.dot(W, np.transpose(X)))


def predict(W, X):
    return np.argmax(np.dot(X, W.T), axis=-1)


def log_probabilities(s):
    top = np.amax(s, axis=1).reshape(-1, 1)
    return s - top - np.log(np.sum(np.exp(s - top), axis=1).reshape(-1, 1) + EPS)


def loss(W, X, labels, lam):
    one_hot = np.eye(W.shape[0])[labels]
    data = np.sum(one_hot * log_probabilities(scores(W, X)))
    return float(lam * (W * W).sum() - data / X.shape[0])


def gradient(W, X, labels, lam):
    one_hot = np.eye(W.shape[0])[labels]
    wrong = np.exp(log_probabilities(scores(W, X))) - one_hot
    return np.dot(wrong.T, X) / X.shape[0] + lam * 2.0 * W
