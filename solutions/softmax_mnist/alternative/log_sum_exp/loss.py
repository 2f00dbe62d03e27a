"""Softmax cross-entropy by np.logaddexp, with an optional L2 penalty on the weights."""

import numpy as np


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True, weight_decay=0.0):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.weight_decay = weight_decay
        self.XavierInit()

    def XavierInit(self):
        std = np.sqrt(4.0 / (self.num_input + self.num_output))
        self.W = np.random.normal(0.0, std, (self.num_input, self.num_output))
        self.b = np.random.normal(0.0, std, (1, self.num_output))

    def forward(self, Input, labels):
        """Return the mean loss and the accuracy; keeps d loss / d logits for the gradients."""
        rows = np.arange(Input.shape[0])
        logits = Input @ self.W + self.b
        normaliser = np.logaddexp.reduce(logits, axis=1)

        loss = np.average(normaliser - logits[rows, labels])
        if self.weight_decay:
            loss = loss + self.weight_decay / 2 * np.sum(self.W**2)
        acc = np.average(np.argmax(logits, axis=1) == labels)

        delta = np.exp(logits - normaliser[:, None])
        delta[rows, labels] -= 1.0
        self.delta = delta / Input.shape[0]
        self.Input = Input
        return loss, acc

    def gradient_computing(self):
        """Set grad_W (D, K) and grad_b (1, K)."""
        self.grad_W = self.Input.T @ self.delta + self.weight_decay * self.W
        self.grad_b = np.sum(self.delta, axis=0, keepdims=True)
