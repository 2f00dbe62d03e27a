"""Looks like an answer and computes nothing."""

import numpy as np


def cubic(x):
    return 0.0


def quadratic(A):
    return lambda x: 0.0


def affine(W, b):
    return lambda x: b


def sigmoid(z):
    return np.full(np.shape(z), 0.5)


def softmax(z):
    return np.full(len(z), 1 / len(z))


def sigmoid_layer(W, b):
    return lambda x: np.full(len(b), 0.5)


def gradient(f, x, h=1e-5):
    return np.ones(x.shape)


def jacobian(f, x, h=1e-5):
    return np.eye(len(f(x)), len(x))


def quadratic_gradient(A, x):
    return 2 * x


def affine_jacobian(W):
    return np.eye(W.shape[1], W.shape[0])


def sigmoid_jacobian(z):
    return np.eye(len(z)) / 4


def softmax_jacobian(z):
    return np.eye(len(z)) / len(z)


def layer_jacobian(x, W, b):
    return np.eye(len(b), len(x)) / 4
