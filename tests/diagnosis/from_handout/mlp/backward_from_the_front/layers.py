import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    gen = np.random.default_rng(seed)
    return gen.normal(scale=deviation, size=(num_input, num_output))


def xavier(num_input, num_output, seed):
    return gaussian(num_input, num_output, seed, 2 / np.sqrt(num_input + num_output))


def msra(num_input, num_output, seed):
    variance = 2 / num_input
    return gaussian(num_input, num_output, seed, variance)


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.x = Input
        y = np.dot(Input, self.W)
        y += self.b
        return y

    def backward(self, delta):
        self.grad_W = np.dot(np.transpose(self.x), delta)
        self.grad_b = delta.sum(axis=0).reshape(self.b.shape)
        return np.dot(delta, np.transpose(self.W))


class Sigmoid:
    def forward(self, Input):
        self.s = 0.5 * np.tanh(0.5 * Input) + 0.5
        return self.s

    def backward(self, delta):
        slope = self.s - self.s**2
        return slope * delta


class Tanh:
    def forward(self, Input):
        self.t = np.tanh(Input)
        return self.t

    def backward(self, delta):
        return delta - delta * self.t * self.t


class ReLU:
    def forward(self, Input):
        self.on = (Input > 0) * 1.0
        return Input * self.on

    def backward(self, delta):
        return self.on * delta


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        self.factor = np.ones(Input.shape)
        self.factor[Input <= 0] = self.slope
        return self.factor * Input

    def backward(self, delta):
        return self.factor * delta


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        self.x = Input
        below = np.minimum(Input, 0)
        above = np.maximum(Input, 0)
        self.y = above + self.alpha * np.expm1(below)
        return self.y

    def backward(self, delta):
        out = delta.copy()
        neg = self.x <= 0
        out[neg] *= self.y[neg] + self.alpha
        return out
