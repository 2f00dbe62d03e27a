"""Losses that keep their arguments and compute the gradient when it is asked for."""

import numpy as np


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
        shifted = Output - np.max(Output, axis=1, keepdims=True)
        log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.p = np.exp(log_p)
        self.targets = targets
        return np.mean(-np.sum(log_p * targets, axis=1))

    def backward(self):
        return (self.p - self.targets) / self.p.shape[0]
