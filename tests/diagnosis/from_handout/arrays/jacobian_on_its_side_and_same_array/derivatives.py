"""Derivatives: by differences, which is right for any function, and in closed form, which is fast.

TODO: gradient, jacobian, quadratic_gradient, affine_jacobian, sigmoid_jacobian, softmax_jacobian and
layer_jacobian.

Layout: the Jacobian of a function from D numbers to M numbers has a row for each output and a column for
each input: J[i, j] = d f_i / d x_j, shape (M, D). A gradient has the shape of what it is taken at.
"""

import numpy as np


def cubic(x):
    """Return the sum of all numbers in x times the sum of their squares, to try gradient() on.

    Its gradient is sum(x^2) + 2 x sum(x), and the central difference gives exactly h^2 more.
    """
    return np.sum(x) * np.sum(x**2)


def quadratic(A):
    """Return the function x -> sum_ij A_ij x_i x_j of x, shape (D,), for A of shape (D, D)."""
    return lambda x: x @ A @ x


def affine(W, b):
    """Return the function x -> x W + b: from (D,) to (K,), for W of shape (D, K) and b of shape (K,)."""
    return lambda x: x @ W + b


def sigmoid(z):
    """Return 1 / (1 + exp(-z)) of every number, as (1 + tanh(z / 2)) / 2, which cannot overflow."""
    return (1 + np.tanh(z / 2)) / 2


def softmax(z):
    """Return exp(z_k) / sum_j exp(z_j) for z of shape (K,)."""
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def sigmoid_layer(W, b):
    """Return the function x -> sigmoid(x W + b), from (D,) to (K,).

    It saves memory: all its results are one array, which every call fills anew.
    """
    output = np.empty(len(b))

    def forward(x):
        output[:] = sigmoid(x @ W + b)
        return output

    return forward


def gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.empty_like(x)
    for place in np.ndindex(*x.shape):
        here = x[place]
        x[place] = here + h
        up = f(x)
        x[place] = here - h
        down = f(x)
        x[place] = here
        g[place] = (up - down) / (2 * h)
    return g


def jacobian(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    rows = []
    for j in range(len(x)):
        old = x[j]
        x[j] = old + h
        plus = f(x)
        x[j] = old - h
        minus = f(x)
        x[j] = old
        rows.append((plus - minus) / (2.0 * h))
    return np.array(rows)


def quadratic_gradient(A, x):
    return A @ x + x @ A


def affine_jacobian(W):
    return np.transpose(W).copy()


def sigmoid_jacobian(z):
    s = sigmoid(z)
    return np.eye(len(z)) * (s - s * s)


def softmax_jacobian(z):
    p = softmax(z)
    J = -np.outer(p, p)
    J[np.diag_indices(len(p))] += p
    return J


def layer_jacobian(x, W, b):
    inner = affine_jacobian(W)
    outer = sigmoid_jacobian(x @ W + b)
    return outer.dot(inner)
