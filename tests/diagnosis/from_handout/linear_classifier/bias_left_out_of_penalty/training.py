import numpy as np
from classifier import gradient, loss, predict


class GradientDescent:

    def __init__(self, rate):
        self.rate = rate

    def step(self, W, d):
        change = -self.rate * d
        return W + change


class Momentum:

    def __init__(self, rate, mu):
        self.rate = rate
        self.mu = mu
        self.v = 0.0

    def step(self, W, d):
        v = self.mu * self.v + d
        self.v = v
        return W - self.rate * v


def minibatches(count, size, epochs, seed):
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(count) for _ in range(epochs)]
    return [order[a : a + size] for order in orders for a in range(0, count, size)]


def train(W, X, labels, lam, optimizer, batches):
    history = []
    current = W
    for rows in batches:
        args = (current, X[rows], labels[rows], lam)
        history.append(loss(*args))
        current = optimizer.step(current, gradient(*args))
    return current, np.array(history)


def choose_lam(candidates, W, training, validation, rate, batches):
    accuracies = np.array([
        np.mean(predict(train(W, *training, lam, GradientDescent(rate), batches)[0], validation[0]) == validation[1])
        for lam in candidates
    ])
    winners = np.asarray(candidates)[accuracies == accuracies.max()]
    return winners.min(), accuracies
