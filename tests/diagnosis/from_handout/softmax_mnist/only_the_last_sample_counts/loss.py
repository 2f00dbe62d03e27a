import numpy as np
import math


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        sigma = math.sqrt(4.0 / (self.num_input + self.num_output))
        self.W = np.random.normal(loc=0.0, scale=sigma, size=(self.num_input, self.num_output))
        self.b = np.random.normal(loc=0.0, scale=sigma, size=(1, self.num_output))

    def forward(self, Input, labels):
        self.images = Input.copy()
        self.labels = labels.astype(np.int32)
        z = self.images @ self.W + self.b
        big = z.max(1).reshape(-1, 1)
        shifted = z - big
        log_of_sum = np.log(np.sum(np.exp(shifted), 1)).reshape(-1, 1)
        self.log_prob = shifted - log_of_sum
        mask = np.arange(self.num_output).reshape(1, -1) == self.labels.reshape(-1, 1)
        loss = -self.log_prob[mask].mean()
        acc = (z.argmax(axis=-1) == self.labels).sum() / labels.size
        return loss, acc

    def gradient_computing(self):
        prob = np.exp(self.log_prob)
        N = prob.shape[0]
        self.grad_W = np.zeros((self.num_input, self.num_output))
        self.grad_b = np.zeros((1, self.num_output))
        for i in range(N):
            row = prob[i].copy()
            row[self.labels[i]] -= 1.0
            self.grad_W = np.outer(self.images[i], row) / N
            self.grad_b += row / N
