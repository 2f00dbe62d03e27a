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
        params = {"W": self.model.W, "b": self.model.b}
        grads = {"W": self.model.grad_W, "b": self.model.grad_b}
        for key in params:
            if key not in self.velocity:
                self.velocity[key] = np.zeros_like(params[key])
            self.velocity[key] *= self.momentum
            self.velocity[key] += grads[key]
            params[key] -= self.learning_rate * self.velocity[key]
