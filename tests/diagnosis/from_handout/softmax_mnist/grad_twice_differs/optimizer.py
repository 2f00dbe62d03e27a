"""Stochastic gradient descent with momentum."""


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}

    def step(self):
        if not self.model.trainable:
            return
        for name in ("W", "b"):
            grad = getattr(self.model, "grad_" + name)
            v = self.momentum * self.velocity.get(name, 0.0) - self.learning_rate * grad
            self.velocity[name] = v
            setattr(self.model, name, getattr(self.model, name) + v)
