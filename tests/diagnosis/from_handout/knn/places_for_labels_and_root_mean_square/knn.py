import numpy as np


def euclidean_distances(test, train):
    A = np.asarray(test, np.float64)
    B = np.asarray(train, np.float64)
    sumsq = lambda m: (m * m).mean(1)
    cross = A.dot(B.T) / A.shape[1]
    return np.sqrt(np.clip(np.add.outer(sumsq(A), sumsq(B)) - 2 * cross, 0, None))


def nearest_labels(distances, labels, k):
    nearest = np.argpartition(distances, range(k), axis=1)[:, :k]
    return nearest


def vote(neighbours):
    N = neighbours.shape[0]
    best_count = np.zeros(N, int)
    winner = neighbours[:, 0].copy()
    for column in neighbours.T:
        count = (neighbours == column.reshape(-1, 1)).sum(1)
        better = count > best_count
        winner[better] = column[better]
        best_count[better] = count[better]
    return winner


def predict(test, train, k):
    return vote(nearest_labels(euclidean_distances(test, train[0]), train[1], k))


def accuracy(predicted, labels):
    return 1 - np.mean(predicted != labels)


def choose_k(train, validation, candidates):
    dist = euclidean_distances(validation[0], train[0])
    accs = [accuracy(vote(nearest_labels(dist, train[1], k)), validation[1]) for k in candidates]
    ranked = sorted(zip(accs, candidates), key=lambda pair: (-pair[0], pair[1]))
    return ranked[0][1], np.array(accs)


def evaluate(train, validation, test, candidates):
    best = choose_k(train, validation, candidates)[0]
    return best, accuracy(predict(test[0], train, best), test[1])
