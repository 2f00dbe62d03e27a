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
        self.v = d + self.mu * self.v
        return W - self.v * self.rate


def minibatches(count, size, epochs, seed):
    rng = np.random.default_rng(seed)
    batches = []
    number = count // size
    for epoch in range(epochs):
        order = rng.permutation(count)
        for i in range(number):
            batches.append(order[i * size : (i + 1) * size])
    return batches


def train(W, X, labels, lam, optimizer, batches):
    losses = []
    for batch in batches:
        Xb = X[batch]
        yb = labels[batch]
        losses.append(loss(W, Xb, yb, lam))
        W = optimizer.step(W, gradient(W, Xb, yb, lam))
    return W, np.array(losses)


def choose_lam(candidates, W, training, validation, rate, batches):
    accuracy_of = {}
    for lam in candidates:
        trained, _ = train(W, training[0], training[1], lam, GradientDescent(rate), batches)
        accuracy_of[lam] = float(np.mean(predict(trained, validation[0]) == validation[1]))
    best = min(accuracy_of, key=lambda lam: (-accuracy_of[lam], lam))
    return best, np.array([accuracy_of[lam] for lam in candidates])
