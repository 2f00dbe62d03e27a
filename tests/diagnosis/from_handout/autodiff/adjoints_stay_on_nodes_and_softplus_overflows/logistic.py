import numpy as np
from graph import Node, inner, multiply, reverse_gradient, softplus, subtract


def logistic_loss(theta, X, labels):
    total = Node(0.0)
    for row, y in zip(X, labels):
        s = inner(theta, Node.inputs(row))
        total = total + (softplus(s) - s * float(y))
    return total / float(len(X))


def analytic_gradient(theta, X, labels):
    p = 0.5 * (1 + np.tanh(0.5 * (X @ theta)))
    return X.T @ (p - labels) / len(labels)


def numeric_gradient(theta, X, labels, h=1e-5):
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += h
        down[i] -= h
        high = logistic_loss(Node.inputs(up), X, labels).value
        low = logistic_loss(Node.inputs(down), X, labels).value
        gradient[i] = (high - low) / (2 * h)
    return gradient


def train(X, labels, rate, steps):
    theta = np.zeros(X.shape[1])
    losses = []
    for _ in range(steps):
        nodes = Node.inputs(theta)
        loss = logistic_loss(nodes, X, labels)
        losses.append(loss.value)
        gradient, _count = reverse_gradient(loss, nodes)
        theta = theta - rate * gradient
    return theta, np.array(losses)
