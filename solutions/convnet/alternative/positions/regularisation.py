"""Batch norm with axes of length 1 kept, the gradient in one fraction; dropout with a mask of 0 and 1."""

import numpy as np

AXES = (0, 2, 3)


class BatchNorm:
    parameters = ("gamma", "beta")

    def __init__(self, channels, keep=0.9, epsilon=1e-5):
        self.gamma = np.full(channels, 1, np.float32)
        self.beta = np.full(channels, 0, np.float32)
        self.running_mean = np.full(channels, 0, np.float32)
        self.running_var = np.full(channels, 1, np.float32)
        self.keep = keep
        self.epsilon = epsilon
        self.training = True

    def forward(self, Input):
        shape = (1, -1, 1, 1)
        if not self.training:
            scale = self.gamma / np.sqrt(self.running_var + self.epsilon)
            shift = self.beta - scale * self.running_mean
            return Input * scale.reshape(shape) + shift.reshape(shape)
        mean = np.mean(Input, axis=AXES, keepdims=True)
        var = np.mean(np.square(Input - mean), axis=AXES, keepdims=True)
        for name, batch in (("running_mean", mean), ("running_var", var)):
            old = getattr(self, name)
            setattr(self, name, self.keep * old + (1 - self.keep) * batch.ravel())
        self.inverse = 1 / np.sqrt(var + self.epsilon)
        self.normal = (Input - mean) * self.inverse
        return self.normal * self.gamma.reshape(shape) + self.beta.reshape(shape)

    def backward(self, delta):
        M = delta[:, 0].size
        total = np.sum(delta, axis=AXES, keepdims=True)
        product = np.sum(delta * self.normal, axis=AXES, keepdims=True)
        self.grad_beta, self.grad_gamma = total.ravel(), product.ravel()
        scale = self.gamma.reshape(1, -1, 1, 1) * self.inverse / M
        return scale * (M * delta - total - self.normal * product)


class Dropout:
    def __init__(self, drop, seed=0):
        self.drop = drop
        self.training = True
        self.rng = np.random.default_rng(seed + 17)

    def forward(self, Input):
        if not self.training:
            return Input
        keep = 1.0 - self.drop
        self.mask = self.rng.binomial(1, keep, Input.shape).astype(Input.dtype) / keep
        return self.mask * Input

    def backward(self, delta):
        return self.mask * delta
