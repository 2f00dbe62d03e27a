"""Velocities with the learning rate inside, kept in lists."""


class SGD:
    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        self.layers = [layer for layer in layers if getattr(layer, "W", None) is not None]
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.v = [{"W": 0, "b": 0} for _ in self.layers]

    def step(self):
        for layer, v in zip(self.layers, self.v, strict=True):
            pull = {"W": self.weight_decay * layer.W, "b": 0}
            for name in v:
                down = getattr(layer, f"grad_{name}") + pull[name]
                v[name] = self.momentum * v[name] - self.learning_rate * down
                setattr(layer, name, getattr(layer, name) + v[name])


def momentum_at(epoch, rise, start=0.5, end=0.9):
    if epoch >= rise:
        return end
    return (start * (rise - epoch) + end * epoch) / rise


def inverse_rate(t, a, b):
    return a * (b + t) ** -1.0


class HalveOnPlateau:
    def __init__(self, learning_rate, patience=2):
        self.learning_rate = learning_rate
        self.patience = patience
        self.best = None
        self.waited = 0

    def update(self, loss):
        if self.best is None or loss < self.best:
            self.best, self.waited = loss, 0
            return self.learning_rate
        self.waited += 1
        if self.waited >= self.patience:
            self.learning_rate, self.waited = self.learning_rate * 0.5, 0
        return self.learning_rate
