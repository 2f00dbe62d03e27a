import numpy as np


def euclidean_distances(test, train):
    p = test * 1.0
    q = train * 1.0
    squares = np.sum(p**2, 1, keepdims=True) + np.sum(q**2, 1, keepdims=True).T
    squares -= 2 * np.inner(p, q)
    return np.sqrt(squares * (squares > 0))


def nearest_labels(distances, labels, k):
    order = np.argsort(distances)
    chosen = order[:, 0:k]
    return labels[chosen.ravel()].reshape(chosen.shape)


def vote(neighbours):
    votes = np.zeros(neighbours.shape)
    for j in range(neighbours.shape[1]):
        votes[:, j] = np.sum(neighbours == neighbours[:, [j]], axis=1)
    most = votes.max(axis=1)
    winner = np.zeros(len(neighbours), dtype=neighbours.dtype)
    for j in range(neighbours.shape[1]):
        winner = np.where(votes[:, j] == most, neighbours[:, j], winner)
    return winner


def predict(test, train, k):
    neighbours = nearest_labels(euclidean_distances(test, train[0]), train[1], k)
    return vote(neighbours)


def accuracy(predicted, labels):
    return np.mean(predicted == labels)


def choose_k(train, validation, candidates):
    images, labels = train
    distances = euclidean_distances(images, images)
    accuracies = np.zeros(len(candidates))
    for i, k in enumerate(candidates):
        accuracies[i] = accuracy(vote(nearest_labels(distances, labels, k)), labels)
    winners = [k for k, a in zip(candidates, accuracies) if a == accuracies.max()]
    return min(winners), accuracies


def evaluate(train, validation, test, candidates):
    k, _ = choose_k(train, validation, candidates)
    return k, accuracy(predict(test[0], train, k), test[1])
