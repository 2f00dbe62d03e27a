"""Digits as numbers for a network, whole or in shuffled batches."""

from losses import one_hot

# Of all training pixels between 0 and 1; inputs around 0 are easier to learn from.
MEAN = 0.1307


def prepare(images):
    """Return images, bytes of shape (N, 784), as float64 around 0."""
    return images * (1 / 255) - MEAN


def shuffled(images, labels, size, rng):
    """Go once over all images in a random order, in batches (Input, targets) of `size` images.

    Only a batch at a time becomes float64: all of MNIST would need 345 MB.
    """
    order = rng.permutation(len(images))
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        yield prepare(images[rows]), one_hot(labels[rows], 10)
