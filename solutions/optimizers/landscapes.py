"""Two losses to go down on, and what a learning rate does on the first of them.

TODO: quadratic, rosenbrock, largest_rate, best_rate and shrink_factors.

D is the number of weights. A is a symmetric matrix, shape (D, D), all of whose eigenvalues are positive.
The eigenvalues are the curvatures of the quadratic: how fast its slope grows along each eigenvector.
"""

import numpy as np


def quadratic(w, A):
    """Return (loss, gradient) of a bowl: 1/2 w^T A w, whose gradient is A w.

    Args:
        w: the weights, shape (D,).
        A: shape (D, D).

    Returns:
        the loss, a number, and its gradient with respect to w, shape (D,).
    """
    ### BEGIN SOLUTION
    gradient = A @ w
    return w @ gradient / 2, gradient
    ### END SOLUTION


def rosenbrock(w):
    """Return (loss, gradient) of a bent valley: (1 - x)^2 + 100 (y - x^2)^2 with w = (x, y).

    Its derivatives are -2 (1 - x) - 400 x (y - x^2) with respect to x, and 200 (y - x^2) with respect to y.
    The only minimum is at (1, 1).

    Args:
        w: shape (2,).

    Returns:
        the loss, a number, and its gradient, shape (2,).
    """
    ### BEGIN SOLUTION
    x, y = w
    away = y - x**2
    loss = (1 - x) ** 2 + 100 * away**2
    return loss, np.array([-2 * (1 - x) - 400 * x * away, 200 * away])
    ### END SOLUTION


def largest_rate(A):
    """Return the learning rate from which on plain gradient descent on the quadratic does not arrive.

    It is 2 / L, where L is the largest curvature.

    Args:
        A: shape (D, D).
    """
    ### BEGIN SOLUTION
    return 2 / np.linalg.eigvalsh(A).max()
    ### END SOLUTION


def best_rate(A):
    """Return the learning rate with which plain gradient descent on the quadratic arrives soonest.

    It is 2 / (l + L), where l is the smallest curvature and L the largest: both shrink alike then.

    Args:
        A: shape (D, D).
    """
    ### BEGIN SOLUTION
    curvatures = np.linalg.eigvalsh(A)
    return 2 / (curvatures.min() + curvatures.max())
    ### END SOLUTION


def shrink_factors(curvatures, learning_rate, momentum=0.0):
    """Return by which factor a step of momentum makes the distance smaller, along each eigenvector.

    Along an eigenvector with curvature c, the coordinate x, measured from the minimum, follows

        x[t + 1] = (1 + momentum - learning_rate c) x[t] - momentum x[t - 1]

    which is the heavy ball's step, x[t + 1] = x[t] + momentum (x[t] - x[t - 1]) - learning_rate c x[t]. In the long run
    each step multiplies x, or the envelope of its swings, by the larger absolute value of the two roots z of

        z^2 - (1 + momentum - learning_rate c) z + momentum = 0

    The roots may be complex: then x swings in waves; a negative root goes from side to side. Without momentum it is
    |1 - learning_rate c|. With c = 25, a rate of 0.075 and a momentum of 0.5 it is 0.7071, with c = 1 it is 0.8.
    A factor of 1 or more never arrives.

    Args:
        curvatures: shape (D,), positive.
        learning_rate: a positive number.
        momentum: from 0 up to (not including) 1.

    Returns:
        factors: shape (D,), not negative.
    """
    ### BEGIN SOLUTION
    middle = 1 + momentum - learning_rate * np.asarray(curvatures)
    root = np.sqrt(middle**2 - 4 * momentum + 0j)
    return np.maximum(np.abs(middle + root), np.abs(middle - root)) / 2
    ### END SOLUTION
