"""Logistic regression."""

import numpy as np


def sigmoid(z):
    # clip so that exp does not overflow
    z = np.clip(z, -500, 500)
    return 1 / (1 + np.exp(-z))


def binary_cross_entropy(z, y):
    softplus_neg = np.maximum(-z, 0) + np.log1p(np.exp(-np.abs(z)))
    softplus_pos = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return np.mean(y * softplus_neg + (1 - y) * softplus_pos)


def loss(X, y, theta, decay):
    z = X @ theta
    w = theta[:-1]
    return binary_cross_entropy(z, y) + decay / 2 * np.sum(w**2)


def gradient(X, y, theta, decay):
    N = X.shape[0]
    p = sigmoid(X @ theta)
    grad = X.T @ (p - y) / N
    reg = decay * theta
    reg[-1] = 0
    return grad + reg


def train(X, y, theta, learning_rate, steps, decay):
    theta = theta.copy()
    losses = []
    for _ in range(steps):
        losses.append(loss(X, y, theta, decay))
        theta = theta - learning_rate * gradient(X, y, theta, decay)
    return theta, np.array(losses)


def predict(X, theta):
    return (sigmoid(X @ theta) >= 0.5).astype(int)
