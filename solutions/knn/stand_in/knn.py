"""Stands in for knn.py: its distances are what they are made of."""

import numpy as np
from reference_knn import accuracy, nearest_labels, vote

from autograder.diagnosis.ingredients import TooManyError, tag

# Numbers of an array N x M x D that is made: larger inputs show nothing that small ones do not.
MOST_NUMBERS = 200_000


def euclidean_distances(test, train):
    a, b = np.asarray(test, dtype=np.float64), np.asarray(train, dtype=np.float64)
    if len(a) * b.size > MOST_NUMBERS:
        raise TooManyError("distances")
    each = a[:, np.newaxis] - b
    sizes = np.abs(each)
    one, other = (np.sqrt((side**2).sum(axis=1)) for side in (a, b))
    flat = np.zeros((len(a), len(b)))
    products = a @ b.T
    distances = np.sqrt((each**2).sum(axis=2))
    return tag(
        "distances",
        {
            "|a - b|": distances,
            "|a - b|^2": distances**2,
            "root of |a - b|": np.sqrt(distances),
            "sum |a_d - b_d|": sizes.sum(axis=2),
            "largest |a_d - b_d|": sizes.max(axis=2),
            "sum (a_d - b_d)": each.sum(axis=2),
            "||a| - |b||": np.abs(one[:, np.newaxis] - other),
            "|a + b|": np.sqrt(((a[:, np.newaxis] + b) ** 2).sum(axis=2)),
            "<a, b>": products,
            "cos(a, b)": products / np.maximum(np.multiply.outer(one, other), 1e-300),
            "1": flat + 1,
            "|a|": flat + one[:, np.newaxis],
            "|b|": flat + other,
            "|a|^2": flat + one[:, np.newaxis] ** 2,
            "|b|^2": flat + other**2,
        },
        expected={"|a - b|": "1"},
        facts={"D": a.shape[1]},
    )


def predict(test, train, k):
    images, labels = train
    return vote(nearest_labels(euclidean_distances(test, images), labels, k))


def choose_k(train, validation, candidates):
    distances = euclidean_distances(validation[0], train[0])
    accuracies = np.array(
        [accuracy(vote(nearest_labels(distances, train[1], k)), validation[1]) for k in candidates]
    )
    return min(k for k, a in zip(candidates, accuracies, strict=True) if a == accuracies.max()), (
        accuracies
    )


def evaluate(train, validation, test, candidates):
    k, _ = choose_k(train, validation, candidates)
    return k, accuracy(predict(test[0], train, k), test[1])
