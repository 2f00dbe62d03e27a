import numpy as np
from graph import Node, inner, reverse_gradient, softplus


def logistic_loss(theta, X, labels):
    terms = []
    for row, label in zip(X, labels):
        score = inner(theta, Node.inputs(row))
        terms.append(softplus(score) - float(label) * score)
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def analytic_gradient(theta, X, labels):
    score = X @ theta
    small = np.exp(-np.abs(score))
    p = np.where(score >= 0, 1 / (1 + small), small / (1 + small))
    return X.T @ (p - labels) / len(labels)


def value_at(theta, X, labels):
    return logistic_loss(Node.inputs(theta), X, labels).value


def numeric_gradient(theta, X, labels, h=1e-5):
    result = []
    for direction in np.eye(len(theta)):
        up = value_at(theta + h * direction, X, labels)
        down = value_at(theta - h * direction, X, labels)
        result.append((up - down) / (2 * h))
    return np.array(result)


def train(X, labels, rate, steps):
    theta = np.zeros(X.shape[1])
    losses = []
    for _ in range(steps):
        nodes = Node.inputs(theta)
        loss = logistic_loss(nodes, X, labels)
        slope, _ = reverse_gradient(loss, nodes)
        theta = theta - rate * slope
        losses.append(logistic_loss(Node.inputs(theta), X, labels).value)
    return theta, np.array(losses)
