import numpy as np


def euclidean_distances(test, train):
    x = test.astype("float64")
    y = train.astype("float64")
    xx = (x**2).sum(axis=1)
    yy = (y**2).sum(axis=1)
    xy = np.einsum("nd,md->nm", x, y, optimize=True)
    return np.sqrt(np.maximum(xx[:, None] - 2 * xy + yy, 0))


def nearest_labels(distances, labels, k):
    order = np.argsort(distances, axis=1)
    # column 0 is the image itself
    return labels[order[:, 1 : k + 1]]


def vote(neighbours):
    label_set, inverse = np.unique(neighbours, return_inverse=True)
    inverse = inverse.reshape(neighbours.shape)
    onehot = np.eye(len(label_set), dtype=int)[inverse]          # (N, k, C)
    counts = onehot.sum(axis=1)                                   # (N, C)
    nearest = onehot.argmax(axis=1)                               # first place of each label
    k = neighbours.shape[1]
    # most votes first, then the nearest place
    key = counts * (k + 1) - nearest
    return label_set[key.argmax(axis=1)]


def predict(test, train, k):
    distances = euclidean_distances(test, train[0])
    neighbours = nearest_labels(distances, train[1], k)
    return vote(neighbours)


def accuracy(predicted, labels):
    return (predicted == labels).sum() / predicted.size


def choose_k(train, validation, candidates):
    (train_x, train_y), (val_x, val_y) = train, validation
    distances = euclidean_distances(val_x, train_x)
    table = {}
    for k in candidates:
        table[k] = accuracy(vote(nearest_labels(distances, train_y, k)), val_y)
    best = max(sorted(table), key=lambda k: table[k])
    return best, np.array([table[k] for k in candidates])


def evaluate(train, validation, test, candidates):
    k = choose_k(train, validation, candidates)[0]
    return k, accuracy(predict(test[0], train, k), test[1])
