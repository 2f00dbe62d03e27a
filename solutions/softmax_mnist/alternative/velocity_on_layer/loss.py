"""Softmax cross-entropy by the formula of the lecture, with an EPS that keeps log() away from 0."""

import numpy as np

EPS = 1e-12


def softmax(logits):
    """Return the softmax of each row; shifting a row by its maximum leaves it as it is."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        scale = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(scale=scale, size=(self.num_input, self.num_output))
        self.b = np.random.normal(scale=scale, size=(1, self.num_output))

    def forward(self, Input, labels):
        """Return the mean loss and the accuracy of Input (N, D) with labels (N,)."""
        self.Input = Input
        self.prob = softmax(Input.dot(self.W) + self.b)
        self.is_label = labels[:, np.newaxis] == np.arange(self.num_output)

        loss = np.mean(-np.log(self.prob[self.is_label] + EPS))
        acc = np.mean(self.prob.argmax(axis=1) == labels)
        return loss, acc

    def gradient_computing(self):
        """Set grad_W (D, K) and grad_b (1, K)."""
        diff = (self.prob - self.is_label) / self.Input.shape[0]
        self.grad_W = self.Input.T.dot(diff)
        self.grad_b = diff.sum(axis=0).reshape(1, -1)
