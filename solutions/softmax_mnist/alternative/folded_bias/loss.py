"""Softmax cross-entropy with the bias folded into the weights as one more row."""

import numpy as np


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        std = np.sqrt(4 / (self.num_input + self.num_output))
        theta = np.random.normal(0, std, (self.num_input + 1, self.num_output))
        self.W, self.b = theta[:-1], theta[-1:]

    def forward(self, Input, labels):
        """Return the mean loss and the accuracy of Input (N, D) with labels (N,)."""
        column = np.reshape(labels, (-1, 1)).astype(np.intp)
        ones = np.ones((Input.shape[0], 1))
        self.X = np.hstack([Input, ones])
        self.column = column

        scores = self.X @ np.vstack([self.W, self.b])
        scores = scores - np.max(scores, 1)[:, None]
        self.exp_scores = np.exp(scores)
        sums = np.sum(self.exp_scores, 1)

        own_scores = np.take_along_axis(scores, column, axis=1)[:, 0]
        loss = np.mean(np.log(sums) - own_scores)
        acc = np.count_nonzero(np.argmax(scores, 1) == labels) / len(labels)
        return loss.item(), acc

    def gradient_computing(self):
        """Set grad_W (D, K) and grad_b (1, K), cut from the gradient of the folded weights."""
        prob = self.exp_scores / np.sum(self.exp_scores, 1, keepdims=True)
        own_prob = np.take_along_axis(prob, self.column, axis=1)
        np.put_along_axis(prob, self.column, own_prob - 1, axis=1)
        grad_theta = np.einsum("nd,nk->dk", self.X, prob, optimize=True) / len(prob)
        self.grad_W = grad_theta[:-1]
        self.grad_b = grad_theta[-1:]
