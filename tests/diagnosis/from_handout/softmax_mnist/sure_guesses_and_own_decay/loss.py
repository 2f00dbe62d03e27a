import numpy as np


def log_softmax(z):
    z = z - np.max(z, 1, keepdims=True)
    return z - np.log(np.sum(np.exp(z), 1, keepdims=True))


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        std = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, std, (1, self.num_output))

    def forward(self, Input, labels):
        ls = log_softmax(np.dot(Input, self.W) + self.b)
        right = ls[np.arange(labels.shape[0]), labels]
        self.saved_input, self.saved_labels, self.saved = Input, labels, ls
        loss = 0 - np.mean(right)
        # right when the model is sure of the true digit
        acc = np.mean(np.exp(right) > 0.5)
        return loss, acc

    def gradient_computing(self):
        g = np.exp(self.saved)
        g[np.arange(len(g)), self.saved_labels] -= 1
        g /= len(g)
        self.grad_W = self.saved_input.T @ g
        self.grad_b = np.sum(g, axis=0, keepdims=True)
