import numpy as np


class SGD:
    """Gradient descent on the W and b of one model."""

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}

    def _update(self, key, param, grad):
        v = self.velocity.setdefault(key, np.zeros_like(param))
        v = self.momentum * v + grad
        self.velocity[key] = v
        return param - self.learning_rate * v

    def step(self):
        if self.model.trainable:
            self.model.W = self._update("W", self.model.W, self.model.grad_W)
            self.model.b = self._update("b", self.model.b, self.model.grad_b)
