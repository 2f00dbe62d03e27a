"""Digits as images for a network, whole or in shuffled batches."""

import numpy as np

# Of all training pixels between 0 and 1; inputs around 0 are easier to learn from.
MEAN = 0.1307


def prepare(images):
    """Return images, bytes of shape (N, 784), as float32 around 0, shape (N, 1, 28, 28)."""
    return (images * np.float32(1 / 255) - np.float32(MEAN)).reshape(-1, 1, 28, 28)


def one_hot(labels):
    """Return the targets of labels (N,), shape (N, 10), float32."""
    return np.eye(10, dtype=np.float32)[labels]


def shuffled(images, labels, size, rng):
    """Go once over all images in a random order, in batches (Input, targets) of `size` images."""
    order = rng.permutation(len(images))
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        yield prepare(images[rows]), one_hot(labels[rows])
