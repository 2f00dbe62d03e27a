"""Layers: forward keeps what backward needs."""

import numpy as np


def _draw(shape, std, seed):
    return np.random.default_rng(seed).normal(0.0, std, size=shape)


def gaussian(num_input, num_output, seed, deviation=0.01):
    return _draw((num_input, num_output), deviation, seed)


def xavier(num_input, num_output, seed):
    # Glorot & Bengio: Var(W) = 2 / (fan_in + fan_out)
    return _draw((num_input, num_output), np.sqrt(2.0 / (num_input + num_output)), seed)


def msra(num_input, num_output, seed):
    # He et al.
    return _draw((num_input, num_output), np.sqrt(2.0 / num_input), seed)


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))
        self.grad_W = np.zeros_like(self.W)
        self.grad_b = np.zeros_like(self.b)

    def forward(self, Input):
        self.last_input = Input
        return np.einsum("nd,dm->nm", Input, self.W, optimize=True) + self.b

    def backward(self, delta):
        self.grad_W = np.einsum("nd,nm->dm", self.last_input, delta, optimize=True)
        self.grad_b = np.einsum("nm->m", delta)[None, :]
        return np.einsum("nm,dm->nd", delta, self.W, optimize=True)


class Activation:
    """Elementwise layer: subclasses give the function and its slope."""

    def forward(self, Input):
        self.x = Input
        return self.f(Input)

    def backward(self, delta):
        return delta * self.df(self.x)


class Sigmoid(Activation):
    def f(self, x):
        t = np.exp(-np.abs(x))
        return np.where(x < 0, t, 1.0) / (1.0 + t)

    def df(self, x):
        y = self.f(x)
        return y * (1.0 - y)


class Tanh(Activation):
    def f(self, x):
        return np.tanh(x)

    def df(self, x):
        return 1.0 - np.tanh(x) ** 2


class ReLU(Activation):
    def f(self, x):
        return x * (x > 0)

    def backward(self, delta):
        return delta * (delta > 0)


class LeakyReLU(Activation):
    def __init__(self, slope=0.1):
        self.slope = slope

    def f(self, x):
        return x * self.df(x)

    def df(self, x):
        return (x > 0) + self.slope * (x <= 0)


class ELU(Activation):
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def f(self, x):
        below = np.minimum(x, 0.0)
        return np.maximum(x, 0.0) + self.alpha * (np.exp(below) - 1.0)

    def df(self, x):
        return np.where(x > 0, 1.0, self.alpha * np.exp(np.minimum(x, 0.0)))
