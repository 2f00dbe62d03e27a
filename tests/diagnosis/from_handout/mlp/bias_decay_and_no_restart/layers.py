import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    return np.random.default_rng(seed).normal(loc=0, scale=deviation, size=(num_input, num_output))


def xavier(num_input, num_output, seed):
    var = 4 / (num_input + num_output)
    return np.random.default_rng(seed).normal(loc=0, scale=np.sqrt(var), size=(num_input, num_output))


def msra(num_input, num_output, seed):
    var = 2 / num_input
    return np.random.default_rng(seed).normal(loc=0, scale=np.sqrt(var), size=(num_input, num_output))


class FullyConnected:

    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.cache = Input
        return np.matmul(Input, self.W) + self.b

    def backward(self, delta):
        Input = self.cache
        self.grad_b = np.sum(delta, axis=0).reshape(self.b.shape)
        self.grad_W = np.matmul(Input.T, delta)
        return np.matmul(delta, self.W.T)


class Sigmoid:

    def forward(self, Input):
        e = np.exp(-np.abs(Input))
        positive = 1 / (1 + e)
        negative = e / (1 + e)
        self.cache = np.where(Input > 0, positive, negative)
        return self.cache

    def backward(self, delta):
        f = self.cache
        return delta * (f - f * f)


class Tanh:

    def forward(self, Input):
        self.cache = np.tanh(Input)
        return self.cache

    def backward(self, delta):
        return delta - delta * self.cache**2


class ReLU:

    def forward(self, Input):
        self.cache = Input
        return Input.clip(min=0)

    def backward(self, delta):
        out = delta.copy()
        out[self.cache <= 0] = 0
        return out


class LeakyReLU:

    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        self.cache = Input
        out = Input.copy()
        out[Input <= 0] *= self.slope
        return out

    def backward(self, delta):
        out = delta.copy()
        out[self.cache <= 0] *= self.slope
        return out


class ELU:

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        self.cache = Input
        out = Input.copy()
        low = Input <= 0
        out[low] = self.alpha * (np.exp(Input[low]) - 1)
        return out

    def backward(self, delta):
        out = delta.copy()
        low = self.cache <= 0
        out[low] = delta[low] * self.alpha * np.exp(self.cache[low])
        return out
