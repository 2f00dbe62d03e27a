import numpy as np


def one_hot(labels, num_classes):
    return (np.asarray(labels)[:, None] == np.arange(num_classes)).astype(float)


class EuclideanLoss:
    def forward(self, Output, targets):
        self.gap = Output - targets
        return (self.gap**2).sum() / 2 / len(targets)

    def backward(self):
        return self.gap / len(self.gap)


class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        shifted = Output - Output.max(1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
        self.p, self.t = np.exp(log_p), targets
        return -np.einsum("nk,nk->", targets, log_p) / len(targets)

    def backward(self):
        return self.p - self.t
