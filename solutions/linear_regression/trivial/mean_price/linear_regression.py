"""Looks like an answer: predicts nothing, and stays where it starts."""

import numpy as np


def add_bias(X):
    return X


def half_mse(X, y, theta):
    return 0.0


def gradient(X, y, theta):
    return np.zeros_like(theta)


def closed_form(X, y):
    return np.zeros(X.shape[1])


def step(X, y, theta, learning_rate):
    return theta


def gradient_descent(X, y, theta, learning_rate, steps):
    return theta, np.zeros(steps)


def sgd(X, y, theta, learning_rate, orders, batch_size):
    return theta, np.zeros(len(orders))
