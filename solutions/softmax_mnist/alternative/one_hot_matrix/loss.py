"""Softmax cross-entropy, written with a one-hot matrix of the labels."""

import numpy as np


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        std = (4 / (self.num_input + self.num_output)) ** 0.5
        self.W = std * np.random.randn(self.num_input, self.num_output)
        self.b = std * np.random.randn(1, self.num_output)

    def forward(self, Input, labels):
        """Return the mean loss and the accuracy of Input (N, D) with labels (N,), as floats."""
        self.Input = Input
        self.one_hot = np.eye(self.num_output)[labels]

        logits = np.dot(Input, self.W) + self.b
        logits -= np.max(logits, axis=1, keepdims=True)
        log_prob = logits - np.log(np.sum(np.exp(logits), axis=1, keepdims=True))
        self.prob = np.exp(log_prob)

        loss = -np.sum(self.one_hot * log_prob) / len(Input)
        acc = np.mean(np.argmax(log_prob, axis=1) == labels)
        return float(loss), float(acc)

    def gradient_computing(self):
        """Set grad_W (D, K) and grad_b (K,)."""
        error = (self.prob - self.one_hot) / len(self.Input)
        self.grad_W = np.dot(self.Input.T, error)
        self.grad_b = np.sum(error, axis=0)
