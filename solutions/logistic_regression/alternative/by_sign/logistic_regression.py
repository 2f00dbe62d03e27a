"""Logistic regression with the two forms of the sigmoid where each is safe, and y as +1 and -1."""

import numpy as np


def sigmoid(z):
    p = np.empty_like(z)
    positive = z > 0
    p[positive] = 1.0 / (1.0 + np.exp(-z[positive]))
    powers = np.exp(z[~positive])
    p[~positive] = powers / (1.0 + powers)
    return p


def softplus(z):
    return np.where(z > 0, z, 0) + np.log(1 + np.exp(-abs(z)))


def binary_cross_entropy(z, y):
    sign = 2 * y - 1
    return float(softplus(-sign * z).sum() / z.size)


def loss(X, y, theta, decay):
    weights = theta[: len(theta) - 1]
    return binary_cross_entropy(X.dot(theta), y) + 0.5 * decay * weights.dot(weights)


def gradient(X, y, theta, decay):
    error = (sigmoid(X.dot(theta)) - y) / X.shape[0]
    decayed = np.append(theta[:-1], 0.0)
    return error.dot(X) + decay * decayed


def train(X, y, theta, learning_rate, steps, decay):
    theta = np.copy(theta)
    losses = np.empty(steps)
    for number in range(steps):
        losses[number] = loss(X, y, theta, decay)
        theta -= learning_rate * gradient(X, y, theta, decay)
    return theta, losses


def predict(X, theta):
    """Decide by the sign of the logit: sigmoid(0) is 1/2."""
    return np.where(X.dot(theta) >= 0, 1, 0)
