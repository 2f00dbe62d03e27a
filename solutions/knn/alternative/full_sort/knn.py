"""k nearest neighbours with a full sort of every row, and votes counted in a matrix."""

import numpy as np


def euclidean_distances(test, train):
    a = test.astype(float)
    b = train.astype(float)
    squared = (
        np.einsum("nd,nd->n", a, a)[:, None] + np.einsum("md,md->m", b, b)[None, :] - 2 * a.dot(b.T)
    )
    squared[squared < 0] = 0
    return squared**0.5


def nearest_labels(distances, labels, k):
    return labels[distances.argsort(axis=1, kind="stable")[:, :k]]


def vote(neighbours):
    """Add to each count less than one vote, the more the nearer the label's first neighbour is."""
    n, k = neighbours.shape
    counts = np.zeros((n, int(neighbours.max()) + 1))
    rows = np.arange(n)
    for rank in reversed(range(k)):
        label = neighbours[:, rank]
        counts[rows, label] = np.floor(counts[rows, label]) + 1 + (k - rank) / (k + 1)
    return counts.argmax(axis=1)


def predict(test, train, k):
    train_images, train_labels = train
    distances = euclidean_distances(test, train_images)
    return vote(nearest_labels(distances, train_labels, k))


def accuracy(predicted, labels):
    return float((predicted == labels).sum() / len(labels))


def choose_k(train, validation, candidates):
    distances = euclidean_distances(validation[0], train[0])
    scores = {}
    for k in candidates:
        scores[k] = accuracy(vote(nearest_labels(distances, train[1], k)), validation[1])
    best = sorted(scores, key=lambda k: (-scores[k], k))[0]
    return best, np.array(list(scores.values()))


def evaluate(train, validation, test, candidates):
    k = choose_k(train, validation, candidates)[0]
    return k, accuracy(predict(test[0], train, k), test[1])
