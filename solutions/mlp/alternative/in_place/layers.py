"""Layers that work in place on arrays of their own."""

import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((num_input, num_output)) * deviation


def xavier(num_input, num_output, seed):
    std = np.sqrt(4.0 / (num_input + num_output))
    return gaussian(num_input, num_output, seed, deviation=std)


def msra(num_input, num_output, seed):
    rng = np.random.default_rng(seed + 1_000_000)
    return rng.normal(scale=(2 / num_input) ** 0.5, size=(num_input, num_output))


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.X = Input
        output = np.matmul(Input, self.W)
        output += self.b
        return output

    def backward(self, delta):
        ones = np.ones((1, len(delta)))
        self.grad_W = np.matmul(self.X.transpose(), delta)
        self.grad_b = np.matmul(ones, delta)
        return np.matmul(delta, self.W.transpose())


class Sigmoid:
    def forward(self, Input):
        self.y = 0.5 * np.tanh(0.5 * Input)
        self.y += 0.5
        return self.y.copy()

    def backward(self, delta):
        slope = self.y - self.y**2
        slope *= delta
        return slope


class Tanh:
    def forward(self, Input):
        self.y = np.tanh(Input)
        return self.y.copy()

    def backward(self, delta):
        return delta - delta * np.square(self.y)


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        self.negative = Input <= 0
        output = Input.copy()
        output[self.negative] *= self.slope
        return output

    def backward(self, delta):
        back = delta.copy()
        back[self.negative] *= self.slope
        return back


class ReLU(LeakyReLU):
    def __init__(self):
        super().__init__(0.0)


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        self.slopes = np.ones_like(Input)
        below = Input <= 0
        self.slopes[below] = self.alpha * np.exp(Input[below])
        output = Input.copy()
        output[below] = self.slopes[below] - self.alpha
        return output

    def backward(self, delta):
        return self.slopes * delta
