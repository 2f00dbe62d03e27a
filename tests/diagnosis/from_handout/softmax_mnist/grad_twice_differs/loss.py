import numpy as np


class SoftmaxCrossEntropyLoss:
    """One linear layer, softmax, and the mean cross-entropy of a batch.

    Attributes:
        W: weights, shape (D, K), float64.
        b: biases, shape (1, K), float64.
        grad_W: d loss / d W, shape (D, K); set by gradient_computing().
        grad_b: d loss / d b, shape (1, K); set by gradient_computing().
        trainable: the optimizer leaves W and b alone when this is False.
    """

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.grad_W = None
        self.grad_b = None
        self.XavierInit()

    def XavierInit(self):
        deviation = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, deviation, (self.num_input, self.num_output))
        self.b = np.random.normal(0, deviation, (1, self.num_output))

    def forward(self, Input, labels):
        N, D = Input.shape
        z = Input.dot(self.W) + self.b              # (N, K)
        m = np.amax(z, axis=1, keepdims=True)       # (N, 1)
        e = np.exp(z - m)                           # (N, K)
        s = e.sum(axis=1, keepdims=True)            # (N, 1)
        right = z[np.arange(N), labels]             # (N,)
        nll = m[:, 0] + np.log(s[:, 0]) - right     # (N,)
        self.probs = e / s
        self.saved_input, self.saved_labels = Input, labels
        return nll.mean(), np.mean(z.argmax(1) == labels)

    def gradient_computing(self):
        N = len(self.saved_labels)
        self.probs[np.arange(N), self.saved_labels] -= 1
        self.probs /= N
        self.grad_W = self.saved_input.T.dot(self.probs)
        self.grad_b = self.probs.sum(axis=0, keepdims=True)
