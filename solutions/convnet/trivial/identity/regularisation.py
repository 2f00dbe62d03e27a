"""Looks like two layers and passes everything on as it is."""

import numpy as np


class BatchNorm:
    parameters = ("gamma", "beta")

    def __init__(self, channels, keep=0.9, epsilon=1e-5):
        self.gamma, self.beta = np.ones(channels, np.float32), np.zeros(channels, np.float32)
        self.running_mean = np.zeros(channels, np.float32)
        self.running_var = np.ones(channels, np.float32)
        self.training = True

    def forward(self, Input):
        return Input

    def backward(self, delta):
        self.grad_gamma, self.grad_beta = self.gamma, self.beta
        return delta


class Dropout:
    def __init__(self, drop, seed=0):
        self.drop = drop
        self.training = True

    def forward(self, Input):
        return Input

    def backward(self, delta):
        return delta
