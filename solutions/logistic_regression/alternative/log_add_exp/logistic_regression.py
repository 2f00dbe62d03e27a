"""Logistic regression with np.logaddexp, and a mask in place of a slice for the bias."""

import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def binary_cross_entropy(z, y):
    losses = y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)
    return np.average(losses)


def mask(theta):
    """Return ones for the weights and 0 for the bias."""
    ones = np.ones_like(theta)
    ones[-1] = 0
    return ones


def loss(X, y, theta, decay):
    return binary_cross_entropy(np.matmul(X, theta), y) + decay * np.sum(mask(theta) * theta**2) / 2


def gradient(X, y, theta, decay):
    n = len(X)
    p = sigmoid(np.matmul(X, theta))
    return np.matmul(np.transpose(X), p - y) / n + decay * mask(theta) * theta


def train(X, y, theta, learning_rate, steps, decay):
    history = []
    place = theta
    for _ in range(steps):
        history.append(loss(X, y, place, decay))
        place = place - learning_rate * gradient(X, y, place, decay)
    return place, np.asarray(history)


def predict(X, theta):
    probabilities = sigmoid(np.matmul(X, theta))
    return probabilities >= 0.5
