import numpy as np


class SGD:
    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}

    def step(self):
        for index, layer in enumerate(self.layers):
            if hasattr(layer, "W"):
                if index not in self.velocity:
                    # 速度初始为 0
                    self.velocity[index] = [np.zeros_like(layer.W), np.zeros_like(layer.b)]
                v = self.velocity[index]
                v[0] = self.momentum * v[0] + layer.grad_W + self.weight_decay * layer.W
                v[1] = self.momentum * v[1] + layer.grad_b
                layer.W -= self.learning_rate * v[0]
                layer.b -= self.learning_rate * v[1]


def momentum_at(epoch, rise, start=0.5, end=0.9):
    return start + (end - start) * min(epoch / rise, 1.0)


def inverse_rate(t, a, b):
    return a / (b + t)


class HalveOnPlateau:
    def __init__(self, learning_rate, patience=2):
        self.learning_rate = learning_rate
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def update(self, loss):
        if loss < self.best:
            self.best, self.waited = loss, 0
            return self.learning_rate
        self.waited += 1
        if self.waited == self.patience:
            self.learning_rate *= 0.5
            self.waited = 0
        return self.learning_rate
