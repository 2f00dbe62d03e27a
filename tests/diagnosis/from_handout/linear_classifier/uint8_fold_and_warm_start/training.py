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
        # 速度更新
        self.v = self.mu * self.v + d
        return W - self.rate * self.v


def minibatches(count, size, epochs, seed):
    rng = np.random.default_rng(seed)
    batches = []
    for _ in range(epochs):
        # 每个 epoch 重新打乱
        order = rng.permutation(count)
        batches += [order[i : i + size] for i in range(0, count, size)]
    return batches


def train(W, X, labels, lam, optimizer, batches):
    losses = []
    for rows in batches:
        losses.append(loss(W, X[rows], labels[rows], lam))
        W = optimizer.step(W, gradient(W, X[rows], labels[rows], lam))
    return W, np.array(losses)


def choose_lam(candidates, W, training, validation, rate, batches):
    accuracies = []
    for lam in candidates:
        W, losses = train(W, training[0], training[1], lam, GradientDescent(rate), batches)
        accuracies.append(np.mean(predict(W, validation[0]) == validation[1]))
    accuracies = np.array(accuracies)
    # 准确率相同时取最小的 lambda
    best = accuracies.max()
    chosen = min(lam for lam, acc in zip(candidates, accuracies) if acc == best)
    return chosen, accuracies
