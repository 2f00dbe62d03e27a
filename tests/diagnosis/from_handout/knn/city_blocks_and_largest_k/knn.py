import numpy as np


def euclidean_distances(test, train):
    a = np.array(test, dtype=float)
    b = np.array(train, dtype=float)
    out = np.zeros((a.shape[0], b.shape[0]))
    for d in range(a.shape[1]):
        column_a = a[:, d]
        column_b = b[:, d]
        out = out + np.abs(column_a[:, None] - column_b[None, :])
    return out


def nearest_labels(distances, labels, k):
    result = []
    working = np.array(distances, dtype=float)
    rows = range(len(working))
    for j in range(k):
        where = np.argmin(working, axis=1)
        result.append(np.array(labels)[where])
        working[rows, where] = np.inf
    return np.stack(result, axis=1)


def vote(neighbours):
    n, k = neighbours.shape
    counts = np.zeros((n, k))
    for i in range(k):
        for j in range(k):
            counts[:, i] += neighbours[:, i] == neighbours[:, j]
    return neighbours[np.arange(n), counts.argmax(axis=1)]


def predict(test, train, k):
    return vote(nearest_labels(euclidean_distances(test, train[0]), train[1], k))


def accuracy(predicted, labels):
    hits = np.count_nonzero(np.asarray(predicted) == np.asarray(labels))
    return hits / len(labels)


def choose_k(train, validation, candidates):
    d = euclidean_distances(validation[0], train[0])
    all_neighbours = nearest_labels(d, train[1], max(candidates))
    scores = {}
    for k in candidates:
        scores[k] = accuracy(vote(all_neighbours[:, :k]), validation[1])
    best_k, best_score = None, -1
    for k in sorted(candidates):
        if scores[k] >= best_score:
            best_k, best_score = k, scores[k]
    return best_k, np.array([scores[k] for k in candidates])


def evaluate(train, validation, test, candidates):
    k = choose_k(train, validation, candidates)[0]
    return k, accuracy(predict(test[0], train, k), test[1])
