"""Looks like an answer: a probability of 1/2 for everything, and no training."""

import numpy as np


def sigmoid(z):
    return np.full(np.shape(z), 0.5)


def binary_cross_entropy(z, y):
    return np.log(2)


def loss(X, y, theta, decay):
    return np.log(2)


def gradient(X, y, theta, decay):
    return np.zeros_like(theta)


def train(X, y, theta, learning_rate, steps, decay):
    return theta, np.full(steps, np.log(2))


def predict(X, theta):
    return np.ones(len(X), dtype=int)
