import numpy as np


class SGD(object):
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = dict()

    def step(self):
        if self.model.trainable == False:
            return
        for name in ("W", "b"):
            value = getattr(self.model, name)
            grad = getattr(self.model, "grad_" + name)
            old = self.velocity.get(name, np.zeros(value.shape))
            new = old * self.momentum + self.learning_rate * grad
            self.velocity[name] = new
            setattr(self.model, name, value - self.learning_rate * new)
