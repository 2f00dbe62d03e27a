"""k nearest neighbours."""

import numpy as np


def euclidean_distances(test, train):
    t = test.astype(float)
    r = train.astype(float)
    squares = -2.0 * np.matmul(t, r.transpose())
    squares += np.square(t).sum(axis=1)[:, None]
    squares += np.square(r).sum(axis=1)[None, :]
    np.maximum(squares, 0.0, out=squares)
    return np.sqrt(squares)


def nearest_labels(distances, labels, k):
    # sort from large to small: the nearest are the last k columns
    descending = np.argsort(-distances, axis=1)
    return labels[descending[:, -k:]]


def vote(neighbours):
    N, k = neighbours.shape
    counts = np.zeros((N, k), dtype=int)
    for j in range(k):
        counts += neighbours == neighbours[:, [j]]
    first = np.argmax(counts, axis=1)
    return np.take_along_axis(neighbours, first[:, None], axis=1)[:, 0]


def predict(test, train, k):
    return vote(nearest_labels(euclidean_distances(test, train[0]), train[1], k))


def accuracy(predicted, labels):
    right = np.count_nonzero(predicted == labels)
    return right / predicted.shape[0]


def choose_k(train, validation, candidates):
    distances = euclidean_distances(validation[0], train[0])
    ks = sorted(candidates)
    accuracies = np.array([
        accuracy(vote(nearest_labels(distances, train[1], k)), validation[1]) for k in ks
    ])
    return ks[int(np.argmax(accuracies))], accuracies


def evaluate(train, validation, test, candidates):
    k, accuracies = choose_k(train, validation, candidates)
    return k, accuracy(predict(test[0], train, k), test[1])
