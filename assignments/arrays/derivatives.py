"""Derivatives: by differences, which nearly fits any smooth function, and in closed form, which is exact and fast.

TODO: gradient, jacobian, quadratic_gradient, affine_jacobian, sigmoid_jacobian, softmax_jacobian and
layer_jacobian.

Layout: the Jacobian of a function from D numbers to K numbers has a row for each output and a column for
each input: J[i, j] = d f_i / d x_j, shape (K, D). A gradient has the shape of what it is taken at.
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
    """Compute the gradient of f at x by central differences.

    For every number x[i] of x, all others staying as they are:

        d[i] = (f(x with x[i] + h) - f(x with x[i] - h)) / (2 h)

    A loop over the numbers of x is right here: np.ndindex(x.shape) goes over their indices.

    Args:
        f: a function of an array like x that returns one number.
        x: array of any shape; it stays as it is. If it holds whole numbers, work on a copy of floats: an
            array of whole numbers cuts x[i] + h off to x[i].
        h: the step, a positive number.

    Returns:
        d: shape of x.
    """
    raise NotImplementedError("TODO: gradient in derivatives.py")


def jacobian(f, x, h=1e-5):
    """Compute the Jacobian of f at x by central differences: a row for each output, a column for each input.

        J[i, j] = (f_i(x with x[j] + h) - f_i(x with x[j] - h)) / (2 h)

    One step of x[j] gives all outputs, and so a whole column. f may return the same array at every call, filled
    anew: what it returned first is gone then, unless you took a copy.

    Args:
        f: a function of an array of shape (D,) that returns an array of shape (K,).
        x: shape (D,); it stays as it is, and may hold whole numbers.
        h: the step, a positive number.

    Returns:
        J: shape (K, D).
    """
    raise NotImplementedError("TODO: jacobian in derivatives.py")


def quadratic_gradient(A, x):
    """Return the gradient of sum_ij A_ij x_i x_j with respect to x: (A + transpose(A)) x.

    Args:
        A: shape (D, D), not always symmetric.
        x: shape (D,).

    Returns:
        shape (D,).
    """
    raise NotImplementedError("TODO: quadratic_gradient in derivatives.py")


def affine_jacobian(W):
    """Return the Jacobian of x -> x W + b with respect to x: transpose(W).

    Args:
        W: shape (D, K).

    Returns:
        shape (K, D).
    """
    raise NotImplementedError("TODO: affine_jacobian in derivatives.py")


def sigmoid_jacobian(z):
    """Return the Jacobian of z -> sigmoid(z), number by number.

    Output i depends on input i alone, so everything beside the diagonal is 0. On it stand

        s_i (1 - s_i)        with s = sigmoid(z)

    Args:
        z: shape (K,).

    Returns:
        shape (K, K).
    """
    raise NotImplementedError("TODO: sigmoid_jacobian in derivatives.py")


def softmax_jacobian(z):
    """Return the Jacobian of z -> softmax(z).

    Every output depends on every input. With p = softmax(z):

        d p_i / d z_j = p_i (1 - p_i) for i = j, and -p_i p_j otherwise

    Args:
        z: shape (K,).

    Returns:
        shape (K, K).
    """
    raise NotImplementedError("TODO: softmax_jacobian in derivatives.py")


def layer_jacobian(x, W, b):
    """Return the Jacobian of x -> sigmoid(x W + b) with respect to x, by the chain rule.

    The Jacobian of one function after another is the product of theirs, the outer one on the left:

        J = (Jacobian of sigmoid at x W + b) (Jacobian of x W + b)

    Args:
        x: shape (D,).
        W: shape (D, K).
        b: shape (K,).

    Returns:
        shape (K, D).
    """
    raise NotImplementedError("TODO: layer_jacobian in derivatives.py")
