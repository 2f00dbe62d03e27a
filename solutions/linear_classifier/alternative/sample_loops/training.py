"""Momentum whose velocity is updated in place."""

import numpy as np
from classifier import gradient, loss, predict


class GradientDescent:
    def __init__(self, rate):
        self.rate = rate

    def step(self, W, d):
        return W + (-self.rate) * d


class Momentum(GradientDescent):
    def __init__(self, rate, mu):
        super().__init__(rate)
        self.mu = mu
        self.velocity = 0

    def step(self, W, d):
        if isinstance(self.velocity, int):
            self.velocity = np.zeros_like(W)
        self.velocity *= self.mu
        self.velocity += d
        return super().step(W, self.velocity)


def minibatches(count, size, epochs, seed):
    state = np.random.RandomState(seed)
    orders = [np.argsort(state.rand(count)) for _ in range(epochs)]
    return [order[i : i + size] for order in orders for i in np.arange(0, count, size)]


def train(W, X, labels, lam, optimizer, batches):
    W = W.copy()
    losses = []
    for rows in batches:
        losses += [loss(W, X[rows], labels[rows], lam)]
        W = optimizer.step(W, gradient(W, X[rows], labels[rows], lam))
    return W, np.asarray(losses)


def choose_lam(candidates, W, training, validation, rate, batches):
    accuracies = np.empty(len(candidates))
    best = None
    for i, lam in enumerate(candidates):
        fitted, _ = train(W, *training, lam, GradientDescent(rate), batches)
        accuracies[i] = (predict(fitted, validation[0]) == validation[1]).mean()
        if best is None or (-accuracies[i], lam) < best:
            best = (-accuracies[i], lam)
    return best[1], accuracies
