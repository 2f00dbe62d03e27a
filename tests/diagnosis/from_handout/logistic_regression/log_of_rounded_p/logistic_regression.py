"""逻辑回归"""

import numpy as np


def sigmoid(z):
    """数值稳定的 sigmoid"""
    e = np.exp(-np.abs(z))
    # z >= 0: 1/(1+e),  z < 0: e/(1+e)
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def binary_cross_entropy(z, y):
    """二元交叉熵, 对样本取平均"""
    eps = 1e-12  # 防止 log(0)
    p = sigmoid(z)
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def loss(X, y, theta, decay):
    """交叉熵 + L2 (偏置不参与)"""
    ce = binary_cross_entropy(np.dot(X, theta), y)
    l2 = 0.5 * decay * np.dot(theta[:-1], theta[:-1])
    return ce + l2


def gradient(X, y, theta, decay):
    p = sigmoid(np.dot(X, theta))
    mask = np.ones_like(theta)
    mask[-1] = 0.0   # 最后一个是偏置
    return np.dot(X.T, p - y) / len(y) + decay * theta * mask


def train(X, y, theta, learning_rate, steps, decay):
    losses = np.zeros(steps)
    current = np.array(theta, dtype=float)
    for t in range(steps):
        losses[t] = loss(X, y, current, decay)
        current -= learning_rate * gradient(X, y, current, decay)
    return current, losses


def predict(X, theta):
    z = np.dot(X, theta)
    # sigmoid(z) >= 1/2 等价于 z >= 0
    return np.where(z >= 0, 1, 0)
