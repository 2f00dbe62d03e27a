"""Velocities made at once, of the shapes that the layer's own numbers give."""

import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v_W = np.zeros((model.num_input, model.num_output))
        self.v_b = np.zeros((1, model.num_output))

    def step(self):
        if not self.model.trainable:
            return
        self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
        self.v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b
        self.model.W = self.model.W + self.v_W
        self.model.b = self.model.b + self.v_b
