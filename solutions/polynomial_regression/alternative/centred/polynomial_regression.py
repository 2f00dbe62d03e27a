"""Polynomial regression with weights and bias apart: features are centred, and the bias follows from the means."""

import numpy as np


def to_unit(x, low, high):
    return 2.0 * (x - low) / (high - low) - 1.0


def powers(u, m):
    return np.cumprod(np.repeat(u[:, None], m, axis=1), axis=1)


def design(x, m, low, high):
    X = np.ones((len(x), m + 1))
    X[:, :m] = powers(to_unit(x, low, high), m)
    return X


def mean_squared_error(X, y, theta):
    return float(np.linalg.norm(X @ theta - y) ** 2 / len(y))


def loss(X, y, theta, lam):
    data = np.sum((X @ theta - y) ** 2) / (2 * len(y))
    return data + lam / 2 * np.linalg.norm(theta[:-1]) ** 2


def gradient(X, y, theta, lam):
    errors = X @ theta - y
    of_weights = X[:, :-1].T @ errors / len(errors) + lam * theta[:-1]
    return np.append(of_weights, errors.mean())


def closed_form(X, y, lam):
    features = X[:, :-1]
    middle, level = features.mean(axis=0), y.mean()
    centred = features - middle
    left = centred.T @ centred / len(y) + lam * np.identity(features.shape[1])
    w = np.linalg.solve(left, centred.T @ (y - level) / len(y))
    return np.append(w, level - middle @ w)


def gradient_descent(X, y, theta, learning_rate, steps, lam):
    losses = np.empty(steps)
    theta = theta.copy()
    for step in range(steps):
        losses[step] = loss(X, y, theta, lam)
        theta -= learning_rate * gradient(X, y, theta, lam)
    return theta, losses


def condition_number(X):
    # Of a product with an orthogonal matrix nothing changes, so the triangle of QR does.
    singular = np.linalg.svd(np.linalg.qr(X)[1])[1]
    return singular.max() ** 2 / singular.min() ** 2


def fit(train, m, lam):
    x, y = train
    ordered = np.sort(x)
    low, high = float(ordered[0]), float(ordered[-1])
    return [closed_form(design(x, m, low, high), y, lam), low, high]


def predict(model, x):
    theta, low, high = model
    u, total = to_unit(x, low, high), np.zeros(len(x))
    for w in theta[-2::-1]:
        total = (total + w) * u
    return total + theta[-1]


def choose(train, validation, degrees, lams):
    errors = {}
    for m in degrees:
        for lam in lams:
            errors[m, lam] = np.mean(
                (predict(fit(train, m, lam), validation[0]) - validation[1]) ** 2
            )
    m, lam = min(errors, key=errors.get)
    return m, lam, np.reshape(list(errors.values()), (len(degrees), len(lams)))


def evaluate(train, validation, test, degrees, lams):
    m, lam, _ = choose(train, validation, degrees, lams)
    _, _, error = choose(train, test, [m], [lam])
    return m, lam, error[0, 0]
