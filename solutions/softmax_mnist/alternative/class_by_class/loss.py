"""Softmax cross-entropy with the targets filled in class by class."""

import numpy as np


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input, self.num_output = num_input, num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        std = 2 / np.sqrt(self.num_input + self.num_output)
        self.W = np.random.normal(0.0, std, size=(self.num_input, self.num_output))
        self.b = np.random.normal(0.0, std, size=(1, self.num_output))

    def targets(self, labels):
        """Return the target distribution of each sample, shape (N, K)."""
        targets = np.zeros((labels.shape[0], self.num_output))
        for k in range(self.num_output):
            targets[labels == k, k] = 1
        return targets

    def forward(self, Input, labels):
        """Return the mean loss, an array without dimensions, and the accuracy."""
        logits = np.matmul(Input, self.W) + self.b
        shifted = logits - np.amax(logits, axis=1, keepdims=True)
        log_sum = np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))

        self.batch = Input
        self.y = self.targets(labels)
        self.log_p = shifted - log_sum

        losses = -np.sum(self.y * self.log_p, axis=1, keepdims=True)
        loss = np.squeeze(np.mean(losses, axis=0, keepdims=True), axis=(0, 1))
        predicted = np.argmax(logits, axis=1)
        return loss, np.sum(predicted == labels) / labels.shape[0]

    def gradient_computing(self):
        """Set grad_W (D, K) and grad_b (1, K)."""
        n = self.batch.shape[0]
        errors = np.exp(self.log_p) - self.y
        self.grad_W = np.matmul(np.transpose(self.batch), errors) / n
        self.grad_b = np.matmul(np.ones((1, n)), errors) / n
