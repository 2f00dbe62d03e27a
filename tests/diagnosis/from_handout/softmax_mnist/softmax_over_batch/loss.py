import numpy as np


def log_softmax(scores):
    """log of the softmax probabilities, with the max trick"""
    m = scores.max(axis=1)[:, None]
    shifted = scores - m
    return shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))


class SoftmaxCrossEntropyLoss:
    """One linear layer, softmax, and the mean cross-entropy of a batch."""

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        """Draw W and b from a normal with mean 0 and standard deviation sqrt(4 / (D + K))."""
        deviation = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, deviation, (self.num_input, self.num_output))
        self.b = np.random.normal(0, deviation, (1, self.num_output))

    def forward(self, Input, labels):
        onehot = np.eye(self.num_output)[labels]
        scores = Input @ self.W + self.b
        lp = log_softmax(scores)
        self.cache = (Input, onehot, np.exp(lp))
        # where, not *, so that 0 * inf cannot happen
        loss = -np.where(onehot == 1, lp, 0).sum() / len(Input)
        acc = (scores.argmax(axis=1) == labels).mean()
        return loss, acc

    def gradient_computing(self):
        X, T, P = self.cache
        delta = (P - T) / X.shape[0]
        self.grad_W = X.T @ delta
        self.grad_b = delta.sum(axis=0, keepdims=True)
