"""SGD with momentum."""

import numpy as np


class SGD:

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}

    def step(self):
        if not self.model.trainable:
            return
        if len(self.velocity) == 0:
            self.velocity["W"] = np.zeros_like(self.model.W)
            self.velocity["b"] = np.zeros_like(self.model.b)

        self.velocity["W"] = self.momentum * self.velocity["W"] - self.learning_rate * self.model.grad_W
        self.velocity["b"] = self.momentum * self.velocity["b"] - self.learning_rate * self.model.grad_b
        self.model.W = self.model.W + self.velocity["W"]
        self.model.b = self.model.b + self.velocity["b"]
