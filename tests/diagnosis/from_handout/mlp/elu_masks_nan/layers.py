"""MLP layers."""
import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    generator = np.random.default_rng(seed)
    W = generator.normal(0, deviation, (num_input, num_output))
    return W


def xavier(num_input, num_output, seed):
    generator = np.random.default_rng(seed)
    W = generator.normal(0, 2 / np.sqrt(num_input + num_output), (num_input, num_output))
    return W


def msra(num_input, num_output, seed):
    generator = np.random.default_rng(seed)
    W = generator.normal(0, np.sqrt(2) / np.sqrt(num_input), (num_input, num_output))
    return W


class ReLU:
    def forward(self, Input):
        self.active = (Input > 0).astype(float)
        return Input * self.active

    def backward(self, delta):
        return delta * self.active


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        self.positive = Input > 0
        return self.positive * Input + ~self.positive * self.slope * Input

    def backward(self, delta):
        return self.positive * delta + ~self.positive * self.slope * delta


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        positive = Input > 0
        self.Input = Input
        return positive * Input + ~positive * self.alpha * (np.exp(Input) - 1)

    def backward(self, delta):
        slope = np.ones_like(self.Input)
        below = self.Input <= 0
        slope[below] = self.alpha * np.exp(self.Input[below])
        return delta * slope


class Sigmoid:
    def forward(self, Input):
        positive = Input >= 0
        e = np.exp(np.where(positive, -Input, Input))
        self.f = positive / (1 + e) + ~positive * e / (1 + e)
        return self.f

    def backward(self, delta):
        return delta * self.f * (1 - self.f)


class Tanh:
    def forward(self, Input):
        self.f = np.tanh(Input)
        return self.f

    def backward(self, delta):
        return delta * (1 - self.f) * (1 + self.f)


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.Input = Input
        return Input.dot(self.W) + self.b

    def backward(self, delta):
        self.grad_W = self.Input.T.dot(delta)
        self.grad_b = delta.sum(0, keepdims=True)
        grad_Input = delta.dot(self.W.T)
        return grad_Input
