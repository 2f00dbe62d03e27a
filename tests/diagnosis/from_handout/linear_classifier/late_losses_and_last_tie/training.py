"""Training."""

import numpy as np
from classifier import gradient, loss, predict


class GradientDescent:
    def __init__(self, rate):
        self.rate = rate

    def step(self, W, d):
        return W - self.rate * d


class Momentum:
    def __init__(self, rate, mu):
        self.rate = rate
        self.mu = mu
        self.v = 0.0

    def step(self, W, d):
        self.v = self.mu * self.v + d
        return W - self.rate * self.v


def minibatches(count, size, epochs, seed):
    rng = np.random.default_rng(seed)
    batches = []
    for _ in range(epochs):
        order = rng.permutation(count)
        start = 0
        while start < count:
            batches.append(order[start : start + size])
            start += size
    return batches


def train(W, X, labels, lam, optimizer, batches):
    losses = []
    for rows in batches:
        d = gradient(W, X[rows], labels[rows], lam)
        W = optimizer.step(W, d)
        losses.append(loss(W, X[rows], labels[rows], lam))
    return W, np.array(losses)


def choose_lam(candidates, W, training, validation, rate, batches):
    best_lam = None
    best_accuracy = 0
    accuracies = []
    for lam in candidates:
        optimizer = GradientDescent(rate)
        W_trained, _ = train(W, training[0], training[1], lam, optimizer, batches)
        accuracy = np.mean(predict(W_trained, validation[0]) == validation[1])
        accuracies.append(accuracy)
        if accuracy >= best_accuracy:
            best_accuracy = accuracy
            best_lam = lam
    return best_lam, np.array(accuracies)
