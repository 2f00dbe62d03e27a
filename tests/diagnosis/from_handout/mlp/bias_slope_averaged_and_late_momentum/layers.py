import numpy as np


def draw(deviation, D, M, seed):
    return deviation * np.random.default_rng(seed).standard_normal((D, M))


def gaussian(num_input, num_output, seed, deviation=0.01):
    return draw(deviation, num_input, num_output, seed)


def xavier(num_input, num_output, seed):
    return draw(2 / np.sqrt(num_input + num_output), num_input, num_output, seed)


def msra(num_input, num_output, seed):
    return draw(np.sqrt(2 / num_input), num_input, num_output, seed)


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.x = Input
        return Input.dot(self.W) + self.b

    def backward(self, delta):
        self.grad_W = self.x.T.dot(delta)
        self.grad_b = delta.mean(0)[None, :]
        return delta.dot(self.W.T)


class Sigmoid:
    def forward(self, Input):
        e = np.exp(-abs(Input))
        self.f = np.where(Input >= 0, 1, e) / (1 + e)
        return self.f

    def backward(self, delta):
        return self.f * (1 - self.f) * delta


class Tanh:
    def forward(self, Input):
        self.f = np.tanh(Input)
        return self.f

    def backward(self, delta):
        return (1 - self.f**2) * delta


class ReLU:
    def forward(self, Input):
        self.on = Input > 0
        return Input * self.on

    def backward(self, delta):
        return delta * self.on


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        self.factor = np.where(Input > 0, 1.0, self.slope)
        return Input * self.factor

    def backward(self, delta):
        return delta * self.factor


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        low = self.alpha * np.expm1(np.minimum(Input, 0))
        self.df = np.where(Input > 0, 1.0, low + self.alpha)
        return np.where(Input > 0, Input, low)

    def backward(self, delta):
        return delta * self.df
