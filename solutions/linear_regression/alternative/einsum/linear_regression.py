"""Linear regression with einsum, the pseudo-inverse, and epochs that are shuffled first."""

import numpy as np


def add_bias(X):
    folded = np.ones((len(X), X.shape[1] + 1))
    folded[:, :-1] = X
    return folded


def half_mse(X, y, theta):
    predicted = np.einsum("nd,d->n", X, theta)
    return 0.5 * np.sum(np.square(y - predicted)) / np.size(y)


def gradient(X, y, theta):
    residuals = y - np.einsum("nd,d->n", X, theta)
    return -np.einsum("nd,n->d", X, residuals) / np.size(y)


def closed_form(X, y):
    return np.linalg.pinv(X).dot(y)


def step(X, y, theta, learning_rate):
    return np.subtract(theta, np.multiply(learning_rate, gradient(X, y, theta)))


def gradient_descent(X, y, theta, learning_rate, steps):
    path = [theta]
    while len(path) <= steps:
        path.append(step(X, y, path[-1], learning_rate))
    return path[-1], np.array([half_mse(X, y, place) for place in path[:-1]])


def sgd(X, y, theta, learning_rate, orders, batch_size):
    losses = []
    for order in orders:
        losses += [half_mse(X, y, theta)]
        shuffled_X, shuffled_y = X[order], y[order]
        position = 0
        while position < len(y):
            part = slice(position, position + batch_size)
            theta = step(shuffled_X[part], shuffled_y[part], theta, learning_rate)
            position += batch_size
    return theta, np.asarray(losses)
