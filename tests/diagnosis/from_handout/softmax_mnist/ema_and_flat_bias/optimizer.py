import numpy as np


class SGD:

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {"W": np.zeros_like(model.W), "b": np.zeros_like(model.b)}

    def step(self):
        if not self.model.trainable:
            return

        beta = self.momentum
        # moving average of the gradients
        self.velocity["W"] = beta * self.velocity["W"] + (1 - beta) * self.model.grad_W
        self.velocity["b"] = beta * self.velocity["b"] + (1 - beta) * self.model.grad_b

        self.model.W = self.model.W - self.learning_rate * self.velocity["W"]
        self.model.b = self.model.b - self.learning_rate * self.velocity["b"]
