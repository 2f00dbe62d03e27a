import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}

    def step(self):
        if self.model.trainable:
            # a little regularization against overfitting
            reg = 0.01
            gw = self.model.grad_W + reg * self.model.W
            gb = self.model.grad_b
            self.velocity["W"] = self.momentum * self.velocity.get("W", 0) - self.learning_rate * gw
            self.velocity["b"] = self.momentum * self.velocity.get("b", 0) - self.learning_rate * gb
            self.model.W = self.model.W + self.velocity["W"]
            self.model.b = self.model.b + self.velocity["b"]
