"""Linear regression."""

import numpy as np


def add_bias(X):
    return np.hstack([X, np.ones((X.shape[0], 1))])


def half_mse(X, y, theta):
    pred = X @ theta
    return np.mean((pred - y) ** 2)


def gradient(X, y, theta):
    N = X.shape[0]
    return X.T @ (X @ theta - y) / N


def closed_form(X, y):
    return np.linalg.solve(X.T @ X, X.T @ y)


def step(X, y, theta, learning_rate):
    return theta - learning_rate * gradient(X, y, theta)


def gradient_descent(X, y, theta, learning_rate, steps):
    losses = []
    for _ in range(steps):
        losses.append(half_mse(X, y, theta))
        theta = step(X, y, theta, learning_rate)
    return theta, np.array(losses)


def sgd(X, y, theta, learning_rate, orders, batch_size):
    losses = []
    for order in orders:
        losses.append(half_mse(X, y, theta))
        for start in range(0, len(order), batch_size):
            rows = order[start:start + batch_size]
            theta = step(X[rows], y[rows], theta, learning_rate)
    return theta, np.array(losses)
