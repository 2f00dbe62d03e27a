import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}
        self.v_w = np.zeros_like(model.W)
        self.v_b = np.zeros_like(model.b)

    def step(self):
        if self.model.trainable:
            self.v_w = self.v_w * self.momentum
            self.v_w = self.v_w - self.learning_rate * self.model.grad_W
            self.model.W += self.v_w
            self.v_b = self.v_b * self.momentum
            self.v_b = self.v_b - self.learning_rate * self.model.grad_b
            self.model.b += self.v_b
