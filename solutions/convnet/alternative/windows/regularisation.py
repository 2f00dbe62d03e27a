"""Batch norm on rows of channels, its backward pass step by step; dropout by choosing."""

import numpy as np


class BatchNorm:
    parameters = ("gamma", "beta")

    def __init__(self, channels, keep=0.9, epsilon=1e-5):
        self.gamma = np.ones(channels, dtype=np.float32)
        self.beta = np.zeros(channels, dtype=np.float32)
        self.running_mean = np.zeros(channels, dtype=np.float32)
        self.running_var = np.ones(channels, dtype=np.float32)
        self.keep, self.epsilon = keep, epsilon
        self.training = True

    def forward(self, Input):
        N, C, H, W = Input.shape
        rows = Input.transpose(0, 2, 3, 1).reshape(-1, C)
        if self.training:
            mean = rows.mean(axis=0)
            var = ((rows - mean) ** 2).mean(axis=0)
            self.running_mean = self.running_mean + (1 - self.keep) * (mean - self.running_mean)
            self.running_var = self.running_var + (1 - self.keep) * (var - self.running_var)
        else:
            mean, var = self.running_mean, self.running_var
        self.centred = rows - mean
        self.root = (var + self.epsilon) ** 0.5
        output = self.gamma * (self.centred / self.root) + self.beta
        return output.reshape(N, H, W, C).transpose(0, 3, 1, 2)

    def backward(self, delta):
        N, C, H, W = delta.shape
        rows = delta.transpose(0, 2, 3, 1).reshape(-1, C)
        self.grad_beta = np.sum(rows, axis=0)
        self.grad_gamma = np.sum(rows * self.centred / self.root, axis=0)
        grad_x = rows * self.gamma
        grad_root = -np.sum(grad_x * self.centred, axis=0) / self.root**2
        grad_var = grad_root / (2 * self.root)
        grad_centred = grad_x / self.root + 2 * self.centred * grad_var / len(rows)
        back = grad_centred - grad_centred.mean(axis=0)
        return back.reshape(N, H, W, C).transpose(0, 3, 1, 2)


class Dropout:
    def __init__(self, drop, seed=0):
        self.drop, self.training = drop, True
        self.rng = np.random.default_rng(seed)

    def forward(self, Input):
        if self.training:
            self.kept = self.rng.uniform(size=Input.shape) < 1 - self.drop
            return np.where(self.kept, Input / (1 - self.drop), Input.dtype.type(0))
        return Input.copy()

    def backward(self, delta):
        return np.where(self.kept, delta / (1 - self.drop), delta.dtype.type(0))
