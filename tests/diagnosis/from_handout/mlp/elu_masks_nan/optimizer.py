import numpy as np


class SGD:
    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}
        for i, layer in enumerate(layers):
            if hasattr(layer, "W"):
                self.velocity[i] = {"W": np.zeros(layer.W.shape), "b": np.zeros(layer.b.shape)}

    def step(self):
        for i, v in self.velocity.items():
            layer = self.layers[i]
            v["W"] = self.momentum * v["W"] + layer.grad_W + self.weight_decay * layer.W
            v["b"] = self.momentum * v["b"] + layer.grad_b
            layer.W = layer.W - self.learning_rate * v["W"]
            layer.b = layer.b - self.learning_rate * v["b"]


def momentum_at(epoch, rise, start=0.5, end=0.9):
    if epoch < rise:
        return start + epoch * (end - start) / rise
    else:
        return end


def inverse_rate(t, a, b):
    return a / (b + t)


class HalveOnPlateau:
    def __init__(self, learning_rate, patience=2):
        self.learning_rate = learning_rate
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def update(self, loss):
        if loss >= self.best:
            self.waited += 1
        else:
            self.best = loss
            self.waited = 0
        if self.waited == self.patience:
            self.learning_rate, self.waited = self.learning_rate / 2, 0
        return self.learning_rate
