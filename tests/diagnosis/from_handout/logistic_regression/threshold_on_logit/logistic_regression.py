import numpy as np


def sigmoid(z):
    # both forms are the same function; take the one whose exponent is not positive
    ez = np.exp(np.minimum(z, 0))
    emz = np.exp(-np.maximum(z, 0))
    return np.where(z < 0, ez / (1 + ez), 1 / (1 + emz))


def binary_cross_entropy(z, y):
    log_p = -np.logaddexp(0, -z)
    log_q = -np.logaddexp(0, z)
    N = len(y)
    return -(np.dot(y, log_p) + np.dot(1 - y, log_q)) / N


def logits(X, theta):
    return X @ theta


def loss(X, y, theta, decay):
    w = theta[0:len(theta) - 1]
    return binary_cross_entropy(logits(X, theta), y) + decay * (w * w).sum() / 2


def gradient(X, y, theta, decay):
    N, D = X.shape
    r = sigmoid(logits(X, theta)) - y
    g = np.einsum("nd,n->d", X, r) / N
    g[: D - 1] += decay * theta[: D - 1]
    return g


def train(X, y, theta, learning_rate, steps, decay):
    th = theta + 0.0
    history = []
    while len(history) < steps:
        history.append(loss(X, y, th, decay))
        th = th - learning_rate * gradient(X, y, th, decay)
    return th, np.array(history)


def predict(X, theta):
    z = logits(X, theta)
    predicted = np.zeros(len(z), dtype=int)
    predicted[z >= 0.5] = 1
    return predicted
