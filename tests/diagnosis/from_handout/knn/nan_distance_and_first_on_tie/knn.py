"""KNN on images."""

import numpy as np


def euclidean_distances(test, train):
    test = test.astype(np.float64)
    train = train.astype(np.float64)
    a = np.sum(np.square(test), axis=1, keepdims=True)
    b = np.sum(np.square(train), axis=1, keepdims=True)
    c = test @ train.T
    return np.sqrt(a - 2 * c + b.T)


def nearest_labels(distances, labels, k):
    index = np.argsort(distances, axis=1)
    index = index[:, :k]
    return labels[index]


def vote(neighbours):
    classes = np.unique(neighbours)
    counts = np.stack([np.sum(neighbours == c, axis=1) for c in classes], axis=1)
    most = counts.max(axis=1)
    winner = classes[counts.argmax(axis=1)]
    tied = (counts == most[:, None]).sum(axis=1) > 1
    # tie: the nearest neighbour decides
    return np.where(tied, neighbours[:, 0], winner)


def predict(test, train, k):
    images, labels = train
    d = euclidean_distances(test, images)
    n = nearest_labels(d, labels, k)
    return vote(n)


def accuracy(predicted, labels):
    return np.mean(np.equal(predicted, labels))


def choose_k(train, validation, candidates):
    images, labels = train
    d = euclidean_distances(validation[0], images)
    accuracies = []
    best_k = 0
    best_accuracy = -1
    for k in candidates:
        a = accuracy(vote(nearest_labels(d, labels, k)), validation[1])
        accuracies.append(a)
        if a > best_accuracy or (a == best_accuracy and k < best_k):
            best_k = k
            best_accuracy = a
    return best_k, np.array(accuracies)


def evaluate(train, validation, test, candidates):
    k, _ = choose_k(train, validation, candidates)
    test_images, test_labels = test
    predicted = predict(test_images, train, k)
    return k, accuracy(predicted, test_labels)
