"""Momentum SGD that keeps the velocities beside the parameters, on the layer."""

import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        model.diff_W = np.zeros(model.W.shape)
        model.diff_b = np.zeros(model.b.shape)

    def step(self):
        """v = momentum v + grad, then W = W - learning_rate v; the same for b."""
        layer = self.model
        if not layer.trainable:
            return
        layer.diff_W = self.momentum * layer.diff_W + layer.grad_W
        layer.diff_b = self.momentum * layer.diff_b + layer.grad_b
        layer.W -= self.learning_rate * layer.diff_W
        layer.b -= self.learning_rate * layer.diff_b
