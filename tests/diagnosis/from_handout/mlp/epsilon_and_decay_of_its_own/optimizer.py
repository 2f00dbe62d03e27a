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
            if number not in self.velocity:
                self.velocity[number] = [np.zeros(layer.W.shape), np.zeros(layer.b.shape)]
            vw, vb = self.velocity[number]
            vw = self.momentum * vw + layer.grad_W
            vb = self.momentum * vb + layer.grad_b
            layer.W = (1 - self.weight_decay) * layer.W - self.learning_rate * vw
            layer.b = layer.b - self.learning_rate * vb
            self.velocity[number] = [vw, vb]


def momentum_at(epoch, rise, start=0.5, end=0.9):
    if epoch >= rise:
        return end
    return start + epoch * (end - start) / rise


def inverse_rate(t, a, b):
    return a / (t + b)


class HalveOnPlateau:
    def __init__(self, learning_rate, patience=2):
        self.learning_rate = learning_rate
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def update(self, loss):
        if loss < self.best:
            self.best = loss
            self.waited = 0
            return self.learning_rate
        self.waited += 1
        if self.waited >= self.patience:
            self.learning_rate *= 0.5
            self.waited = 0
        return self.learning_rate
