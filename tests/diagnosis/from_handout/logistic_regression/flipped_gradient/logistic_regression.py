"""Logistic regression."""

import numpy as np


def sigmoid(z):
    e = np.exp(-np.abs(z))
    numerator = np.where(np.signbit(z), e, 1.0)
    return numerator / (e + 1.0)


def binary_cross_entropy(z, y):
    return np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))


def l2(theta, decay):
    """L2 term and its derivative; nothing for the bias"""
    w = np.array(theta)
    w[-1] = 0
    return decay / 2 * w.dot(w), decay * w


def loss(X, y, theta, decay):
    return binary_cross_entropy(X.dot(theta), y) + l2(theta, decay)[0]


def gradient(X, y, theta, decay):
    p = sigmoid(X.dot(theta))
    return X.T.dot(y - p) / X.shape[0] + l2(theta, decay)[1]


def train(X, y, theta, learning_rate, steps, decay):
    now = theta.copy()
    losses = []
    for s in range(steps):
        losses.append(loss(X, y, now, decay))
        now = now - learning_rate * gradient(X, y, now, decay)
    return now, np.array(losses)


def predict(X, theta):
    return (X.dot(theta) >= 0).astype(int)
