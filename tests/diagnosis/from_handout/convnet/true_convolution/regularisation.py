import numpy as np


class BatchNorm:
    parameters = ("gamma", "beta")

    def __init__(self, channels, keep=0.9, epsilon=1e-5):
        self.gamma = np.ones(channels, np.float32)
        self.beta = np.zeros(channels, np.float32)
        self.running_mean = np.zeros(channels, np.float32)
        self.running_var = np.ones(channels, np.float32)
        self.keep = keep
        self.epsilon = epsilon
        self.training = True

    def forward(self, Input):
        if self.training:
            mu = Input.mean(axis=(0, 2, 3))
            var = Input.var(axis=(0, 2, 3))
            self.running_mean = self.keep * self.running_mean + (1 - self.keep) * mu
            self.running_var = self.keep * self.running_var + (1 - self.keep) * var
        else:
            mu, var = self.running_mean, self.running_var
        self.std = np.sqrt(var + self.epsilon)
        self.x = (Input - mu[:, None, None]) / self.std[:, None, None]
        return self.gamma[:, None, None] * self.x + self.beta[:, None, None]

    def backward(self, delta):
        self.grad_beta = delta.sum(axis=(0, 2, 3))
        self.grad_gamma = (delta * self.x).sum(axis=(0, 2, 3))
        mean_delta = delta.mean(axis=(0, 2, 3), keepdims=True)
        mean_dx = (delta * self.x).mean(axis=(0, 2, 3), keepdims=True)
        return (self.gamma / self.std)[:, None, None] * (delta - mean_delta - self.x * mean_dx)


def per_channel(values):
    return values[:, np.newaxis, np.newaxis]


class Dropout:
    def __init__(self, drop, seed=0):
        self.drop = drop
        self.rng = np.random.default_rng(seed)
        self.training = True

    def forward(self, Input):
        if not self.training:
            return Input
        self.mask = (self.rng.random(Input.shape) >= self.drop).astype(Input.dtype) / (1 - self.drop)
        self.mask = self.mask.astype(Input.dtype)
        return Input * self.mask

    def backward(self, delta):
        return delta * self.mask
