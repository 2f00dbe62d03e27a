"""线性回归"""

import numpy as np


def add_bias(X):
    n = len(X)
    return np.column_stack((X, np.ones(n)))


def half_mse(X, y, theta):
    r = np.dot(X, theta) - y
    return np.dot(r, r) / (2 * len(y))


def gradient(X, y, theta):
    # 平方求导得到 2
    r = np.dot(X, theta) - y
    return 2 / len(y) * np.dot(X.T, r)


def closed_form(X, y):
    # 正规方程
    A = np.dot(X.T, X)
    c = np.dot(X.T, y)
    return np.linalg.solve(A, c)


def step(X, y, theta, learning_rate):
    g = gradient(X, y, theta)
    return theta - learning_rate * g


def gradient_descent(X, y, theta, learning_rate, steps):
    losses = np.zeros(steps)
    for i in range(steps):
        losses[i] = half_mse(X, y, theta)
        theta = step(X, y, theta, learning_rate)
    return theta, losses


def sgd(X, y, theta, learning_rate, orders, batch_size):
    epochs, N = orders.shape
    losses = np.zeros(epochs)
    for e in range(epochs):
        losses[e] = half_mse(X, y, theta)
        Xs, ys = X[orders[e]], y[orders[e]]
        # 最后一个 batch 可能更小
        for i in range(0, N, batch_size):
            theta = step(Xs[i:i + batch_size], ys[i:i + batch_size], theta, learning_rate)
    return theta, losses
