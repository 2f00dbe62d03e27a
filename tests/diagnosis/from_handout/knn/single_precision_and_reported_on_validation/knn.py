import numpy as np


def euclidean_distances(test, train):
    t = test.astype(np.float32)
    r = train.astype(np.float32)
    sq = (t * t).sum(1)[:, None] - 2 * (t @ r.T) + (r * r).sum(1)
    return np.sqrt(np.where(sq < 0, 0, sq))


def nearest_labels(distances, labels, k):
    positions = np.argsort(distances, axis=1)
    out = np.zeros((distances.shape[0], k), dtype=labels.dtype)
    for i in range(k):
        out[:, i] = labels[positions[:, i]]
    return out


def vote(neighbours):
    n, k = neighbours.shape
    tally = np.zeros((n, k), dtype=int)
    for shift in range(k):
        tally += neighbours == np.roll(neighbours, shift, axis=1)
    return neighbours[range(n), np.argmax(tally, axis=1)]


def predict(test, train, k):
    distances = euclidean_distances(test, train[0])
    return vote(nearest_labels(distances, train[1], k))


def accuracy(predicted, labels):
    return float(np.mean(np.equal(predicted, labels)))


def choose_k(train, validation, candidates):
    d = euclidean_distances(validation[0], train[0])
    results = [accuracy(vote(nearest_labels(d, train[1], k)), validation[1]) for k in candidates]
    top = max(results)
    return min(k for k, r in zip(candidates, results) if r == top), np.array(results)


def evaluate(train, validation, test, candidates):
    k, results = choose_k(train, validation, candidates)
    return k, max(results)
