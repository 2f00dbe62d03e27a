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
        for start in range(0, count, size):
            batches.append(order[start:start + size])
    return batches


def train(W, X, labels, lam, optimizer, batches):
    losses = []
    for rows in batches:
        losses.append(loss(W, X[rows], labels[rows], lam))
        d = gradient(W, X[rows], labels[rows], lam)
        W = optimizer.step(W, d)
    return W, np.array(losses)


def choose_lam(candidates, W, training, validation, rate, batches):
    X, labels = training
    X_val, labels_val = validation
    accuracies = []
    for lam in candidates:
        W_lam, _ = train(W, X, labels, lam, GradientDescent(rate), batches)
        accuracies.append(np.mean(predict(W_lam, X_val) == labels_val))
    best = max(accuracies)
    lam = min(c for c, a in zip(candidates, accuracies) if a == best)
    return lam, np.array(accuracies)
