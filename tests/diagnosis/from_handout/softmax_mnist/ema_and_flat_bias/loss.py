import numpy as np


def softmax_parts(z):
    """Return log p and p."""
    z = z - z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return log_p, np.exp(log_p)


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
        z = Input @ self.W + self.b
        log_p, p = softmax_parts(z)
        labels = labels.astype(np.int64)
        chosen = np.take_along_axis(log_p, labels[:, np.newaxis], axis=1)
        loss = -chosen.mean()
        acc = np.equal(np.argmax(z, axis=1), labels).mean()

        # delta is all that the gradient needs besides the input
        self.delta = p
        self.delta[np.arange(labels.size), labels] -= 1.0
        self.delta = self.delta / labels.size
        self.Input = Input
        return loss, acc

    def gradient_computing(self):
        self.grad_W = self.Input.T @ self.delta
        self.grad_b = self.delta.sum(axis=0)
