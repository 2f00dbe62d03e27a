"""The two losses."""

import numpy as np


def one_hot(labels, num_classes):
    return (np.asarray(labels)[:, None] == np.arange(num_classes)).astype(np.float64)


class EuclideanLoss:
    def forward(self, Output, targets):
        self.err = Output - targets
        return 0.5 * np.einsum("nk,nk->", self.err, self.err) / self.err.shape[0]

    def backward(self):
        return self.err / self.err.shape[0]


def log_softmax(a):
    m = a.max(axis=1, keepdims=True)
    return a - m - np.log(np.exp(a - m).sum(axis=1, keepdims=True))


class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        self.log_p = log_softmax(Output)
        self.targets = targets
        return -(targets * self.log_p).sum(axis=1).mean()

    def backward(self):
        return (np.exp(self.log_p) - self.targets) / self.targets.shape[0]
