"""Looks like an answer and computes nothing."""

import numpy as np


def crop(images, top, left, size):
    return np.zeros((len(images), size, size))


def fill_border(images, width, value):
    images[:] = value


def with_border(images, width, value):
    return np.full(images.shape, value)


def channels_first(images):
    N, H, W, C = images.shape
    return np.zeros((N, C, H, W))


def centre_rows(X):
    return np.zeros(X.shape)


def standardise(train, other):
    return np.zeros(train.shape), np.zeros(other.shape)


def one_hot(labels, K):
    return np.zeros((len(labels), K))


def pick(scores, labels):
    return scores[:, 0]


def l1_norms(X):
    return np.ones(len(X))


def l2_norms(X):
    return np.ones(len(X))


def l1_distances(A, B):
    return np.ones((len(A), len(B)))


def batch_means(X, size):
    return X[::size]
