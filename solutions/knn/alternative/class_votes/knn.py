"""k nearest neighbours with one mask per class; ties are broken by the rank of its first neighbour."""

import numpy as np


def euclidean_distances(test, train):
    test = np.array(test, np.float64)
    train = np.array(train, np.float64)
    norms = np.sum(np.square(test), axis=1, keepdims=True) + np.sum(np.square(train), axis=1)
    return np.sqrt(np.clip(norms - 2.0 * np.matmul(test, train.transpose()), 0.0, None))


def nearest_labels(distances, labels, k):
    order = np.argsort(distances, axis=1)
    return np.take(labels, order[:, 0:k])


def vote(neighbours):
    classes = np.unique(neighbours)
    k = neighbours.shape[1]
    is_class = neighbours[:, None, :] == classes[None, :, None]
    count = is_class.sum(axis=2)
    first = np.where(count > 0, is_class.argmax(axis=2), k)
    # A vote weighs more than any rank.
    return classes[np.argmax(count * (k + 1) - first, axis=1)]


def predict(test, train, k):
    return vote(nearest_labels(euclidean_distances(test, train[0]), train[1], k))


def accuracy(predicted, labels):
    return 1 - np.count_nonzero(predicted - labels.astype(int)) / len(labels)


def choose_k(train, validation, candidates):
    """Look at the candidates in rising order, so that only a better one replaces a smaller one."""
    neighbours = nearest_labels(
        euclidean_distances(validation[0], train[0]), train[1], np.max(candidates)
    )
    accuracies = np.empty(len(candidates))
    for position, k in enumerate(candidates):
        accuracies[position] = accuracy(vote(neighbours[:, :k]), validation[1])
    best_k, best = None, -1.0
    for position in np.argsort(candidates):
        if accuracies[position] > best:
            best_k, best = candidates[position], accuracies[position]
    return best_k, accuracies


def evaluate(train, validation, test, candidates):
    best_k, _ = choose_k(train, validation, candidates)
    predicted = predict(test[0], train, best_k)
    return best_k, accuracy(predicted, test[1])
