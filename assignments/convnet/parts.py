"""What earlier assignments have made: the other layers, the loss and the optimizer. Nothing is to be filled in."""

import numpy as np


class ReLU:
    """max(x, 0) of every number."""

    def forward(self, Input):
        self.positive = Input > 0
        return np.maximum(Input, 0)

    def backward(self, delta):
        return delta * self.positive


class Flatten:
    """Makes a row of each sample: (N, C, H, W) becomes (N, C H W)."""

    def forward(self, Input):
        self.shape = Input.shape
        return Input.reshape(len(Input), -1)

    def backward(self, delta):
        return delta.reshape(self.shape)


class FullyConnected:
    """Input W + b, with W of shape (D, M) and b of shape (1, M)."""

    parameters = ("W", "b")

    def __init__(self, num_input, num_output, seed=0):
        rng = np.random.default_rng(seed)
        W = rng.normal(0, np.sqrt(2 / num_input), (num_input, num_output))
        self.W = W.astype(np.float32)
        self.b = np.zeros((1, num_output), np.float32)

    def forward(self, Input):
        self.Input = Input
        return Input @ self.W + self.b

    def backward(self, delta):
        self.grad_W = self.Input.T @ delta
        self.grad_b = delta.sum(axis=0, keepdims=True)
        return delta @ self.W.T


class SoftmaxCrossEntropy:
    """The mean cross-entropy of the softmax of each row, for targets of shape (N, K)."""

    def forward(self, Output, targets):
        shifted = Output - Output.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.difference = np.exp(log_p) - targets
        return -np.sum(targets * log_p) / len(Output)

    def backward(self):
        return self.difference / len(self.difference)


class SGD:
    """Steps with momentum, and weight decay of all parameters called W.

    A layer names its parameters in `parameters`, such as ("W", "b"); the gradient of W is grad_W.

    Attributes:
        learning_rate: may be changed between two steps.
    """

    def __init__(self, layers, learning_rate, momentum=0.9, weight_decay=0.0):
        self.layers = [layer for layer in layers if hasattr(layer, "parameters")]
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {}

    def step(self):
        rate = float(self.learning_rate)  # a numpy float64 would make float64 of all parameters
        for number, layer in enumerate(self.layers):
            for name in layer.parameters:
                value = getattr(layer, name)
                gradient = getattr(layer, f"grad_{name}")
                if name == "W":
                    gradient = gradient + self.weight_decay * value
                v = self.momentum * self.velocity.get((number, name), 0.0) + gradient
                self.velocity[number, name] = v
                setattr(layer, name, value - rate * v)
