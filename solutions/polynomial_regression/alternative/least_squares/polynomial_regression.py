"""Polynomial regression by vander and lstsq: the penalty as further rows, and errors from one table."""

import numpy as np


def to_unit(x, low, high):
    middle, half = (low + high) / 2, (high - low) / 2
    return (x - middle) / half


def powers(u, m):
    return np.vander(u, m + 1, increasing=True)[:, 1:]


def design(x, m, low, high):
    return np.roll(np.vander(to_unit(x, low, high), m + 1, increasing=True), -1, axis=1)


def mean_squared_error(X, y, theta):
    errors = X.dot(theta) - y
    return errors.dot(errors) / errors.size


def loss(X, y, theta, lam):
    w = theta[: theta.size - 1]
    return 0.5 * (mean_squared_error(X, y, theta) + lam * w.dot(w))


def gradient(X, y, theta, lam):
    keep = np.ones_like(theta)
    keep[-1] = 0
    return np.einsum("nj,n->j", X, X.dot(theta) - y) / y.size + lam * keep * theta


def closed_form(X, y, lam):
    count = X.shape[1]
    rows = np.hstack([np.sqrt(lam * len(X)) * np.eye(count - 1), np.zeros((count - 1, 1))])
    targets = np.concatenate([y, np.zeros(count - 1)])
    return np.linalg.lstsq(np.concatenate([X, rows]), targets, rcond=None)[0]


def gradient_descent(X, y, theta, learning_rate, steps, lam):
    path = [np.array(theta)]
    while len(path) <= steps:
        path.append(path[-1] - learning_rate * gradient(X, y, path[-1], lam))
    return path[-1], np.array([loss(X, y, place, lam) for place in path[:steps]])


def condition_number(X):
    return np.linalg.cond(X) ** 2


def fit(train, m, lam):
    x, y = train
    return closed_form(design(x, m, x.min(), x.max()), y, lam), x.min(), x.max()


def predict(model, x):
    theta, low, high = model
    return np.polyval(np.append(theta[-2::-1], theta[-1]), to_unit(x, low, high))


def choose(train, validation, degrees, lams):
    errors = np.empty((len(degrees), len(lams)))
    for row, m in enumerate(degrees):
        for column, lam in enumerate(lams):
            theta, low, high = fit(train, m, lam)
            errors[row, column] = mean_squared_error(
                design(validation[0], m, low, high), validation[1], theta
            )
    place = int(errors.argmin())
    return degrees[place // len(lams)], lams[place % len(lams)], errors


def evaluate(train, validation, test, degrees, lams):
    m, lam = choose(train, validation, degrees, lams)[:2]
    residuals = predict(fit(train, m, lam), test[0]) - test[1]
    return m, lam, float(np.var(residuals) + np.mean(residuals) ** 2)
