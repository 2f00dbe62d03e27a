import numpy as np


def sigmoid(z):
    """Stable for large |z|."""
    out = np.zeros_like(z, dtype=float)
    np.divide(1.0, 1.0 + np.exp(-z, where=z >= 0, out=np.zeros_like(z, dtype=float)), out=out, where=z >= 0)
    ez = np.exp(np.where(z < 0, z, 0.0))
    out = np.where(z < 0, ez / (1.0 + ez), out)
    return out


def binary_cross_entropy(z, y):
    N = z.size
    tail = np.log1p(np.exp(-np.abs(z)))
    class_one = np.maximum(-z, 0) + tail
    class_zero = np.maximum(z, 0) + tail
    return (y @ class_one + (1 - y) @ class_zero) / N


def loss(X, y, theta, decay):
    N = X.shape[0]
    w = theta[:-1]
    return binary_cross_entropy(X @ theta, y) + decay / (2 * N) * (w @ w)


def gradient(X, y, theta, decay):
    N = X.shape[0]
    p = sigmoid(X @ theta)
    grad_theta = X.T @ (p - y) / N
    grad_theta[:-1] = grad_theta[:-1] + decay * theta[:-1]
    return grad_theta


def train(X, y, theta, learning_rate, steps, decay):
    losses = []
    for _ in range(steps):
        theta = theta - learning_rate * gradient(X, y, theta, decay)
        losses.append(loss(X, y, theta, decay))
    return theta, np.array(losses)


def predict(X, theta):
    return np.where(sigmoid(X @ theta) >= 0.5, 1, 0)
