"""线性回归: 损失, 梯度, 闭式解, 梯度下降"""

import numpy as np


def add_bias(X):
    return np.pad(X, [(0, 0), (0, 1)], constant_values=1)


def half_mse(X, y, theta):
    e = y - np.matmul(X, theta)
    return np.sum(e * e) / X.shape[0] / 2


def gradient(X, y, theta):
    e = y - np.matmul(X, theta)
    return -np.matmul(X.T, e) / X.shape[0]


def closed_form(X, y):
    XT = X.T
    return np.linalg.solve(np.matmul(XT, X), np.matmul(XT, y))


def step(X, y, theta, learning_rate):
    theta -= learning_rate * gradient(X, y, theta)
    return theta


def gradient_descent(X, y, theta, learning_rate, steps):
    losses = []
    for i in range(steps):
        losses.append(half_mse(X, y, theta))   # 更新之前的损失
        theta = step(X, y, theta, learning_rate)
    return theta, np.array(losses)


def sgd(X, y, theta, learning_rate, orders, batch_size):
    losses = []
    for order in orders:
        losses.append(half_mse(X, y, theta))
        k = 0
        while k < len(order):
            idx = order[k:k + batch_size]
            theta = step(X[idx], y[idx], theta, learning_rate)
            k += batch_size
    return theta, np.array(losses)
