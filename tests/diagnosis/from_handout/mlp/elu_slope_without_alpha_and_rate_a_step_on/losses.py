import numpy as np


def one_hot(labels, num_classes):
    out = np.zeros((len(labels), num_classes))
    for k in range(num_classes):
        out[:, k] = labels == k
    return out


class EuclideanLoss:
    def forward(self, Output, targets):
        self.diff = Output - targets
        return 0.5 * np.linalg.norm(self.diff) ** 2 / self.diff.shape[0]

    def backward(self):
        return self.diff / self.diff.shape[0]


class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        z = Output - np.max(Output, axis=1).reshape(-1, 1)
        self.logp = z - np.log(np.sum(np.exp(z), axis=1)).reshape(-1, 1)
        self.targets = targets
        return -np.einsum("nk,nk->", targets, self.logp) / len(targets)

    def backward(self):
        return (np.exp(self.logp) - self.targets) / len(self.targets)
