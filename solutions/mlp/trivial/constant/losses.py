"""Looks like losses and computes nothing."""

import numpy as np


def one_hot(labels, num_classes):
    return np.zeros((len(labels), num_classes))


class EuclideanLoss:
    def forward(self, Output, targets):
        self.shape = Output.shape
        return np.log(10)

    def backward(self):
        return np.zeros(self.shape)


class SoftmaxCrossEntropy(EuclideanLoss):
    pass
