"""Looks like an answer and computes nothing."""

import numpy as np


def euclidean_distances(test, train):
    return np.ones((len(test), len(train)))


def nearest_labels(distances, labels, k):
    return np.tile(labels[:k], (len(distances), 1))


def vote(neighbours):
    return neighbours[:, 0]


def predict(test, train, k):
    return np.full(len(test), train[1][0])


def accuracy(predicted, labels):
    return 1.0


def choose_k(train, validation, candidates):
    return min(candidates), np.ones(len(candidates))


def evaluate(train, validation, test, candidates):
    return min(candidates), 1.0
