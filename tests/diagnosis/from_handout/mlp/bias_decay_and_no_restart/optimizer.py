"""SGD with momentum and weight decay, and the schedules of its rate and momentum."""


class SGD:

    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}

    def step(self):
        for layer in self.layers:
            if not hasattr(layer, "W"):
                continue
            for name in ["W", "b"]:
                param = getattr(layer, name)
                grad = getattr(layer, "grad_" + name) + self.weight_decay * param
                key = (id(layer), name)
                if key not in self.velocity:
                    self.velocity[key] = 0
                self.velocity[key] = self.momentum * self.velocity[key] - self.learning_rate * grad
                setattr(layer, name, param + self.velocity[key])


def momentum_at(epoch, rise, start=0.5, end=0.9):
    step = (end - start) / rise
    return min(start + step * epoch, end)


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
            self.waited += 1
            if self.waited >= self.patience:
                self.learning_rate = 0.5 * self.learning_rate
        return self.learning_rate
