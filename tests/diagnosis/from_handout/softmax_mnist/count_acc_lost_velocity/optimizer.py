"""Stochastic gradient descent with momentum."""
import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum

    def step(self):
        model = self.model
        if not model.trainable:
            return

        velocity_W = np.zeros_like(model.W)
        velocity_b = np.zeros_like(model.b)

        velocity_W = self.momentum * velocity_W - self.learning_rate * model.grad_W
        velocity_b = self.momentum * velocity_b - self.learning_rate * model.grad_b

        model.W = model.W + velocity_W
        model.b = model.b + velocity_b
