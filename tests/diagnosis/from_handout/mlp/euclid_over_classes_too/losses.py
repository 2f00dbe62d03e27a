"""The two losses, with one interface: forward(Output, targets) and backward()."""

import numpy as np


def one_hot(labels, num_classes):
    """Return the targets of labels: 1 in the column of the label and 0 elsewhere."""
    targets = np.zeros((len(labels), num_classes))
    np.put_along_axis(targets, np.asarray(labels, dtype=np.intp)[:, None], 1.0, axis=1)
    return targets


class EuclideanLoss:
    """Half the mean squared distance."""

    def forward(self, Output, targets):
        """Return the loss, a number, and keep what backward() needs."""
        self.difference = Output - targets
        return 0.5 * np.mean(self.difference**2)

    def backward(self):
        """Return the gradient with respect to Output."""
        N = self.difference.shape[0]
        return self.difference / N


class SoftmaxCrossEntropy:
    """The mean cross-entropy of the softmax of each row."""

    def forward(self, Output, targets):
        """Return the loss, a number, and keep what backward() needs."""
        log_p = Output - np.logaddexp.reduce(Output, axis=1, keepdims=True)
        self.kept = np.exp(log_p), targets
        return -np.vdot(targets, log_p) / Output.shape[0]

    def backward(self):
        """Return the gradient with respect to Output, (p - targets) / N."""
        p, targets = self.kept
        return (p - targets) / p.shape[0]
