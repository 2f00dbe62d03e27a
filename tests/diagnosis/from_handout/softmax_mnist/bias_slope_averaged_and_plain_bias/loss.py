import numpy as np


def targets_of(labels, K):
    T = np.zeros((labels.size, K))
    T[np.arange(labels.size), labels] = 1
    return T


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
        scores = np.matmul(Input, self.W) + self.b
        scores = scores - scores.max(axis=1, keepdims=True)
        log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
        self.cache = (Input, np.exp(log_p), targets_of(labels, self.num_output))
        loss = -(self.cache[2] * log_p).sum() / len(labels)
        acc = (scores.argmax(axis=1) == labels).mean()
        return loss, acc

    def gradient_computing(self):
        Input, p, T = self.cache
        diff = (p - T) / len(Input)
        self.grad_W = np.matmul(Input.T, diff)
        self.grad_b = np.mean(diff, axis=0, keepdims=True)
