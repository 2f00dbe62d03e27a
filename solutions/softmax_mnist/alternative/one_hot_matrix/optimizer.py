"""Momentum SGD that updates velocities and parameters in place."""

import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v_W = np.zeros_like(model.W)
        self.v_b = np.zeros_like(model.b)

    def step(self):
        """v = momentum v - learning_rate grad, then W = W + v; the same for b."""
        if self.model.trainable:
            self.v_W *= self.momentum
            self.v_W -= self.learning_rate * self.model.grad_W
            self.model.W += self.v_W

            self.v_b *= self.momentum
            self.v_b -= self.learning_rate * self.model.grad_b
            self.model.b += self.v_b
