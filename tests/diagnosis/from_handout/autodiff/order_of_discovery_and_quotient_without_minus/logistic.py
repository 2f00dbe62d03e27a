import numpy as np
from graph import Node, inner, multiply, reverse_gradient, softplus, subtract


def logistic_loss(theta, X, labels):
    N = len(X)
    terms = []
    for n in range(N):
        x_n = [Node(float(value)) for value in X[n]]
        s_n = inner(x_n, theta)
        terms.append(subtract(softplus(s_n), multiply(Node(float(labels[n])), s_n)))
    loss = terms[0]
    for term in terms[1:]:
        loss = loss + term
    return multiply(loss, Node(1 / N))


def stable_sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def analytic_gradient(theta, X, labels):
    N, D = X.shape
    difference = stable_sigmoid(X.dot(theta)) - labels
    return np.dot(difference, X) / N


def loss_value(theta, X, labels):
    return logistic_loss(Node.inputs(theta), X, labels).value


def numeric_gradient(theta, X, labels, h=1e-5):
    result = []
    for i in range(len(theta)):
        e_i = np.zeros(len(theta))
        e_i[i] = h
        plus = loss_value(theta + e_i, X, labels)
        minus = loss_value(theta - e_i, X, labels)
        result.append((plus - minus) / (2 * h))
    return np.array(result)


def train(X, labels, rate, steps):
    theta = [0.0] * X.shape[1]
    losses = np.empty(steps)
    for step in range(steps):
        theta_nodes = Node.inputs(theta)
        loss = logistic_loss(theta_nodes, X, labels)
        losses[step] = loss.value
        gradient = reverse_gradient(loss, theta_nodes)[0]
        theta = [t - rate * g for t, g in zip(theta, gradient)]
    return np.array(theta), losses
