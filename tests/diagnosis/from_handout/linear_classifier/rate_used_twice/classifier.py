import numpy as np


def fold_bias(images):
    return np.pad(images.astype(np.float64), ((0, 0), (0, 1)), constant_values=1.0)


def scores(W, X):
    return np.inner(X, W)


def predict(W, X):
    return np.argmax(np.inner(X, W), axis=1)


def log_probabilities(s):
    top = np.amax(s, axis=1, keepdims=True)
    return s - top - np.log(np.sum(np.exp(s - top), axis=1, keepdims=True))


def cross_entropy(W, X, labels):
    logs = log_probabilities(scores(W, X))
    n = logs.shape[0]
    return -logs[np.arange(n), labels].sum() / n


def penalty(W, lam):
    return lam * np.linalg.norm(W) ** 2


def loss(W, X, labels, lam):
    return cross_entropy(W, X, labels) + penalty(W, lam)


def gradient(W, X, labels, lam):
    n = X.shape[0]
    probs = np.exp(log_probabilities(scores(W, X)))
    hot = np.zeros(probs.shape)
    hot[np.arange(n), labels] = 1
    return (probs - hot).T @ X / n + 2 * lam * W
