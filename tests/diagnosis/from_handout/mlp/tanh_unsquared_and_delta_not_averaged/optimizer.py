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
            slopes = {"W": layer.grad_W + self.weight_decay * layer.W, "b": layer.grad_b}
            for name, g in slopes.items():
                v = self.momentum * self.velocity.get((number, name), 0.0) + g
                self.velocity[number, name] = v
                setattr(layer, name, getattr(layer, name) - self.learning_rate * v)


def momentum_at(epoch, rise, start=0.5, end=0.9):
    return start + (end - start) * min(epoch / rise, 1.0)


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
            self.best, self.waited = loss, 0
            return self.learning_rate
        self.waited += 1
        if self.waited >= self.patience:
            self.learning_rate, self.waited = self.learning_rate / 2, 0
        return self.learning_rate
