import numpy as np


def add_bias(X):
    ones = np.ones((X.shape[0], 1))
    return np.append(X, ones, axis=1)


def predict(X, theta):
    return X @ theta


def half_mse(X, y, theta):
    N = len(X)
    return 1 / (2 * N) * np.linalg.norm(predict(X, theta) - y) ** 2


def gradient(X, y, theta):
    N = len(X)
    return 1 / N * (X.T @ (predict(X, theta) - y))


def closed_form(X, y):
    D = X.shape[1]
    # small number on the diagonal so that the matrix is not singular
    A = X.T @ X + 1e-3 * np.eye(D)
    return np.linalg.solve(A, X.T @ y)


def step(X, y, theta, learning_rate):
    new_theta = theta.copy()
    new_theta -= learning_rate * gradient(X, y, theta)
    return new_theta


def gradient_descent(X, y, theta, learning_rate, steps):
    thetas = [theta]
    for _ in range(steps):
        thetas.append(step(X, y, thetas[-1], learning_rate))
    losses = np.array([half_mse(X, y, t) for t in thetas[:-1]])
    return thetas[-1], losses


def sgd(X, y, theta, learning_rate, orders, batch_size):
    losses = np.zeros(len(orders))
    for e, order in enumerate(orders):
        losses[e] = half_mse(X, y, theta)
        parts = np.split(order, np.arange(batch_size, len(order), batch_size))
        for rows in parts:
            theta = step(X[rows], y[rows], theta, learning_rate)
    return theta, losses
