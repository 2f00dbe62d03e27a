"""Logistic regression with the loss of each sample built of its sign."""

import numpy as np
from graph import Node, add, inner, multiply, reverse_gradient, softplus


def logistic_loss(theta, X, labels):
    losses = []
    for x, y in zip(X, labels, strict=True):
        # softplus(s) - y s is softplus(-s) for a label of 1, and softplus(s) for one of 0.
        sign = Node(-1.0 if y == 1 else 1.0)
        losses.append(softplus(multiply(sign, inner(theta, Node.inputs(x)))))
    total = losses[0]
    for loss in losses[1:]:
        total = add(total, loss)
    return multiply(Node(1 / len(X)), total)


def analytic_gradient(theta, X, labels):
    p = 1 / (1 + np.exp(-np.dot(X, theta)))
    return np.mean((p - labels)[:, np.newaxis] * X, axis=0)


def numeric_gradient(theta, X, labels, h=1e-5):
    def loss_at(i, change):
        moved = np.array(theta, dtype=float)
        moved[i] += change
        return logistic_loss(Node.inputs(moved), X, labels).value

    return np.array([(loss_at(i, h) - loss_at(i, -h)) / 2 / h for i in range(len(theta))])


def train(X, labels, rate, steps):
    theta = np.zeros(len(X[0]))
    losses = np.zeros(steps)
    for step in range(steps):
        nodes = Node.inputs(theta)
        loss = logistic_loss(nodes, X, labels)
        losses[step] = loss.value
        theta -= rate * reverse_gradient(loss, nodes)[0]
    return theta, losses
