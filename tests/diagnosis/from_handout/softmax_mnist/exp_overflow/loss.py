"""Softmax regression."""
import numpy as np


class SoftmaxCrossEntropyLoss:

    def __init__(self, num_input, num_output, trainable=True):
        """Make the layer and draw its first weights."""
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        deviation = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, deviation, (self.num_input, self.num_output))
        self.b = np.random.normal(0, deviation, (1, self.num_output))

    def one_hot(self, labels):
        return (labels[:, None] == np.arange(self.num_output)[None, :]).astype(np.float64)

    def forward(self, Input, labels):
        self.X = Input
        self.T = self.one_hot(labels)
        z = np.einsum("nd,dk->nk", Input, self.W) + self.b
        # log softmax = z - logsumexp(z)
        logsumexp = np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        self.log_prob = z - logsumexp
        per_sample = np.einsum("nk,nk->n", self.T, self.log_prob)
        loss = -per_sample.mean()
        acc = float(np.count_nonzero(z.argmax(axis=1) == labels)) / len(labels)
        return float(loss), acc

    def gradient_computing(self):
        delta = (np.exp(self.log_prob) - self.T) / len(self.X)
        self.grad_W = np.einsum("nd,nk->dk", self.X, delta)
        self.grad_b = np.ones((1, len(self.X))) @ delta
