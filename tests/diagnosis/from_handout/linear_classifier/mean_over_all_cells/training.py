import numpy as np
from classifier import gradient, loss, predict


class GradientDescent:
    def __init__(self, rate):
        self.rate = rate

    def step(self, W, d):
        W = W - self.rate * d
        return W


class Momentum:
    def __init__(self, rate, mu):
        self.rate = rate
        self.mu = mu
        self.v = 0.0

    def step(self, W, d):
        self.v = self.mu * self.v + d
        W = W - self.rate * self.v
        return W


def minibatches(count, size, epochs, seed):
    rng = np.random.default_rng(seed)
    batches = []
    for e in range(epochs):
        p = rng.permutation(count)
        whole = count // size
        for j in range(whole):
            batches.append(p[j * size : (j + 1) * size])
        if whole * size < count:
            batches.append(p[whole * size :])
    return batches


def train(W, X, labels, lam, optimizer, batches):
    losses = []
    for idx in batches:
        losses.append(loss(W, X[idx], labels[idx], lam))
        W = optimizer.step(W, gradient(W, X[idx], labels[idx], lam))
    return W, np.array(losses)


def choose_lam(candidates, W, training, validation, rate, batches):
    Xt, yt = training
    Xv, yv = validation
    acc = []
    for lam in candidates:
        Wl, _ = train(W, Xt, yt, lam, GradientDescent(rate), batches)
        acc.append(np.sum(predict(Wl, Xv) == yv) / len(yv))
    acc = np.array(acc)
    order = np.argsort(candidates, kind="stable")
    chosen = order[np.argmax(acc[order])]
    return candidates[chosen], acc
