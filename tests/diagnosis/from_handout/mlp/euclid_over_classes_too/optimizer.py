"""SGD with momentum and weight decay, and the schedules of its rate and momentum."""


class SGD:
    """Steps for all layers of a network."""

    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        """Keep the settings; nothing in the layers changes before step()."""
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}

    def _velocity(self, key, pull):
        self.velocity[key] = self.momentum * self.velocity.get(key, 0 * pull) + pull
        return self.velocity[key]

    def step(self):
        """Update W and b of every layer that has them."""
        for place, layer in enumerate(self.layers):
            if hasattr(layer, "W"):
                decay = self.weight_decay * layer.W
                layer.W = layer.W - self.learning_rate * self._velocity(("W", place), layer.grad_W + decay)
                layer.b = layer.b - self.learning_rate * self._velocity(("b", place), layer.grad_b)


def momentum_at(epoch, rise, start=0.5, end=0.9):
    """Return the momentum of an epoch."""
    epoch = min(epoch, rise)
    return start + epoch * (end - start) / rise


def inverse_rate(t, a, b):
    """Return the learning rate a / (b + t) of step or epoch t."""
    return a / (b + t)


class HalveOnPlateau:
    """Halves the learning rate whenever the loss has stopped to fall."""

    def __init__(self, learning_rate, patience=2):
        """Begin with this learning rate."""
        self.learning_rate = learning_rate
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def update(self, loss):
        """Take the loss of an epoch and return the learning rate of the next."""
        if loss < self.best:
            self.best = loss
            self.waited = 0
            return self.learning_rate
        if self.waited + 1 < self.patience:
            self.waited += 1
            return self.learning_rate
        self.waited = 0
        self.learning_rate /= 2
        return self.learning_rate
