"""K 近邻"""

import numpy as np


def euclidean_distances(test, train):
    """所有测试图像到所有训练图像的距离, 形状 (N, M)"""
    A = test.astype(np.float64)
    B = train.astype(np.float64)
    # |a|^2 - 2ab + |b|^2
    AA = np.einsum("nd,nd->n", A, A)
    BB = np.einsum("md,md->m", B, B)
    dist = AA[:, np.newaxis] - 2 * (A @ B.T) + BB[np.newaxis, :]
    # 舍入误差可能使它略小于 0
    dist[dist < 0] = 0
    return dist


def nearest_labels(distances, labels, k):
    """每一行最近的 k 个标签, 由近到远"""
    idx = np.argsort(distances, axis=1, kind="stable")
    return np.take(labels, idx[:, :k])


def vote(neighbours):
    """多数表决, 平票时取最近的"""
    N, k = neighbours.shape
    best_label = neighbours[:, 0].copy()
    best_count = np.zeros(N, dtype=int)
    # 对 k 个位置循环 (不是对图像循环)
    for j in range(k):
        count = (neighbours == neighbours[:, j:j + 1]).sum(axis=1)
        better = count > best_count
        best_label = np.where(better, neighbours[:, j], best_label)
        best_count = np.where(better, count, best_count)
    return best_label


def predict(test, train, k):
    X, y = train
    return vote(nearest_labels(euclidean_distances(test, X), y, k))


def accuracy(predicted, labels):
    return np.sum(predicted == labels) / len(labels)


def choose_k(train, validation, candidates):
    X, y = train
    Xv, yv = validation
    D = euclidean_distances(Xv, X)
    acc = np.zeros(len(candidates))
    for i, k in enumerate(candidates):
        acc[i] = accuracy(vote(nearest_labels(D, y, k)), yv)
    candidates = np.asarray(candidates)
    return int(candidates[acc == acc.max()].min()), acc


def evaluate(train, validation, test, candidates):
    k, _ = choose_k(train, validation, candidates)
    predicted = predict(test[0], train, k)
    return k, accuracy(predicted, test[1])
