"""The linear classifier with its softmax cross-entropy loss."""

import numpy as np


class SoftmaxCrossEntropyLoss:
    """One linear layer, softmax, and the mean cross-entropy of a batch."""

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
        self.input_shape = Input.shape
        self.Input_T = Input.T
        self.onehot = np.zeros((Input.shape[0], self.num_output))
        np.put_along_axis(self.onehot, labels.reshape(-1, 1).astype(np.intp), 1.0, axis=1)

        logit = Input @ self.W + self.b
        logit -= logit.max(axis=1, keepdims=True)
        expo = np.exp(logit)
        total = expo.sum(axis=1, keepdims=True)
        self.p = expo / total

        label_logit = (logit * self.onehot).sum(axis=1)
        loss = np.mean(np.log(total[:, 0]) - label_logit)
        acc = np.count_nonzero(logit.argmax(axis=1) == labels)
        return loss, acc

    def gradient_computing(self):
        delta = (self.p - self.onehot) / self.input_shape[0]
        self.grad_W = self.Input_T @ delta
        self.grad_b = np.sum(delta, axis=0, keepdims=True)
