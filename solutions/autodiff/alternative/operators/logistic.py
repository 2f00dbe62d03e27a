"""Logistic regression with operators of nodes and logarithms of probabilities."""

import numpy as np
from graph import Node, inner, log, reverse_gradient, sigmoid, subtract


def logistic_loss(theta, X, labels):
    total = Node(0.0)
    for number, y in enumerate(labels):
        p = sigmoid(inner(theta, Node.inputs(X[number])))
        total = total + log(p if y == 1 else subtract(Node(1.0), p))
    return total * (-1 / len(labels))


def analytic_gradient(theta, X, labels):
    p = np.exp(-np.logaddexp(0, -X @ theta))
    return (p - labels) @ X / labels.size


def numeric_gradient(theta, X, labels, h=1e-5):
    gradient = []
    for i in range(theta.size):
        values = []
        for sign in (+1, -1):
            moved = theta.copy()
            moved[i] += sign * h
            values.append(logistic_loss(Node.inputs(moved), X, labels).value)
        gradient.append((values[0] - values[1]) / (2.0 * h))
    return np.array(gradient)


def train(X, labels, rate, steps):
    theta, losses = np.zeros(X.shape[1]), []
    while len(losses) < steps:
        nodes = Node.inputs(theta)
        loss = logistic_loss(nodes, X, labels)
        losses.append(float(loss.value))
        slope, _ = reverse_gradient(loss, nodes)
        theta = theta - np.multiply(rate, slope)
    return theta, np.array(losses)
