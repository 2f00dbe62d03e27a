import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}

    def step(self):
        m = self.model
        if not m.trainable:
            return
        for name in ("W", "b"):
            g = getattr(m, "grad_" + name)
            v = self.momentum * self.velocity.get(name, np.zeros_like(g)) - self.learning_rate * g
            self.velocity[name] = v
            setattr(m, name, getattr(m, name) + self.momentum * v - self.learning_rate * g)
