"""Arrays by comparison and selection: masks where others index."""

import numpy as np


def crop(images, top, left, size):
    return images[:, top:, left:][:, :size, :size]


def fill_border(images, width, value):
    rows, columns = np.indices(images.shape[1:])
    last_row, last_column = images.shape[1] - 1, images.shape[2] - 1
    nearest = np.minimum(
        np.minimum(rows, last_row - rows), np.minimum(columns, last_column - columns)
    )
    images[:, nearest < width] = value


def with_border(images, width, value):
    result = images + 0
    fill_border(result, width, value)
    return result


def channels_first(images):
    return np.stack([images[..., c] for c in range(images.shape[3])], axis=1)


def centre_rows(X):
    return (X.T - X.T.mean(axis=0)).T


def standardise(train, other):
    centre = np.mean(train, 0)
    spread = np.sqrt(np.mean((train - centre) ** 2, 0))
    spread = spread + (spread == 0)
    return [(train - centre) / spread, (other - centre) / spread]


def one_hot(labels, K):
    return (labels[:, None] == np.arange(K)).astype(float)


def pick(scores, labels):
    return np.sum(np.where(np.arange(scores.shape[1]) == labels[:, None], scores, 0), axis=1)


def l1_norms(X):
    return np.sum(np.where(X < 0, -X, X), axis=1)


def l2_norms(X):
    return np.sum(X * X, axis=-1) ** 0.5


def l1_distances(A, B):
    N, M = len(A), len(B)
    pairs = np.repeat(A, M, axis=0) - np.tile(B, (N, 1))
    return l1_norms(pairs).reshape(N, M)


def batch_means(X, size):
    totals = np.vstack([np.zeros(X.shape[1]), np.cumsum(X, axis=0)])[::size]
    return np.diff(totals, axis=0) / size
