"""Logistic regression whose gradient the graph computes, and two other ways to the same gradient.

TODO: logistic_loss, analytic_gradient, numeric_gradient and train.

Symbols: N samples of D numbers, X of shape (N, D) with a 1 at the end of each row, so that the bias is the
last number of theta; labels y_n are 0 or 1.
"""

import numpy as np
from graph import Node, inner, multiply, reverse_gradient, softplus, subtract


def logistic_loss(theta, X, labels):
    """Build the graph of the mean binary cross-entropy of a batch.

    With the score s_n = <theta, x_n>, the probability of label 1 is the sigmoid of s_n, and

        loss = 1/N sum_n (softplus(s_n) - y_n s_n)

    is -1/N sum_n (y_n log p_n + (1 - y_n) log(1 - p_n)), written so that no logarithm of 0 can occur.

    Args:
        theta: a list of D nodes.
        X: samples, shape (N, D), numbers.
        labels: shape (N,), 0 or 1.

    Returns:
        the loss, a node.
    """
    ### BEGIN SOLUTION
    total = Node(0.0)
    for x, label in zip(X, labels, strict=True):
        score = inner(theta, Node.inputs(x))
        own = subtract(softplus(score), multiply(Node(float(label)), score))
        total = total + own
    return total / len(X)
    ### END SOLUTION


def analytic_gradient(theta, X, labels):
    """Compute the gradient of the loss by its formula, with numpy and without a graph.

        p = sigmoid(X theta)                            shape (N,)
        gradient = transpose(X) (p - labels) / N        shape (D,)

    The sigmoid of graph.py takes a node; X theta is an array and needs a sigmoid of numpy.

    Args:
        theta: an array, shape (D,).
        X, labels: as for logistic_loss().

    Returns:
        gradient: an array, shape (D,).
    """
    ### BEGIN SOLUTION
    p = (1 + np.tanh(X @ theta / 2)) / 2
    return X.T @ (p - labels) / len(X)
    ### END SOLUTION


def numeric_gradient(theta, X, labels, h=1e-5):
    """Compute the gradient of the loss by centred differences.

        gradient[i] = (loss(theta + h e_i) - loss(theta - h e_i)) / (2 h)

    Args:
        theta: an array, shape (D,); leave it as it is.
        X, labels: as for logistic_loss(), whose values this takes.
        h: the step.

    Returns:
        gradient: an array, shape (D,).
    """
    ### BEGIN SOLUTION
    gradient = np.empty(len(theta))
    for i, step in enumerate(h * np.eye(len(theta))):
        above = logistic_loss(Node.inputs(theta + step), X, labels).value
        below = logistic_loss(Node.inputs(theta - step), X, labels).value
        gradient[i] = (above - below) / (2 * h)
    return gradient
    ### END SOLUTION


def train(X, labels, rate, steps):
    """Train by gradient descent from theta = 0, with gradients of reverse mode.

    Each step builds the graph of the loss at theta anew, and theta = theta - rate gradient.

    Args:
        X, labels: as for logistic_loss().
        rate: the learning rate.
        steps: how many.

    Returns:
        (theta, losses): the last theta, shape (D,), and an array of the loss before each step.
    """
    ### BEGIN SOLUTION
    theta = np.zeros(X.shape[1])
    losses = []
    for _ in range(steps):
        nodes = Node.inputs(theta)
        loss = logistic_loss(nodes, X, labels)
        losses.append(loss.value)
        theta = theta - rate * reverse_gradient(loss, nodes)[0]
    return theta, np.array(losses)
    ### END SOLUTION
