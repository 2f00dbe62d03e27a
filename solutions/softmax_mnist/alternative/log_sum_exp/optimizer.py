"""Momentum SGD whose velocities start as the number 0, with an optional bound on the gradient."""

import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0, clip=None):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.clip = clip
        self.v_W = 0
        self.v_b = 0

    def step(self):
        """v = momentum v - learning_rate grad, then W = W + v; the same for b."""
        if not self.model.trainable:
            return
        self.v_W = self.momentum * self.v_W - self.learning_rate * self.bounded(self.model.grad_W)
        self.v_b = self.momentum * self.v_b - self.learning_rate * self.bounded(self.model.grad_b)
        self.model.W = self.model.W + self.v_W
        self.model.b = self.model.b + self.v_b

    def bounded(self, gradient):
        """Return the gradient, cut off at +-clip if there is one."""
        if self.clip is None:
            return gradient
        return np.clip(gradient, -self.clip, self.clip)
