import numpy as np

rng_of = np.random.default_rng


def gaussian(num_input, num_output, seed, deviation=0.01):
    return rng_of(seed).normal(0, deviation, size=(num_input, num_output))


def xavier(num_input, num_output, seed):
    return rng_of(seed).normal(0, np.sqrt(4 / (num_input + num_output)), size=(num_input, num_output))


def msra(num_input, num_output, seed):
    return rng_of(seed).normal(0, np.sqrt(2 / num_input), size=(num_input, num_output))


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.num_input, self.num_output = num_input, num_output
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.A = Input
        return self.A @ self.W + self.b

    def backward(self, delta):
        gW = self.A.T @ delta
        gb = np.add.reduce(delta, axis=0, keepdims=True)
        gx = delta @ self.W.T
        self.grad_W, self.grad_b = gW, gb
        return gx


def _sigmoid(x):
    neg = np.exp(np.minimum(x, 0))
    pos = np.exp(-np.maximum(x, 0))
    # for x >= 0: neg = 1; for x < 0: pos = 1
    return neg / (neg + pos)


class Sigmoid:
    def forward(self, Input):
        self.y = _sigmoid(Input)
        return self.y

    def backward(self, delta):
        return delta * self.y * (1 - self.y)


class Tanh:
    def forward(self, Input):
        self.y = np.tanh(Input)
        return self.y

    def backward(self, delta):
        return delta * (1 - self.y**2)


class ReLU:
    def forward(self, Input):
        self.x = Input
        out = np.zeros_like(Input)
        np.maximum(Input, 0, out=out)
        return out

    def backward(self, delta):
        return np.where(self.x > 0, delta, 0)


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        self.x = Input
        return np.where(Input > 0, Input, 0.1 * Input)

    def backward(self, delta):
        return np.where(self.x > 0, delta, 0.1 * delta)


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        self.x = Input
        self.ex = np.exp(np.clip(Input, None, 0))
        return np.where(Input > 0, Input, self.alpha * (self.ex - 1))

    def backward(self, delta):
        return delta * np.where(self.x > 0, 1, self.alpha * self.ex)
