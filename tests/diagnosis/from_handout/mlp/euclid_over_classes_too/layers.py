"""The layers of a multilayer perceptron, each with a forward and a backward pass."""

import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    """Draw weights from a normal with mean 0 and a fixed standard deviation."""
    return np.random.default_rng(seed).normal(size=(num_input, num_output)) * deviation


def xavier(num_input, num_output, seed):
    """Draw weights from a normal with mean 0 and standard deviation sqrt(4 / (D + M))."""
    return np.random.default_rng(seed).normal(size=(num_input, num_output)) * np.sqrt(4 / (num_input + num_output))


def msra(num_input, num_output, seed):
    """Draw weights from a normal with mean 0 and standard deviation sqrt(2 / D)."""
    return np.random.default_rng(seed).normal(size=(num_input, num_output)) * np.sqrt(2 / num_input)


class FullyConnected:
    """A layer in which every output depends on every input: Input W + b."""

    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        """Draw W with initialise(num_input, num_output, seed), and set b to 0."""
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        """Return Input W + b, shape (N, M)."""
        self.saved = Input
        result = Input @ self.W
        result += self.b
        return result

    def backward(self, delta):
        """Set grad_W and grad_b, and return the gradient with respect to Input."""
        self.grad_W = (delta.T @ self.saved).T
        self.grad_b = delta.sum(axis=0)[np.newaxis]
        return (self.W @ delta.T).T


class Sigmoid:
    """f(x) = 1 / (1 + exp(-x)), and f'(x) = f(x) (1 - f(x))."""

    def forward(self, Input):
        """Return f of every number."""
        # 1/(1+exp(-x)) = exp(-log(1+exp(-x)))
        self.saved = np.exp(-np.logaddexp(0, -Input))
        return self.saved

    def backward(self, delta):
        """Return delta f'(Input), number by number."""
        return delta * self.saved * (1 - self.saved)


class Tanh:
    """f(x) = tanh(x), and f'(x) = 1 - f(x)^2."""

    def forward(self, Input):
        """Return f of every number."""
        self.saved = np.tanh(Input)
        return self.saved

    def backward(self, delta):
        """Return delta f'(Input), number by number."""
        return delta * (1 - np.square(self.saved))


class ReLU:
    """f(x) = max(x, 0); f'(x) is 1 for x > 0 and 0 elsewhere."""

    def forward(self, Input):
        """Return f of every number."""
        self.saved = Input > 0
        return np.maximum(0, Input)

    def backward(self, delta):
        """Return delta f'(Input), number by number."""
        return delta * self.saved


class LeakyReLU:
    """f(x) = x for x > 0 and slope x elsewhere."""

    def __init__(self, slope=0.1):
        """Keep the slope below 0."""
        self.slope = slope

    def forward(self, Input):
        """Return f of every number."""
        self.saved = Input > 0
        return np.maximum(Input, 0) + self.slope * np.minimum(Input, 0)

    def backward(self, delta):
        """Return delta f'(Input), number by number."""
        factor = np.full(delta.shape, float(self.slope))
        factor[self.saved] = 1.0
        return delta * factor


class ELU:
    """f(x) = x for x > 0 and alpha (exp(x) - 1) elsewhere."""

    def __init__(self, alpha=1.0):
        """Keep alpha."""
        self.alpha = alpha

    def forward(self, Input):
        """Return f of every number."""
        self.saved = Input > 0, self.alpha * np.expm1(np.minimum(Input, 0))
        above, low = self.saved
        return np.where(above, Input, low)

    def backward(self, delta):
        """Return delta f'(Input), number by number."""
        above, low = self.saved
        return delta * np.where(above, 1.0, low + self.alpha)
