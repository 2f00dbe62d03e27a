"""Steps with the learning rate inside of the velocity."""

import numpy as np
from classifier import gradient, loss, predict


class GradientDescent:
    def __init__(self, rate):
        self.rate = rate

    def step(self, W, d):
        new = W.copy()
        new -= self.rate * d
        return new


class Momentum:
    def __init__(self, rate, mu):
        self.rate, self.mu, self.v = rate, mu, None

    def step(self, W, d):
        if self.v is None:
            self.v = np.zeros(W.shape)
        self.v = self.mu * self.v - self.rate * d
        return W + self.v


def minibatches(count, size, epochs, seed):
    generator = np.random.default_rng(seed)
    batches = []
    for _ in range(epochs):
        rows = np.arange(count)
        generator.shuffle(rows)
        batches.extend(np.split(rows, range(size, count, size)))
    return batches


def train(W, X, labels, lam, optimizer, batches):
    losses = np.zeros(len(batches))
    for number, rows in enumerate(batches):
        batch = W, X[rows], labels[rows], lam
        losses[number] = loss(*batch)
        W = optimizer.step(W, gradient(*batch))
    return W, losses


def choose_lam(candidates, W, training, validation, rate, batches):
    found = {}
    for lam in candidates:
        fitted = train(W, training[0], training[1], lam, GradientDescent(rate), batches)[0]
        right = predict(fitted, validation[0]) == validation[1]
        found[lam] = np.count_nonzero(right) / right.size
    best = max(sorted(candidates), key=found.get)
    return best, np.array([found[lam] for lam in candidates])
