import numpy as np


def euclidean_distances(test, train):
    test = test.astype("float64")
    train = train.astype("float64")
    gram = np.einsum("nd,md->nm", test, train)
    n1 = np.einsum("nd,nd->n", test, test)
    n2 = np.einsum("md,md->m", train, train)
    sq = n1[:, np.newaxis] + n2[np.newaxis, :] - gram - gram
    sq[sq < 0] = 0.0
    return sq**0.5


def nearest_labels(distances, labels, k):
    idx = distances.argsort(axis=1, kind="stable")
    idx = np.delete(idx, np.s_[k:], axis=1)
    return np.take(labels, idx)


def vote(neighbours):
    winners = []
    for row in neighbours:
        points = {}
        for place, label in enumerate(row):
            # a near neighbour has more to say
            points[label] = points.get(label, 0) + 1 / (place + 1)
        best = None
        for label in points:
            if best is None or points[label] > points[best]:
                best = label
        winners.append(best)
    return np.array(winners)


def predict(test, train, k):
    images, labels = train
    d = euclidean_distances(test, images)
    near = nearest_labels(d, labels, k)
    return vote(near)


def accuracy(predicted, labels):
    correct = 0
    correct += (predicted == labels).sum()
    return correct


def choose_k(train, validation, candidates):
    d = euclidean_distances(validation[0], train[0])
    accs = []
    for k in candidates:
        accs.append(accuracy(vote(nearest_labels(d, train[1], k)), validation[1]))
    accs = np.array(accs)
    winners = np.array(candidates)[accs == max(accs)]
    return int(min(winners)), accs


def evaluate(train, validation, test, candidates):
    k, _ = choose_k(train, validation, candidates)
    guessed = predict(test[0], train, k)
    return k, accuracy(guessed, test[1])
