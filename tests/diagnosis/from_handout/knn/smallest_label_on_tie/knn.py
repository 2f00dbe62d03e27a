import numpy as np


def euclidean_distances(test, train):
    test = np.asarray(test, dtype=np.float64)
    train = np.asarray(train, dtype=np.float64)
    cross = test @ train.T
    test_sq = (test * test).sum(1, keepdims=True)
    train_sq = (train * train).sum(1, keepdims=True).T
    d2 = np.clip(test_sq + train_sq - 2 * cross, 0, None)
    return d2**0.5


def nearest_labels(distances, labels, k):
    rows = np.arange(distances.shape[0])[:, None]
    # partial sort, then sort only the k candidates
    part = np.argpartition(distances, k - 1, axis=1)[:, :k]
    inner = np.argsort(distances[rows, part], axis=1)
    return labels[part[rows, inner]]


def vote(neighbours):
    classes = np.unique(neighbours)
    counts = (neighbours[:, :, None] == classes).sum(axis=1)
    return classes[counts.argmax(axis=1)]


def predict(test, train, k):
    train_images, train_labels = train
    d = euclidean_distances(test, train_images)
    near = nearest_labels(d, train_labels, k)
    return vote(near)


def accuracy(predicted, labels):
    return float((predicted == labels).mean())


def choose_k(train, validation, candidates):
    d = euclidean_distances(validation[0], train[0])
    results = [accuracy(vote(nearest_labels(d, train[1], k)), validation[1]) for k in candidates]
    best_k, best_acc = None, -1.0
    for k, acc in sorted(zip(candidates, results)):
        if acc > best_acc:
            best_k, best_acc = k, acc
    return best_k, np.array(results)


def evaluate(train, validation, test, candidates):
    best_k, _ = choose_k(train, validation, candidates)
    test_images, test_labels = test
    return best_k, accuracy(predict(test_images, train, best_k), test_labels)
