"""Activations as pairs of functions, and a base class that keeps what the backward pass needs."""

import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    return deviation * np.random.RandomState(seed).randn(num_input, num_output)


def xavier(num_input, num_output, seed):
    return gaussian(num_input, num_output, seed, 2 * (num_input + num_output) ** -0.5)


def msra(num_input, num_output, seed):
    return gaussian(num_input, num_output, seed) * 100 * np.sqrt(2.0 / num_input)


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.kept = Input
        return np.dot(Input, self.W) + np.broadcast_to(self.b, (Input.shape[0], self.W.shape[1]))

    def backward(self, delta):
        self.grad_W = np.einsum("nd,nm->dm", self.kept, delta)
        self.grad_b = np.sum(delta, axis=0)
        return np.einsum("nm,dm->nd", delta, self.W)


class Activation:
    def forward(self, Input):
        self.kept = Input.copy()
        return self.value(self.kept)

    def backward(self, delta):
        return np.multiply(self.slope_at(self.kept), delta)


class Sigmoid(Activation):
    def value(self, x):
        small = np.exp(-np.abs(x))
        return np.where(x < 0, small, 1.0) / (1 + small)

    def slope_at(self, x):
        return self.value(x) * self.value(-x)


class Tanh(Activation):
    def value(self, x):
        return np.tanh(x)

    def slope_at(self, x):
        return (1 - np.tanh(x)) * (1 + np.tanh(x))


class ReLU(Activation):
    def value(self, x):
        return x * (x > 0)

    def slope_at(self, x):
        return (x > 0).astype(float)


class LeakyReLU(Activation):
    def __init__(self, slope=0.1):
        self.slope = slope

    def value(self, x):
        return np.maximum(x, self.slope * x)

    def slope_at(self, x):
        return np.where(x > 0, 1, self.slope)


class ELU(Activation):
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def value(self, x):
        return np.maximum(x, 0) + self.alpha * (np.exp(np.minimum(x, 0)) - 1)

    def slope_at(self, x):
        return np.where(x > 0, 1.0, self.alpha * np.exp(np.minimum(x, 0)))
