import numpy as np


def euclidean_distances(test, train):
    x = test.astype(float)
    y = train.astype(float)
    xx = (x**2).sum(axis=1)
    yy = (y**2).sum(axis=1)
    squared = np.tile(xx, (len(y), 1)).T + np.tile(yy, (len(x), 1)) + 2 * np.matmul(x, y.T)
    return np.sqrt(np.maximum(squared, 0))


def nearest_labels(distances, labels, k):
    first = np.argsort(distances, axis=-1).T[:k]
    return np.asarray(labels)[first].T


def vote(neighbours):
    same = np.array([(neighbours == c[:, None]).sum(1) for c in neighbours.T])
    column = np.argmax(same, axis=0)
    return np.take_along_axis(neighbours, column[:, None], axis=1)[:, 0]


def predict(test, train, k=1):
    images, labels = train
    distances = euclidean_distances(test, images)
    return labels[np.argmin(distances, axis=1)]


def accuracy(predicted, labels):
    return sum(predicted == labels) / len(predicted)


def choose_k(train, validation, candidates):
    D = euclidean_distances(validation[0], train[0])
    accs = []
    best = None
    for k in candidates:
        a = accuracy(vote(nearest_labels(D, train[1], k)), validation[1])
        accs.append(a)
        if best is None or a > best[0] or (a == best[0] and k < best[1]):
            best = (a, k)
    return best[1], np.array(accs)


def evaluate(train, validation, test, candidates):
    k, _ = choose_k(train, validation, candidates)
    return k, accuracy(predict(test[0], train, k), test[1])
