import numpy as np


class SGD:
    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}

    def step(self):
        for number, layer in enumerate(self.layers):
            if not hasattr(layer, "W"):
                continue

            gW = layer.grad_W + self.weight_decay * layer.W
            gb = layer.grad_b

            if number in self.velocity:
                vW, vb = self.velocity[number]
            else:
                vW, vb = np.zeros_like(gW), np.zeros_like(gb)

            vW = self.momentum * vW - self.learning_rate * gW
            vb = self.momentum * vb - self.learning_rate * gb
            self.velocity[number] = vW, vb

            layer.W = layer.W + vW
            layer.b = layer.b + vb


def momentum_at(epoch, rise, start=0.5, end=0.9):
    return float(np.interp(epoch, [0, rise], [start, end]))


def inverse_rate(t, a, b):
    return a / (b + t)


class HalveOnPlateau:
    def __init__(self, learning_rate, patience=2):
        self.learning_rate = learning_rate
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def update(self, loss):
        self.waited += 1
        if loss < self.best:
            self.best = loss
            self.waited = 0
        if self.waited == self.patience:
            self.learning_rate *= 0.5
            self.waited = 0
        return self.learning_rate
