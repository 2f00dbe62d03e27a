import numpy as np


def one_hot(labels, num_classes):
    return np.identity(num_classes, dtype=np.float64)[labels]


class EuclideanLoss:
    def forward(self, Output, targets):
        self.N = len(targets)
        self.residual = Output - targets
        return 0.5 * np.linalg.norm(self.residual) ** 2 / self.N

    def backward(self):
        return self.residual / self.N


class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        self.N = len(targets)
        self.Y = targets
        m = np.max(Output, axis=1, keepdims=True)
        E = np.exp(Output - m)
        Z = np.sum(E, axis=1, keepdims=True)
        self.P = E / Z
        cross_entropy = np.sum(self.Y * (m + np.log(Z) - Output), axis=1)
        return cross_entropy.sum() / self.N

    def backward(self):
        G = self.P - self.Y
        return G / self.N
