"""The two losses, with one interface: forward(Output, targets) and backward().

TODO: one_hot, and forward and backward of both losses.

Symbols: N is the number of samples in a batch, K the number of classes. Output, the network's last
output, and targets have the shape (N, K).
"""

import numpy as np


def one_hot(labels, num_classes):
    """Return the targets of labels: 1 in the column of the label and 0 elsewhere.

    Args:
        labels: classes 0 .. K-1, shape (N,), any integer dtype.
        num_classes: K.

    Returns:
        targets: shape (N, K), float64.
    """
    ### BEGIN SOLUTION
    targets = np.zeros((len(labels), num_classes))
    targets[np.arange(len(labels)), labels] = 1
    return targets
    ### END SOLUTION


class EuclideanLoss:
    """Half the mean squared distance: 1/(2N) sum_n,k (Output[n, k] - targets[n, k])^2."""

    def forward(self, Output, targets):
        """Return the loss, a number, and keep what backward() needs."""
        ### BEGIN SOLUTION
        self.difference = Output - targets
        return np.sum(self.difference**2) / (2 * len(Output))
        ### END SOLUTION

    def backward(self):
        """Return the gradient with respect to Output, (Output - targets) / N, shape (N, K)."""
        ### BEGIN SOLUTION
        return self.difference / len(self.difference)
        ### END SOLUTION


class SoftmaxCrossEntropy:
    """The mean cross-entropy of the softmax of each row, -1/N sum_n,k targets[n, k] log p[n, k]."""

    def forward(self, Output, targets):
        """Return the loss, a number, and keep what backward() needs.

        p is the softmax of the rows of Output. With m_n = max_k Output[n, k],

            log p[n, k] = Output[n, k] - m_n - log sum_j exp(Output[n, j] - m_n)

        which stays finite and exact for outputs of +-1000. The targets of a row add up to 1.
        """
        ### BEGIN SOLUTION
        shifted = Output - Output.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.difference = np.exp(log_p) - targets
        return -np.sum(targets * log_p) / len(Output)
        ### END SOLUTION

    def backward(self):
        """Return the gradient with respect to Output, (p - targets) / N, shape (N, K)."""
        ### BEGIN SOLUTION
        return self.difference / len(self.difference)
        ### END SOLUTION
