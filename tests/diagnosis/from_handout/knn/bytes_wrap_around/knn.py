"""k nearest neighbours with Euclidean distances, and the choice of k."""

import numpy as np


def euclidean_distances(test, train):
    a2 = np.sum(test**2, axis=1).reshape(-1, 1)
    b2 = np.sum(train**2, axis=1).reshape(1, -1)
    ab = np.dot(test, train.T)
    squared = a2.astype(np.float64) - 2.0 * ab + b2
    return np.sqrt(np.maximum(squared, 0))


def nearest_labels(distances, labels, k):
    order = np.argsort(distances, axis=1)[:, :k]
    return labels[order]


def vote(neighbours):
    # votes[n, i]: how many of the k labels equal label i of this row
    same = neighbours[:, :, None] == neighbours[:, None, :]
    votes = same.sum(axis=2)
    # argmax returns the first maximum, i.e. the nearest
    winner = votes.argmax(axis=1)
    return neighbours[np.arange(len(neighbours)), winner]


def predict(test, train, k):
    images, labels = train
    distances = euclidean_distances(test, images)
    return vote(nearest_labels(distances, labels, k))


def accuracy(predicted, labels):
    return np.mean(predicted == labels)


def choose_k(train, validation, candidates):
    distances = euclidean_distances(validation[0], train[0])
    accuracies = []
    for k in candidates:
        predicted = vote(nearest_labels(distances, train[1], k))
        accuracies.append(accuracy(predicted, validation[1]))
    accuracies = np.array(accuracies)
    best = min(k for k, a in zip(candidates, accuracies) if a == accuracies.max())
    return best, accuracies


def evaluate(train, validation, test, candidates):
    k, _ = choose_k(train, validation, candidates)
    return k, accuracy(predict(test[0], train, k), test[1])
