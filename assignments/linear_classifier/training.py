"""Gradient descent, SGD and SGD with momentum, and the choice of lambda.

TODO: GradientDescent.step, Momentum.step, minibatches, train and choose_lam.

Symbols: W has the shape (K, D + 1), d is the gradient of the loss at W, of the same shape.
"""

import numpy as np
from classifier import gradient, loss, predict


class GradientDescent:
    """Plain steps: gradient descent with all samples in a batch, SGD with a few of them."""

    def __init__(self, rate):
        """Keep the learning rate, a positive number."""
        self.rate = rate

    def step(self, W, d):
        """Return the weights after one step, W - rate d. Leave W and d as they are."""
        raise NotImplementedError("TODO: GradientDescent.step in training.py")


class Momentum:
    """Steps with a velocity v, which remembers the gradients of earlier steps."""

    def __init__(self, rate, mu):
        """Keep the learning rate, and mu, the share of the velocity that a step keeps."""
        self.rate = rate
        self.mu = mu
        self.v = 0.0

    def step(self, W, d):
        """Update the velocity and return the weights after one step. Leave W and d as they are.

            v = mu v + d
            W = W - rate v

        v is 0 before the first step. Every optimizer has a velocity of its own: keep it in self.v.
        """
        raise NotImplementedError("TODO: Momentum.step in training.py")


def minibatches(count, size, epochs, seed):
    """Split the samples 0 .. count-1 into random batches, anew in each epoch.

    In every epoch each sample is in exactly one batch. All batches have `size` samples but the last of
    an epoch, which is smaller when `size` does not divide `count`.

    Args:
        count: the number of samples.
        size: the samples in a batch.
        epochs: how often to go over all samples.
        seed: of the random generator, np.random.default_rng(seed), whose permutation(count) is a
            random order; the same seed gives the same batches.

    Returns:
        a list of integer arrays: the rows of each batch, one epoch after the other.
    """
    raise NotImplementedError("TODO: minibatches in training.py")


def train(W, X, labels, lam, optimizer, batches):
    """Take one step for every batch.

    For each batch: compute its loss and its gradient at the W of that moment, keep the loss, and let the
    optimizer make the next W. With all rows in every batch this is gradient descent, with the rows that
    minibatches() draws it is SGD.

    Args:
        W: the first weights, shape (K, D + 1); leave them as they are.
        X: samples, shape (N, D + 1).
        labels: shape (N,).
        lam: the strength of the penalty, which is part of every batch's loss.
        optimizer: has step(W, d), which returns the next weights.
        batches: a list of integer arrays, the rows of each batch.

    Returns:
        (W, losses): the last weights, and an array with the loss of each batch before its step.
    """
    raise NotImplementedError("TODO: train in training.py")


def choose_lam(candidates, W, training, validation, rate, batches):
    """Choose the lambda whose weights classify the validation split best.

    For each candidate train from the same first weights, with plain steps of this rate, on batches of
    the training split. The validation split only judges: no step is taken on it, and no lambda is judged
    by the images that it was fitted to.

    Args:
        candidates: the values of lambda, a sequence in any order.
        W: the first weights, shape (K, D + 1).
        training, validation: pairs (X, labels) of shapes (n, D + 1) and (n,).
        rate: the learning rate.
        batches: the rows of the training split in each batch.

    Returns:
        (lam, accuracies): the candidate with the largest accuracy, the smallest one if several have it;
        and the accuracies on the validation split, an array in the order of the candidates.
    """
    raise NotImplementedError("TODO: choose_lam in training.py")
