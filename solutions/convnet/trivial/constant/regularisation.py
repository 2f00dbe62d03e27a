"""Looks like two layers and returns zeros."""

import numpy as np


class BatchNorm:
    parameters = ("gamma", "beta")

    def __init__(self, channels, keep=0.9, epsilon=1e-5):
        self.gamma = self.beta = np.zeros(channels)
        self.running_mean, self.running_var = np.zeros(channels), np.ones(channels)
        self.training = True

    def forward(self, Input):
        return np.zeros_like(Input)

    def backward(self, delta):
        self.grad_gamma, self.grad_beta = np.zeros_like(self.gamma), np.zeros_like(self.beta)
        return np.zeros_like(delta)


class Dropout:
    def __init__(self, drop, seed=0):
        self.training = True

    def forward(self, Input):
        return np.zeros_like(Input, dtype=np.float64)

    def backward(self, delta):
        return np.zeros_like(delta, dtype=np.float64)
