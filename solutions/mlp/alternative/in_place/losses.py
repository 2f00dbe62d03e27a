"""Losses that compute the gradient in the forward pass."""

import numpy as np


def one_hot(labels, num_classes):
    return (labels[:, np.newaxis] == np.arange(num_classes)).astype(np.float64)


class EuclideanLoss:
    def forward(self, Output, targets):
        self.delta = (Output - targets) / len(Output)
        return float(0.5 * len(Output) * (self.delta * self.delta).sum())

    def backward(self):
        return self.delta


class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        totals = np.logaddexp.reduce(Output, axis=1, keepdims=True)
        self.delta = np.exp(Output - totals)
        self.delta -= targets
        self.delta /= len(Output)
        return np.sum(targets * (totals - Output)) / len(Output)

    def backward(self):
        return self.delta
