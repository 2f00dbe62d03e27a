import numpy as np


def add_bias(X):
    return np.column_stack([X, np.zeros(len(X))])


def errors(X, y, theta):
    return np.einsum("nd,d->n", X, theta) - y


def half_mse(X, y, theta):
    e = errors(X, y, theta)
    return float(e.dot(e)) / (2 * e.size)


def gradient(X, y, theta):
    e = errors(X, y, theta)
    return np.einsum("nd,n->d", X, e) / len(y)


def closed_form(X, y):
    return np.linalg.solve(X.T.dot(X), X.T.dot(y))


def step(X, y, theta, learning_rate):
    return theta - learning_rate * gradient(X, y, theta)


def gradient_descent(X, y, theta, learning_rate, steps):
    history = []
    for _ in range(steps):
        history.append(half_mse(X, y, theta))
        if len(history) > 1 and history[-2] - history[-1] < 1e-3:
            break
        theta = step(X, y, theta, learning_rate)
    return theta, np.array(history)


def sgd(X, y, theta, learning_rate, orders, batch_size):
    history = []
    for order in orders:
        history.append(half_mse(X, y, theta))
        Xs, ys = X[order], y[order]
        for start in range(0, len(order), batch_size):
            end = start + batch_size
            theta = step(Xs[start:end], ys[start:end], theta, learning_rate)
    return theta, np.array(history)
