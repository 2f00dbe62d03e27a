import numpy as np


def add_bias(X):
    N, D = X.shape
    out = np.ones((N, D + 1))
    out[:, 1:] = X
    return out


def residuals(X, y, theta):
    return np.einsum("nd,d->n", X, theta) - y


def half_mse(X, y, theta):
    return 0.5 * np.mean(residuals(X, y, theta) ** 2)


def gradient(X, y, theta):
    return np.einsum("nd,n->d", X, residuals(X, y, theta)) / X.shape[0]


def closed_form(X, y):
    theta, *_ = np.linalg.lstsq(X, y, rcond=None)
    return theta


def step(X, y, theta, learning_rate):
    change = learning_rate * gradient(X, y, theta)
    return theta - change


def gradient_descent(X, y, theta, learning_rate, steps):
    current, losses = theta.copy(), []
    for _ in range(steps):
        losses.append(half_mse(X, y, current))
        current = step(X, y, current, learning_rate)
    return current, np.asarray(losses)


def sgd(X, y, theta, learning_rate, orders, batch_size):
    current, losses = theta.copy(), []
    for order in orders:
        losses.append(half_mse(X, y, current))
        remaining = order
        while len(remaining):
            batch, remaining = remaining[:batch_size], remaining[batch_size:]
            current = step(X[batch], y[batch], current, learning_rate)
    return current, np.asarray(losses)
