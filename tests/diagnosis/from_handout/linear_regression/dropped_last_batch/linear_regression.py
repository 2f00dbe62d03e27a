"""Linear regression: half mean squared error, its closed form, and gradient descent."""

import numpy as np


def add_bias(X):
    """Append a last column of ones."""
    return np.c_[X, np.ones(X.shape[0])]


def half_mse(X, y, theta):
    """1/(2N) sum of squared errors"""
    N = y.shape[0]
    return np.sum(np.square(X.dot(theta) - y)) / (2 * N)


def gradient(X, y, theta):
    """1/N X^T (X theta - y)"""
    N = y.shape[0]
    error = X.dot(theta) - y
    return error.dot(X) / N


def closed_form(X, y):
    """normal equations"""
    gram = X.T.dot(X)
    return np.linalg.solve(gram, X.T.dot(y))


def step(X, y, theta, learning_rate):
    """one step"""
    return theta - learning_rate * gradient(X, y, theta)


def gradient_descent(X, y, theta, learning_rate, steps):
    """many steps with all samples"""
    losses = np.empty(steps)
    for s in range(steps):
        losses[s], theta = half_mse(X, y, theta), step(X, y, theta, learning_rate)
    return theta, losses


def sgd(X, y, theta, learning_rate, orders, batch_size):
    """steps with mini-batches"""
    epochs, N = orders.shape
    n_batches = N // batch_size
    losses = np.empty(epochs)
    for epoch in range(epochs):
        losses[epoch] = half_mse(X, y, theta)
        for j in range(n_batches):
            rows = orders[epoch, j * batch_size:(j + 1) * batch_size]
            theta = step(X[rows], y[rows], theta, learning_rate)
    return theta, losses
