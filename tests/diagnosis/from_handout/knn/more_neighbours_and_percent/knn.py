"""k nearest neighbours with Euclidean distances, and the choice of k.

N is the number of images to classify, M the number of training images.
"""

import numpy as np


def _sq(images):
    return np.sum(images * images, axis=1)


def euclidean_distances(test, train):
    """distance of every test image to every training image, shape (N, M)"""
    test = np.array(test, dtype=np.float64)
    train = np.array(train, dtype=np.float64)
    N, M = len(test), len(train)
    result = np.empty((N, M))
    result[:] = _sq(test).reshape(N, 1)
    result += _sq(train).reshape(1, M)
    result -= 2 * test.dot(train.T)
    result = np.fmax(result, 0)
    return np.sqrt(result)


def nearest_labels(distances, labels, k):
    """labels of the k nearest, nearest first"""
    places = np.argsort(distances, axis=-1)
    places = places[..., :k]
    return np.asarray(labels)[places]


def vote(neighbours):
    """majority; on a tie the nearest of the tied labels"""
    k = neighbours.shape[1]
    counts = np.stack([(neighbours == neighbours[:, i, None]).sum(axis=1) for i in range(k)], axis=1)
    # a small bonus for being near decides ties
    bonus = np.arange(k, 0, -1) / (k + 1)
    return neighbours[np.arange(neighbours.shape[0]), np.argmax(counts + bonus, axis=1)]


def predict(test, train, k):
    """classify"""
    return vote(nearest_labels(euclidean_distances(test, train[0]), train[1], k))


def accuracy(predicted, labels):
    """how many are right"""
    return 100.0 * np.sum(predicted == labels) / len(labels)


def choose_k(train, validation, candidates):
    """best k on the validation split"""
    d = euclidean_distances(validation[0], train[0])
    accuracies = np.empty(len(candidates))
    for i, k in enumerate(candidates):
        accuracies[i] = accuracy(vote(nearest_labels(d, train[1], k)), validation[1])
    best = np.flatnonzero(accuracies == accuracies.max())
    return min(candidates[i] for i in best), accuracies


def evaluate(train, validation, test, candidates):
    """choose k, then test once"""
    k, _ = choose_k(train, validation, candidates)
    # k is fixed now, so the validation images can help as neighbours
    images = np.concatenate([train[0], validation[0]])
    labels = np.concatenate([train[1], validation[1]])
    return k, accuracy(predict(test[0], (images, labels), k), test[1])
