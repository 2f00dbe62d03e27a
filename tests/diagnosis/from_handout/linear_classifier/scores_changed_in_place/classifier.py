"""线性分类器"""

import numpy as np


def fold_bias(images):
    n, d = images.shape
    X = np.ones((n, d + 1))
    X[:, :d] = images
    return X


def scores(W, X):
    return np.dot(X, W.T)


def predict(W, X):
    return scores(W, X).argmax(axis=1)


def log_probabilities(s):
    # 减去每行最大值, 防止溢出
    s -= s.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


def _one_hot(labels, k):
    return np.eye(k)[labels]


def loss(W, X, labels, lam):
    logp = log_probabilities(scores(W, X))
    T = _one_hot(labels, W.shape[0])
    # 交叉熵 + 正则项
    return -(T * logp).sum() / X.shape[0] + lam * (W**2).sum()


def gradient(W, X, labels, lam):
    P = np.exp(log_probabilities(scores(W, X)))
    delta = (P - _one_hot(labels, W.shape[0])) / X.shape[0]
    return np.dot(delta.T, X) + 2 * lam * W
