"""Logistic regression: a probability from a weighted sum, trained by gradient descent.

TODO: sigmoid, binary_cross_entropy, loss, gradient, train and predict.

Symbols: N samples, D features, the last of which is always 1; X the samples as rows, y their classes, 0
or 1, theta the parameters (w1, ..., b): the bias b is last. The logits are z = X theta, and sigmoid(z)
is the probability of class 1. Work on whole arrays; only train loops, over its steps.
"""

import numpy as np


def sigmoid(z):
    """Compute 1 / (1 + exp(-z)) without overflow.

    exp(1000) overflows, and so does exp(-z) for z = -1000. The exponential of a negative number never
    does. Both forms are the same function:

        sigmoid(z) = 1 / (1 + exp(-z)) = exp(z) / (1 + exp(z))

    so that exp(-|z|) is all that is needed. The result must be right to 6 digits for every z from -720
    on: sigmoid(-720) is 2.03e-313, not 0.

    Args:
        z: an array of any shape, float64.

    Returns:
        p: of z's shape, from 0 to 1.
    """
    ### BEGIN SOLUTION
    powers = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, powers) / (1 + powers)
    ### END SOLUTION


def binary_cross_entropy(z, y):
    """Compute the mean cross-entropy of logits.

    With p = sigmoid(z) it is

        -1/N sum_n [ y_n log p_n + (1 - y_n) log(1 - p_n) ]

    Where p is 0 or 1 after rounding, a logarithm is -inf. So compute it from the logits instead:

        -log p = log(1 + exp(-z))      -log(1 - p) = log(1 + exp(z))
        log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|))

    It must be exact for logits of +-1000.

    Args:
        z: logits, shape (N,).
        y: classes, shape (N,), float64: 0 or 1.

    Returns:
        a number.
    """
    ### BEGIN SOLUTION
    return np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))
    ### END SOLUTION


def loss(X, y, theta, decay):
    """Compute the loss that is trained: cross-entropy, and an L2 term that keeps the weights small.

        loss = cross-entropy of (X theta, y) + decay/2 sum_d w[d]^2

    The sum is over the weights only. The bias, theta's last number, is not decayed: it says how
    frequent class 1 is, and pulling it to 0 would claim that both classes are equally frequent. The
    L2 term is not divided by N.

    Args:
        X: samples, shape (N, D), the last column ones.
        y: classes, shape (N,).
        theta: parameters, shape (D,).
        decay: the strength of the L2 term, lambda in the formulas; 0 or more.

    Returns:
        a number.
    """
    ### BEGIN SOLUTION
    return binary_cross_entropy(X @ theta, y) + decay / 2 * np.sum(theta[:-1] ** 2)
    ### END SOLUTION


def gradient(X, y, theta, decay):
    """Compute the gradient of loss() with respect to theta.

        1/N transpose(X) (p - y) + decay (w1, ..., 0),   with p = sigmoid(X theta)

    Args:
        X, y, theta, decay: as in loss(). Change none of them.

    Returns:
        grad_theta: shape (D,).
    """
    ### BEGIN SOLUTION
    grad_theta = X.T @ (sigmoid(X @ theta) - y) / len(y)
    grad_theta[:-1] += decay * theta[:-1]
    return grad_theta
    ### END SOLUTION


def train(X, y, theta, learning_rate, steps, decay):
    """Minimise loss() by gradient descent with all samples.

    Args:
        X, y, decay: as in loss().
        theta: where to start, shape (D,). Leave it as it is.
        learning_rate: a positive number.
        steps: how many.

    Returns:
        (theta, losses): where it ends, shape (D,); and the loss before each step, shape (steps,).
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(steps):
        losses.append(loss(X, y, theta, decay))
        theta = theta - learning_rate * gradient(X, y, theta, decay)
    return theta, np.array(losses)
    ### END SOLUTION


def predict(X, theta):
    """Decide at a probability of 1/2.

    Args:
        X: samples, shape (N, D).
        theta: parameters, shape (D,).

    Returns:
        predicted: shape (N,), the integers 0 and 1: 1 where sigmoid(X theta) is at least 1/2.
    """
    ### BEGIN SOLUTION
    return (sigmoid(X @ theta) >= 0.5).astype(int)
    ### END SOLUTION
