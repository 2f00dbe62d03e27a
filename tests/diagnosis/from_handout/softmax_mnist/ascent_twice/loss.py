import numpy as np


class SoftmaxCrossEntropyLoss:

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input, self.num_output = num_input, num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        s = 2.0 / np.sqrt(self.num_input + self.num_output)
        self.W = s * np.random.randn(self.num_input, self.num_output)
        self.b = s * np.random.randn(1, self.num_output)

    def softmax(self, a):
        m = np.amax(a, axis=1, keepdims=True)
        e = np.exp(a - m)
        return e / np.sum(e, axis=1, keepdims=True)

    def forward(self, Input, labels):
        n = Input.shape[0]
        a = np.matmul(Input, self.W) + np.tile(self.b, (n, 1))
        self.cache = (Input, labels, self.softmax(a))
        # log sum exp by pairs
        lse = np.logaddexp.reduce(a, axis=1)
        loss_each = lse - np.take_along_axis(a, labels.reshape(-1, 1).astype("int64"), axis=1).ravel()
        pred = a.argmax(1)
        return np.average(loss_each), np.average((pred == labels) * 1.0)

    def gradient_computing(self):
        x, y, p = self.cache
        classes = np.arange(self.num_output)
        target = (classes[None, :] == y[:, None]).astype(np.float64)
        n = x.shape[0]
        diff = target - p
        self.grad_W = 1 / n * np.matmul(x.T, diff)
        self.grad_b = 1 / n * np.matmul(np.ones((1, n)), diff)
