"""逻辑回归作业"""
import numpy as np


def sigmoid(z):
    a = np.abs(z)
    s = np.exp(-a) / (1 + np.exp(-a))      # sigmoid(-|z|)
    big = 1 / (1 + np.exp(-a))             # sigmoid(|z|)
    return np.where(z < 0, s, big)


def softplus(z):
    # log(1 + exp(z))
    return np.where(z > 0, z, 0) + np.log1p(np.exp(-np.abs(z)))


def binary_cross_entropy(z, y):
    total = np.sum(y * softplus(-z)) + np.sum((1 - y) * softplus(z))
    return total / len(z)


def loss(X, y, theta, decay):
    z = np.matmul(X, theta)
    # 偏置(最后一个)不做正则
    l2 = decay * np.sum(np.square(theta[:-1]))
    return binary_cross_entropy(z, y) + l2


def gradient(X, y, theta, decay):
    z = np.matmul(X, theta)
    dz = (sigmoid(z) - y) / len(y)
    grad = np.matmul(dz, X)
    w = theta.copy()
    w[-1] = 0
    return grad + decay * w


def train(X, y, theta, learning_rate, steps, decay):
    theta = theta.copy()
    losses = np.empty(steps)
    for k in range(steps):
        losses[k] = loss(X, y, theta, decay)
        g = gradient(X, y, theta, decay)
        theta = theta - learning_rate * g
    return theta, losses


def predict(X, theta):
    p = sigmoid(np.matmul(X, theta))
    return np.greater_equal(p, 0.5).astype(int)
