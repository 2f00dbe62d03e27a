"""The layers of a multilayer perceptron, each with a forward and a backward pass.

TODO: gaussian, xavier, msra, and forward and backward of every layer.

Symbols: N is the number of samples in a batch, D the inputs of a layer, M its outputs. The forward pass
takes the layer's Input, shape (N, D), and returns its output, shape (N, M). The backward pass takes
delta, the gradient of the loss with respect to that output, shape (N, M), and returns the gradient with
respect to Input, shape (N, D). An activation works on every number by itself, so that M = D.

In forward() keep on self what backward() needs. Leave Input and delta as they are.
"""

import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    """Draw weights from a normal with mean 0 and a fixed standard deviation.

    Args:
        num_input, num_output: D and M.
        seed: of the random generator, np.random.default_rng(seed).
        deviation: the standard deviation.

    Returns:
        W: shape (D, M).
    """
    raise NotImplementedError("TODO: gaussian in layers.py")


def xavier(num_input, num_output, seed):
    """Draw weights from a normal with mean 0 and standard deviation sqrt(4 / (D + M)).

    This is the course's form. Glorot and Bengio (2010) derive sqrt(2 / (D + M)).

    Args:
        num_input, num_output, seed: as for gaussian().

    Returns:
        W: shape (D, M).
    """
    raise NotImplementedError("TODO: xavier in layers.py")


def msra(num_input, num_output, seed):
    """Draw weights from a normal with mean 0 and standard deviation sqrt(2 / D).

    It keeps the size of the signal through layers of ReLU, which silence half of their inputs
    (He, Zhang, Ren and Sun, 2015).

    Args:
        num_input, num_output, seed: as for gaussian().

    Returns:
        W: shape (D, M).
    """
    raise NotImplementedError("TODO: msra in layers.py")


class FullyConnected:
    """A layer in which every output depends on every input: Input W + b.

    Attributes:
        W: weights, shape (D, M).
        b: biases, shape (1, M), 0 at first.
        grad_W, grad_b: the gradients of the loss, of the same shapes; set by backward().
    """

    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        """Draw W with initialise(num_input, num_output, seed), and set b to 0."""
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        """Return Input W + b, shape (N, M)."""
        raise NotImplementedError("TODO: FullyConnected.forward in layers.py")

    def backward(self, delta):
        """Set grad_W and grad_b, and return the gradient with respect to Input.

        grad_W     = transpose(Input) delta        shape (D, M)
        grad_b     = sum of delta over n           shape (1, M)
        grad_Input = delta transpose(W)            shape (N, D)

        The loss is a mean over the batch already: divide by nothing here.
        """
        raise NotImplementedError("TODO: FullyConnected.backward in layers.py")


class Sigmoid:
    """f(x) = 1 / (1 + exp(-x)), and f'(x) = f(x) (1 - f(x))."""

    def forward(self, Input):
        """Return f of every number; it must be exact, without NaN, for inputs of +-1000."""
        raise NotImplementedError("TODO: Sigmoid.forward in layers.py")

    def backward(self, delta):
        """Return delta f'(Input), number by number."""
        raise NotImplementedError("TODO: Sigmoid.backward in layers.py")


class Tanh:
    """f(x) = tanh(x), and f'(x) = 1 - f(x)^2."""

    def forward(self, Input):
        """Return f of every number."""
        raise NotImplementedError("TODO: Tanh.forward in layers.py")

    def backward(self, delta):
        """Return delta f'(Input), number by number."""
        raise NotImplementedError("TODO: Tanh.backward in layers.py")


class ReLU:
    """f(x) = max(x, 0); f'(x) is 1 for x > 0 and 0 elsewhere."""

    def forward(self, Input):
        """Return f of every number."""
        raise NotImplementedError("TODO: ReLU.forward in layers.py")

    def backward(self, delta):
        """Return delta f'(Input), number by number. It is Input that decides, not delta."""
        raise NotImplementedError("TODO: ReLU.backward in layers.py")


class LeakyReLU:
    """f(x) = x for x > 0 and slope x elsewhere; f'(x) is 1 for x > 0 and slope elsewhere."""

    def __init__(self, slope=0.1):
        """Keep the slope, the factor of every x that is not above 0."""
        self.slope = slope

    def forward(self, Input):
        """Return f of every number."""
        raise NotImplementedError("TODO: LeakyReLU.forward in layers.py")

    def backward(self, delta):
        """Return delta f'(Input), number by number."""
        raise NotImplementedError("TODO: LeakyReLU.backward in layers.py")


class ELU:
    """f(x) = x for x > 0 and alpha (exp(x) - 1) elsewhere; f'(x) is 1, and alpha exp(x) elsewhere."""

    def __init__(self, alpha=1.0):
        """Keep alpha: far below 0, f(x) comes near -alpha."""
        self.alpha = alpha

    def forward(self, Input):
        """Return f of every number; it must be exact, without NaN, for inputs of +-1000."""
        raise NotImplementedError("TODO: ELU.forward in layers.py")

    def backward(self, delta):
        """Return delta f'(Input), number by number. Below 0, f'(x) = f(x) + alpha."""
        raise NotImplementedError("TODO: ELU.backward in layers.py")
