"""The gradient by differences: slow, but right for any function, and so a test of fast gradients.

TODO: numeric_gradient and relative_error.
"""

import numpy as np


def cubes(W):
    """Return the sum of the cubes of all numbers in W: a function to try numeric_gradient on.

    Its gradient is 3 W^2, and the centred difference gives exactly 3 W^2 + h^2.
    """
    return np.sum(W**3)


def waves(W):
    """Return sum(sin(W)) + sum(W)^2 / 2, another such function; its gradient is cos(W) + sum(W)."""
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    """Compute the gradient of f at W by centred differences.

    For every number W[i] of W, all others staying as they are:

        d[i] = (f(W with W[i] + h) - f(W with W[i] - h)) / (2 h)

    Its error shrinks like h^2, that of the one-sided (f(W + h) - f(W)) / h only like h. A loop over the
    numbers of W is right here: np.ndindex(W.shape) goes over their indices.

    Args:
        f: a function of an array like W that returns a number.
        W: float array of any shape; it must hold the same numbers afterwards.
        h: the step, a positive number.

    Returns:
        d: the gradient, of W's shape.
    """
    ### BEGIN SOLUTION
    d = np.empty(W.shape)
    for i in np.ndindex(W.shape):
        kept = W[i]
        W[i] = kept + h
        above = f(W)
        W[i] = kept - h
        below = f(W)
        W[i] = kept
        d[i] = (above - below) / (2 * h)
    return d
    ### END SOLUTION


def relative_error(a, b):
    """Measure how far two gradients are apart, whatever their size.

        |a - b| / max(|a|, |b|)         |.| is the square root of the sum of all squares

    For a right gradient and h = 1e-5 it is about 1e-9; above 1e-5 something is wrong.

    Args:
        a, b: arrays of the same shape, not both 0.

    Returns:
        a number, 0 where a and b are equal.
    """
    ### BEGIN SOLUTION
    return np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b))
    ### END SOLUTION
