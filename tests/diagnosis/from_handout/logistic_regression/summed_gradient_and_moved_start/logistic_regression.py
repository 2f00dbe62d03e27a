"""Logistic regression: a probability from a weighted sum, trained by gradient descent.

N samples, D features, the last of which is always 1.
"""

import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)), with exp of negative numbers only"""
    t = np.exp(-abs(z))
    upper = 1 / (1 + t)
    lower = t / (1 + t)
    return upper * (z >= 0) + lower * (z < 0)


def binary_cross_entropy(z, y):
    """mean of log(1 + exp(-z)) for class 1 and log(1 + exp(z)) for class 0"""
    signed = np.where(y == 1, -z, z)
    return np.mean(np.maximum(signed, 0) + np.log(1 + np.exp(-np.abs(signed))))


def loss(X, y, theta, decay):
    w, b = np.split(theta, [-1])
    return binary_cross_entropy(X @ theta, y) + 0.5 * decay * (w**2).sum()


def gradient(X, y, theta, decay):
    p = sigmoid(X @ theta)
    penalty = decay * np.append(theta[:-1], 0.0)
    return (p - y) @ X + penalty


def train(X, y, theta, learning_rate, steps, decay):
    losses = []
    for i in range(steps):
        losses.append(loss(X, y, theta, decay))
        theta -= learning_rate * gradient(X, y, theta, decay)
    return theta, np.array(losses)


def predict(X, theta):
    return np.array(sigmoid(X @ theta) >= 0.5, dtype=int)
