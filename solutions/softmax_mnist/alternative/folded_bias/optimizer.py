"""Momentum SGD that makes its velocities at the first step."""

import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.lr = learning_rate
        self.mu = momentum
        self.velocities = None

    def step(self):
        """v = mu v + grad, then W = W - lr v; the same for b."""
        model = self.model
        if model.trainable:
            gradients = [model.grad_W, model.grad_b]
            if self.velocities is None:
                self.velocities = [np.zeros_like(gradient) for gradient in gradients]
            self.velocities = [
                self.mu * v + gradient
                for v, gradient in zip(self.velocities, gradients, strict=True)
            ]
            v_W, v_b = self.velocities
            model.W = model.W - self.lr * v_W
            model.b = model.b - self.lr * v_b
