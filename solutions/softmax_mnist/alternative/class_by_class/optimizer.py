"""Momentum SGD over a list of parameter names, with a dictionary of velocities."""


class SGD:
    parameters = ("W", "b")

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = dict.fromkeys(self.parameters, 0)

    def step(self):
        """v = momentum v + grad, then parameter = parameter - learning_rate v."""
        if not self.model.trainable:
            return
        for name in self.parameters:
            gradient = getattr(self.model, "grad_" + name)
            self.velocity[name] = self.momentum * self.velocity[name] + gradient
            value = getattr(self.model, name) - self.learning_rate * self.velocity[name]
            setattr(self.model, name, value)
