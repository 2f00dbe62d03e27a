"""Linear regression."""

import numpy as np


def add_bias(X):
    return np.insert(X, X.shape[1], 1, axis=1)


def half_mse(X, y, theta):
    N = X.shape[0]
    y = y.reshape(-1, 1)
    prediction = np.dot(X, theta)
    return np.sum((prediction - y) ** 2) / (2 * N)


def gradient(X, y, theta):
    N = X.shape[0]
    prediction = np.dot(X, theta)
    return np.dot(X.T, prediction - y) / N


def closed_form(X, y):
    left = np.dot(X.T, X)
    right = np.dot(X.T, y)
    return np.linalg.solve(left, right)


def step(X, y, theta, learning_rate):
    grad = gradient(X, y, theta)
    theta = theta - learning_rate * grad
    return theta


def gradient_descent(X, y, theta, learning_rate, steps):
    losses = []
    for s in range(steps):
        loss = half_mse(X, y, theta)
        losses.append(loss)
        theta = step(X, y, theta, learning_rate)
    losses = np.array(losses)
    return theta, losses


def sgd(X, y, theta, learning_rate, orders, batch_size):
    epochs = orders.shape[0]
    N = orders.shape[1]
    order = orders[0]
    losses = []
    for epoch in range(epochs):
        losses.append(half_mse(X, y, theta))
        for begin in range(0, N, batch_size):
            end = min(begin + batch_size, N)
            chosen = order[begin:end]
            theta = step(X[chosen], y[chosen], theta, learning_rate)
    losses = np.array(losses)
    return theta, losses
