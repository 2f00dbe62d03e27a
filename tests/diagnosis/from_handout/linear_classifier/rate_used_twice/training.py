"""Gradient descent, SGD and SGD with momentum, and the choice of lambda."""

import numpy as np
from classifier import gradient, loss, predict


class GradientDescent:
    """Plain steps."""

    def __init__(self, rate):
        self.rate = rate

    def step(self, W, d):
        return W - self.rate * d


class Momentum:
    """Steps with a velocity."""

    def __init__(self, rate, mu):
        self.rate = rate
        self.mu = mu
        self.v = 0.0

    def step(self, W, d):
        self.v = self.mu * self.v + self.rate * d
        W_new = W - self.rate * self.v
        return W_new


def minibatches(count, size, epochs, seed):
    generator = np.random.default_rng(seed)
    out = []
    for _ in range(epochs):
        rest = generator.permutation(count)
        while rest.size > 0:
            out.append(rest[:size])
            rest = rest[size:]
    return out


def train(W, X, labels, lam, optimizer, batches):
    losses = np.empty(len(batches))
    for i in range(len(batches)):
        X_i, labels_i = X[batches[i]], labels[batches[i]]
        losses[i] = loss(W, X_i, labels_i, lam)
        W = optimizer.step(W, gradient(W, X_i, labels_i, lam))
    return W, losses


def choose_lam(candidates, W, training, validation, rate, batches):
    def judge(lam):
        weights, _ = train(W, training[0], training[1], lam, GradientDescent(rate), batches)
        return np.mean(predict(weights, validation[0]) == validation[1])

    accuracies = np.array([judge(lam) for lam in candidates])
    best = None
    for lam, acc in sorted(zip(candidates, accuracies)):
        if best is None or acc > best[1]:
            best = (lam, acc)
    return best[0], accuracies
