"""The layers of a multilayer perceptron."""

import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    rng = np.random.default_rng(seed)
    return rng.normal(0, deviation, (num_input, num_output))


def xavier(num_input, num_output, seed):
    return gaussian(num_input, num_output, seed, np.sqrt(4 / (num_input + num_output)))


def msra(num_input, num_output, seed):
    return gaussian(num_input, num_output, seed, np.sqrt(2 / num_input))


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.Input = Input
        return Input @ self.W + self.b

    def backward(self, delta):
        self.grad_W = self.Input.T @ delta
        self.grad_b = delta.sum(axis=0, keepdims=True)
        return delta @ self.W.T


class Sigmoid:
    """f(x) = 1 / (1 + exp(-x)), and f'(x) = f(x) (1 - f(x))."""

    def forward(self, Input):
        self.Input = Input
        small = np.exp(-np.abs(Input))
        return np.where(Input >= 0, 1 / (1 + small), small / (1 + small))

    def backward(self, delta):
        return delta * self.Input * (1 - self.Input)


class Tanh:
    def forward(self, Input):
        self.out = np.tanh(Input)
        return self.out

    def backward(self, delta):
        return delta * (1 - self.out**2)


class ReLU:
    def forward(self, Input):
        self.Input = Input
        return np.maximum(Input, 0)

    def backward(self, delta):
        return delta * (self.Input > 0)


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        self.Input = Input
        return np.where(Input > 0, Input, self.slope * Input)

    def backward(self, delta):
        return np.where(self.Input > 0, delta, self.slope * delta)


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        self.Input = Input
        self.out = np.where(Input > 0, Input, self.alpha * (np.exp(np.minimum(Input, 0)) - 1))
        return self.out

    def backward(self, delta):
        return np.where(self.Input > 0, delta, delta * (self.out + self.alpha))
