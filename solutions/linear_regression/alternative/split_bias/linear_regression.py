"""Linear regression with errors as a column, a QR decomposition, and updates in place on a copy."""

import numpy as np


def add_bias(X):
    return np.hstack((X, np.ones((X.shape[0], 1))))


def half_mse(X, y, theta):
    error = np.dot(X, theta) - y
    return float(error.dot(error) / (2 * X.shape[0]))


def gradient(X, y, theta):
    column = (X @ theta - y).reshape(-1, 1)
    return (X * column).mean(axis=0)


def closed_form(X, y):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, Q.T @ y)


def step(X, y, theta, learning_rate):
    moved = theta.copy()
    moved -= learning_rate * gradient(X, y, theta)
    return moved


def gradient_descent(X, y, theta, learning_rate, steps):
    losses = np.zeros(steps)
    theta = theta.copy()
    for number in range(steps):
        losses[number] = half_mse(X, y, theta)
        theta -= learning_rate * gradient(X, y, theta)
    return theta, losses


def sgd(X, y, theta, learning_rate, orders, batch_size):
    losses = np.zeros(len(orders))
    for epoch, order in enumerate(orders):
        losses[epoch] = half_mse(X, y, theta)
        batches = np.split(order, np.arange(batch_size, len(order), batch_size))
        for batch in batches:
            theta = step(X[batch], y[batch], theta, learning_rate)
    return theta, losses
