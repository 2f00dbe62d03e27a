"""Linear layer + softmax + cross entropy."""

import numpy as np


class SoftmaxCrossEntropyLoss:

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        deviation = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, deviation, (self.num_input, self.num_output))
        self.b = np.random.normal(0, deviation, (1, self.num_output))

    def forward(self, Input, labels):
        n = Input.shape[0]
        logits = np.dot(Input, self.W) + self.b
        logits = logits - np.max(logits, axis=1, keepdims=True)
        log_z = np.log(np.sum(np.exp(logits), axis=1, keepdims=True))
        log_p = logits - log_z

        idx = np.arange(n)
        loss = -np.sum(log_p[idx, labels]) / n
        acc = np.sum(np.argmax(logits, axis=1) == labels) / n

        # save for the backward pass
        self.x = Input
        self.y = labels
        self.p = np.exp(log_p)
        return loss, acc

    def gradient_computing(self):
        n = self.x.shape[0]
        diff = self.p.copy()
        diff[np.arange(n), self.y] -= 1
        self.grad_W = np.dot(self.x.T, diff)
        self.grad_b = np.mean(diff, axis=0, keepdims=True)
