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
        new_W = W - self.rate * self.v
        return new_W


def minibatches(count, size, epochs, seed):
    rng = np.random.default_rng(seed)
    result = []
    for epoch in range(epochs):
        perm = rng.permutation(count)
        cuts = np.arange(size, count, size)
        result.extend(np.split(perm, cuts))
    return result


def train(W, X, labels, lam, optimizer, batches):
    W = W.copy()
    losses = np.zeros(len(batches))
    for t, rows in enumerate(batches):
        x, y = X[rows], labels[rows]
        losses[t] = loss(W, x, y, lam)
        W = optimizer.step(W, gradient(W, x, y, lam))
    return W, losses


def choose_lam(candidates, W, training, validation, rate, batches):
    accs = np.zeros(len(candidates))
    best_lam, best_acc = None, -1
    for i, lam in enumerate(candidates):
        # 每个候选都从同样的初始权重开始
        opt = GradientDescent(rate)
        W_end, _ = train(W, training[0], training[1], lam, opt, batches)
        acc = (predict(W_end, validation[0]) == validation[1]).mean()
        accs[i] = acc
        if acc > best_acc or (acc == best_acc and lam < best_lam):
            best_lam, best_acc = lam, acc
    return best_lam, accs
