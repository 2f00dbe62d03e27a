import numpy as np


def crop(images, top, left, size):
    bottom, right = top + size, left + size
    return images[:, top:bottom, left:right]


def fill_border(images, width, value):
    images[:, :width] = value
    images[:, -width:] = value
    images[:, :, :width] = value
    images[:, :, -width:] = value


def with_border(images, width, value):
    out = np.array(images)
    fill_border(out, width, value)
    return out


def channels_first(images):
    return np.rollaxis(images, 3, 1)


def centre_rows(X):
    m = X.sum(axis=1) / X.shape[1]
    return X - m.reshape(-1, 1)


def standardise(train, other):
    mu = train.mean(axis=0)
    sigma = train.std(axis=0, ddof=1)
    sigma[sigma == 0] = 1
    return (train - mu) / sigma, (other - mu) / sigma


def one_hot(labels, K):
    return 1.0 * (np.arange(K) == np.asarray(labels)[:, None])


def pick(scores, labels):
    rows = range(len(scores))
    return scores[list(rows), np.asarray(labels, dtype=int)]


def l1_norms(X):
    return np.abs(X).sum(-1)


def l2_norms(X):
    return np.sqrt(np.einsum('nd,nd->n', X, X))


def l1_distances(A, B):
    diff = A[:, None] - B[None]
    return np.abs(diff).sum(axis=-1)


def batch_means(X, size):
    n = X.shape[0]
    starts = np.arange(0, n, size)
    counts = np.minimum(starts + size, n) - starts
    return np.add.reduceat(X, starts, axis=0) / counts[:, None]
