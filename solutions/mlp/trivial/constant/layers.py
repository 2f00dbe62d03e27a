"""Looks like layers and passes everything on as it is."""

import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    return np.zeros((num_input, num_output))


xavier = msra = gaussian


class FullyConnected:
    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = np.zeros((num_input, num_output))
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        return np.zeros((len(Input), self.W.shape[1]))

    def backward(self, delta):
        self.grad_W = np.zeros_like(self.W)
        self.grad_b = np.zeros_like(self.b)
        return np.zeros((len(delta), len(self.W)))


class Sigmoid:
    def forward(self, Input):
        return Input

    def backward(self, delta):
        return delta


class Tanh(Sigmoid):
    pass


class ReLU(Sigmoid):
    pass


class LeakyReLU(Sigmoid):
    pass


class ELU(Sigmoid):
    pass
