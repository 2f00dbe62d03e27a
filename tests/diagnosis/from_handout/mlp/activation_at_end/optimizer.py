class SGD:

    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}

    def step(self):
        for layer in self.layers:
            if hasattr(layer, "W"):
                v = self.velocity.setdefault(layer, {"W": 0.0, "b": 0.0})
                v["W"] = self.momentum * v["W"] + (layer.grad_W + self.weight_decay * layer.W)
                v["b"] = self.momentum * v["b"] + layer.grad_b   # 偏置不做衰减
                layer.W = layer.W - self.learning_rate * v["W"]
                layer.b = layer.b - self.learning_rate * v["b"]


def momentum_at(epoch, rise, start=0.5, end=0.9):
    return end if epoch >= rise else start + (end - start) * (epoch / rise)


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
            self.best = loss
            self.waited = 0
        else:
            self.waited = self.waited + 1

        if self.waited >= self.patience:
            self.learning_rate = self.learning_rate / 2
            self.waited = 0

        return self.learning_rate
