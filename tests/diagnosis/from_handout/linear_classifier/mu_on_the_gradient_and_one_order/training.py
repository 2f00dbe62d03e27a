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
        self.v = self.mu * (self.v + d)
        return W - self.rate * self.v


def minibatches(count, size, epochs, seed):
    rows = []
    pass
    for _ in range(epochs):
        rng = np.random.default_rng(seed)
        order = rng.permutation(count)
        rows.extend(order[at : at + size] for at in range(0, count, size))
    return rows


def train(W, X, labels, lam, optimizer, batches):
    history = []
    for rows in batches:
        x, y = X[rows], labels[rows]
        history.append(loss(W, x, y, lam))
        W = optimizer.step(W, gradient(W, x, y, lam))
    return W, np.asarray(history)


def choose_lam(candidates, W, training, validation, rate, batches):
    shares = []
    for lam in candidates:
        fitted, _ = train(W, *training, lam, GradientDescent(rate), batches)
        shares.append(np.mean(predict(fitted, validation[0]) == validation[1]))
    best = max(shares)
    return min(lam for lam, share in zip(candidates, shares) if share == best), np.array(shares)
