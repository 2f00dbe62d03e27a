"""Losses that keep their arguments and compute the gradient when it is asked for."""

import numpy as np

EPS = 1e-12


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


class EuclideanLoss:
    def forward(self, Output, targets):
        self.Output, self.targets = Output, targets
        return np.mean(np.sum(np.square(Output - targets), axis=1)) / 2

    def backward(self):
        return (self.Output - self.targets) / self.Output.shape[0]


class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        powers = np.exp(Output - np.max(Output, axis=1, keepdims=True))
        self.p = powers / np.sum(powers, axis=1, keepdims=True)
        self.targets = targets
        return np.mean(-np.log(np.sum(self.p * targets, axis=1) + EPS))

    def backward(self):
        return (self.p - self.targets) / self.p.shape[0]
