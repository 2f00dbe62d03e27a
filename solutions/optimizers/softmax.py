"""Softmax regression on digits: a loss for the optimizers. Complete; you wrote it in softmax_mnist.

N images a batch, D pixels of an image, K classes.
"""

import numpy as np


def first_parameters(D=784, K=10):
    """Return [W, b]: shapes (D, K) and (K,), all 0. The loss has no bad valleys: any start does."""
    return [np.zeros((D, K)), np.zeros(K)]


def prepare(images):
    """Return images, bytes of shape (N, D), as numbers from 0 to 1."""
    return images / 255


def loss_and_gradients(parameters, Input, labels):
    """Return (loss, [grad_W, grad_b]): the mean cross-entropy of a batch, and its gradients.

    Args:
        parameters: [W, b].
        Input: shape (N, D).
        labels: classes 0 .. K - 1, shape (N,).
    """
    W, b = parameters
    z = Input @ W + b
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z)
    sums = p.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = np.mean(np.log(sums[:, 0]) - z[rows, labels])
    delta = p / sums
    delta[rows, labels] -= 1
    delta /= len(labels)
    return loss, [Input.T @ delta, delta.sum(axis=0)]


def accuracy(parameters, Input, labels):
    """Return the share of images whose largest output is at their label, from 0 to 1."""
    W, b = parameters
    return np.mean(np.argmax(Input @ W + b, axis=1) == labels)


def shuffled(count, size, steps, seed=0):
    """Yield the rows of `steps` batches: once over all images in a random order, then again in another.

    A rest that is smaller than a batch is left out."""
    rng = np.random.default_rng(seed)
    order = np.empty(0, dtype=int)
    for _ in range(steps):
        if len(order) < size:
            order = rng.permutation(count)
        rows, order = order[:size], order[size:]
        yield rows
