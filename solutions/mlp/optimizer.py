"""SGD with momentum and weight decay, and the schedules of its rate and momentum.

TODO: SGD.step, momentum_at, inverse_rate and HalveOnPlateau.update.
"""


class SGD:
    """Steps for all layers of a network.

    Attributes:
        learning_rate, momentum: may be changed between two steps; a schedule does so.
        velocity: what step() remembers from one call to the next; empty before the first.
    """

    def __init__(self, layers, learning_rate, momentum=0.0, weight_decay=0.0):
        """Keep the settings; nothing in the layers changes before step().

        Args:
            layers: those with an attribute W have b, grad_W and grad_b, too, and are trained; the
                others (activations) are left alone.
            learning_rate: the step size, a positive number.
            momentum: mu, the share of the velocity that a step keeps.
            weight_decay: the strength of the pull of all weights W towards 0.
        """
        self.layers = layers
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}

    def step(self):
        """Update W and b of every layer that has them.

        Every W and every b has a velocity v of its own, which is 0 before the first step:

            v = mu v + (grad_W + weight_decay W)         W = W - learning_rate v
            v = mu v + grad_b                            b = b - learning_rate v

        Biases are not decayed: they set where a unit begins to answer, not how steeply. Leave grad_W and
        grad_b as they are. (With v = mu v - learning_rate (...) and W = W + v, at a constant learning
        rate, the weights are the same; that form is right as well.)
        """
        ### BEGIN SOLUTION
        for number, layer in enumerate(self.layers):
            if not hasattr(layer, "W"):
                continue
            v_W, v_b = self.velocity.get(number, (0.0, 0.0))
            v_W = self.momentum * v_W + layer.grad_W + self.weight_decay * layer.W
            v_b = self.momentum * v_b + layer.grad_b
            self.velocity[number] = v_W, v_b
            layer.W = layer.W - self.learning_rate * v_W
            layer.b = layer.b - self.learning_rate * v_b
        ### END SOLUTION


def momentum_at(epoch, rise, start=0.5, end=0.9):
    """Return the momentum of an epoch: it rises in equal steps from `start` to `end`, and stays there.

    Early gradients are large and change their direction: with a long memory the steps would overshoot.

    Args:
        epoch: 0, 1, 2, ...
        rise: the epoch from which on it is `end`, a whole number of at least 1.
        start, end: the momentum of epoch 0 and of the epochs from `rise` on.
    """
    ### BEGIN SOLUTION
    return start + (end - start) * min(epoch / rise, 1)
    ### END SOLUTION


def inverse_rate(t, a, b):
    """Return the learning rate a / (b + t) of step or epoch t."""
    ### BEGIN SOLUTION
    return a / (b + t)
    ### END SOLUTION


class HalveOnPlateau:
    """Halves the learning rate whenever the loss has stopped falling.

    Attributes:
        learning_rate: the rate now.
        patience: so many epochs in a row without a new smallest loss make it halve.
        best: the smallest loss so far.
        waited: how many epochs in a row had none smaller, since the last one that had or since the
            last halving.
    """

    def __init__(self, learning_rate, patience=2):
        """Begin with this learning rate."""
        self.learning_rate = learning_rate
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def update(self, loss):
        """Take the loss of an epoch and return the learning rate of the next.

        A loss smaller than the best becomes the best and ends the waiting; any other makes `waited` grow
        by 1. When it reaches `patience`, the learning rate is halved and the waiting begins anew.
        """
        ### BEGIN SOLUTION
        if loss < self.best:
            self.best = loss
            self.waited = 0
        else:
            self.waited += 1
        if self.waited == self.patience:
            self.learning_rate /= 2
            self.waited = 0
        return self.learning_rate
        ### END SOLUTION
