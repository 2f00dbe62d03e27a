"""Linear regression with numpy."""

import numpy as np


def add_bias(X):
    return np.concatenate([X, np.ones((len(X), 1))], axis=1)


def half_mse(X, y, theta):
    diff = X @ theta - y
    return 0.5 * (diff @ diff) / len(y)


def gradient(X, y, theta):
    return X.T @ (X @ theta - y) / len(y)


def closed_form(X, y):
    q, r = np.linalg.qr(X)
    return np.linalg.solve(r, q.T @ y)


def step(X, y, theta, learning_rate):
    return theta - learning_rate * gradient(X, y, theta)


def gradient_descent(X, y, theta, learning_rate, steps):
    losses = []
    for _ in range(steps):
        theta = step(X, y, theta, learning_rate)
        losses.append(half_mse(X, y, theta))
    return theta, np.array(losses)


def sgd(X, y, theta, learning_rate, orders, batch_size):
    N = X.shape[0]
    losses = []
    for order in orders:
        losses.append(half_mse(X, y, theta))
        for i in range(0, N, batch_size):
            batch = order[i : i + batch_size]
            error = X[batch] @ theta - y[batch]
            theta = theta - learning_rate * X[batch].T @ error / N
    return theta, np.array(losses)
