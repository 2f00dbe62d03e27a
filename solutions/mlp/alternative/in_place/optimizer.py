"""Velocities and parameters updated in place."""

import numpy as np


class SGD:
    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay

    def step(self):
        for layer in self.layers:
            if hasattr(layer, "W"):
                self.move(layer, "W", layer.grad_W + self.weight_decay * layer.W)
                self.move(layer, "b", layer.grad_b)

    def move(self, layer, name, gradient):
        parameter = getattr(layer, name)
        if not hasattr(layer, "v_" + name):
            setattr(layer, "v_" + name, np.zeros(parameter.shape))
        v = getattr(layer, "v_" + name)
        v *= self.momentum
        v += gradient
        parameter -= self.learning_rate * v


def momentum_at(epoch, rise, start=0.5, end=0.9):
    return float(np.interp(epoch, [0, rise], [start, end]))


def inverse_rate(t, a, b):
    return np.divide(a, b + t)


class HalveOnPlateau:
    def __init__(self, learning_rate, patience=2):
        self.learning_rate = learning_rate
        self.patience = patience
        self.losses = []
        self.since = 0

    def update(self, loss):
        better = not self.losses or loss < min(self.losses)
        self.losses.append(loss)
        self.since = 0 if better else self.since + 1
        if self.since == self.patience:
            self.since = 0
            self.learning_rate = self.learning_rate / 2
        return self.learning_rate
