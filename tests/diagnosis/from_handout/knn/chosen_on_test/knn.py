"""k 近邻分类器"""

import numpy as np


def euclidean_distances(test, train):
    # bytes 会溢出, 先转成 float64
    test, train = np.float64(test), np.float64(train)
    norm_test = np.linalg.norm(test, axis=1) ** 2
    norm_train = np.linalg.norm(train, axis=1) ** 2
    sq = np.add.outer(norm_test, norm_train) - 2 * np.inner(test, train)
    return np.sqrt(np.where(sq > 0, sq, 0))


def nearest_labels(distances, labels, k):
    nearest = distances.argsort(axis=1)
    return labels[nearest[:, 0:k]]


def vote(neighbours):
    N, k = neighbours.shape
    classes, codes = np.unique(neighbours, return_inverse=True)
    codes = codes.reshape(N, k)
    table = np.zeros((N, len(classes)))
    np.add.at(table, (np.arange(N)[:, None], codes), 1)
    # 每个邻居的标签得到的票数
    votes = np.take_along_axis(table, codes, axis=1)
    # 第一个最大值就是最近的那个
    j = np.argmax(votes, axis=1)
    return classes[codes[np.arange(N), j]]


def predict(test, train, k):
    images, labels = train
    dist = euclidean_distances(test, images)
    neigh = nearest_labels(dist, labels, k)
    return vote(neigh)


def accuracy(predicted, labels):
    return np.average(predicted == labels)


def choose_k(train, validation, candidates):
    dist = euclidean_distances(validation[0], train[0])
    acc = np.array([accuracy(vote(nearest_labels(dist, train[1], k)), validation[1]) for k in candidates])
    order = np.lexsort((candidates, -acc))   # 先按准确率, 再按 k
    return candidates[order[0]], acc


def evaluate(train, validation, test, candidates):
    best_k = None
    best_acc = -1
    for k in sorted(candidates):
        acc = accuracy(predict(test[0], train, k), test[1])
        if acc > best_acc:
            best_k, best_acc = k, acc
    return best_k, best_acc
