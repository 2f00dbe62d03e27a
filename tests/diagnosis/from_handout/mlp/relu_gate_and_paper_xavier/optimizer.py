class SGD:
    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}

    def step(self):
        lr, mu = self.learning_rate, self.momentum
        trained = [layer for layer in self.layers if hasattr(layer, "W")]
        for n, layer in enumerate(trained):
            pulls = {"W": layer.grad_W + self.weight_decay * layer.W, "b": layer.grad_b}
            for name, g in pulls.items():
                self.velocity[n, name] = mu * self.velocity.get((n, name), 0.0) + g
                setattr(layer, name, getattr(layer, name) - lr * self.velocity[n, name])


def momentum_at(epoch, rise, start=0.5, end=0.9):
    share = epoch / rise if epoch < rise else 1
    return (1 - share) * start + share * end


def inverse_rate(t, a, b):
    return a / (b + t)


class HalveOnPlateau:
    def __init__(self, learning_rate, patience=2):
        self.learning_rate = learning_rate
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def update(self, loss):
        improved = loss < self.best
        self.best = loss if improved else self.best
        self.waited = 0 if improved else self.waited + 1
        if self.waited == self.patience:
            self.waited = 0
            self.learning_rate = self.learning_rate / 2
        return self.learning_rate
