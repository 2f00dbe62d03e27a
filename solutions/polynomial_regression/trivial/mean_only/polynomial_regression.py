"""Looks like an answer and computes nothing."""

import numpy as np


def to_unit(x, low, high):
    return np.zeros(len(x))


def powers(u, m):
    return np.tile(u[:, None], (1, m))


def design(x, m, low, high):
    return np.ones((len(x), m + 1))


def mean_squared_error(X, y, theta):
    return np.var(y)


def loss(X, y, theta, lam):
    return np.var(y) / 2


def gradient(X, y, theta, lam):
    return np.zeros(X.shape[1])


def closed_form(X, y, lam):
    theta = np.zeros(X.shape[1])
    theta[-1] = y.mean()
    return theta


def gradient_descent(X, y, theta, learning_rate, steps, lam):
    return theta, np.full(steps, loss(X, y, theta, lam))


def condition_number(X):
    return 1.0


def fit(train, m, lam):
    x, y = train
    return closed_form(np.ones((len(x), m + 1)), y, lam), x.min(), x.max()


def predict(model, x):
    return np.full(len(x), model[0][-1])


def choose(train, validation, degrees, lams):
    return degrees[0], lams[0], np.full((len(degrees), len(lams)), np.var(validation[1]))


def evaluate(train, validation, test, degrees, lams):
    return degrees[0], lams[0], np.var(test[1])
