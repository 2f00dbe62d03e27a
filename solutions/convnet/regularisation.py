"""Batch norm and dropout: two layers that do one thing while training and another while testing.

TODO: forward and backward of BatchNorm and Dropout.

Both have an attribute `training`, True at first; Network.set_training() changes it. backward() is called
after a forward pass in training only. Shapes are those of convolution.py: Input is (N, C, H, W), and M = N H W
is how many numbers a channel has in a batch. What comes in as float32 goes out as float32. Leave Input and
delta as they are.
"""

import numpy as np


class BatchNorm:
    """Gives every channel mean 0 and variance 1, then a scale and a shift that are learned.

    Attributes:
        gamma, beta: scale and shift, shape (C,); 1 and 0 at first.
        grad_gamma, grad_beta: the gradients of the loss; set by backward().
        running_mean, running_var: what testing uses, shape (C,); 0 and 1 at first.
        keep: the share of the running averages that a batch leaves.
        epsilon: keeps the root away from 0.
        training: whether the batch's own mean and variance are used.
    """

    parameters = ("gamma", "beta")

    def __init__(self, channels, keep=0.9, epsilon=1e-5):
        """Begin with all attributes as above, the arrays in float32."""
        self.gamma = np.ones(channels, np.float32)
        self.beta = np.zeros(channels, np.float32)
        self.running_mean = np.zeros(channels, np.float32)
        self.running_var = np.ones(channels, np.float32)
        self.keep = keep
        self.epsilon = epsilon
        self.training = True

    def forward(self, Input):
        """Return gamma x + beta, channel by channel, with x = (Input - mean) / sqrt(var + epsilon).

        In training, mean and var are those of the batch, over samples and places; var is the mean squared
        deviation, divided by M and not by M - 1. The running averages then become

            running_mean = keep running_mean + (1 - keep) mean
            running_var  = keep running_var  + (1 - keep) var

        In testing, mean and var are the running averages, and nothing is changed.
        """
        ### BEGIN SOLUTION
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = Input.mean(axis=(0, 2, 3)), Input.var(axis=(0, 2, 3))
            self.running_mean = self.keep * self.running_mean + (1 - self.keep) * mean
            self.running_var = self.keep * self.running_var + (1 - self.keep) * var
        self.deviation = np.sqrt(var + self.epsilon)
        self.x = (Input - per_channel(mean)) / per_channel(self.deviation)
        return per_channel(self.gamma) * self.x + per_channel(self.beta)
        ### END SOLUTION

    def backward(self, delta):
        """Set grad_gamma and grad_beta, and return the gradient with respect to Input.

        Mean and variance depend on Input, too. With sums over samples and places, channel by channel,

            grad_beta  = sum delta                          shape (C,)
            grad_gamma = sum delta x                        shape (C,)
            grad_Input = gamma / sqrt(var + epsilon) (delta - grad_beta / M - x grad_gamma / M)
        """
        ### BEGIN SOLUTION
        M = delta.size // len(self.gamma)
        self.grad_beta = delta.sum(axis=(0, 2, 3))
        self.grad_gamma = (delta * self.x).sum(axis=(0, 2, 3))
        shift = per_channel(self.grad_beta / M)
        stretch = self.x * per_channel(self.grad_gamma / M)
        return per_channel(self.gamma / self.deviation) * (delta - shift - stretch)
        ### END SOLUTION


def per_channel(values):
    """Return values, shape (C,), in the shape (C, 1, 1), which broadcasts against (N, C, H, W)."""
    return values[:, np.newaxis, np.newaxis]


class Dropout:
    """While training, sets numbers to 0 at random, so that no unit can rely on any single other one.

    Attributes:
        drop: the probability that a number is set to 0, from 0 up to but not including 1.
        rng: draws which; np.random.default_rng(seed).
        training: whether anything is dropped.
    """

    def __init__(self, drop, seed=0):
        """Begin in training."""
        self.drop = drop
        self.rng = np.random.default_rng(seed)
        self.training = True

    def forward(self, Input):
        """Return Input with numbers dropped, whatever its shape; in testing, Input as it is.

        Each number is set to 0 with the probability `drop`, each by itself and anew at every call. The
        others are divided by 1 - drop, so that the mean stays what it was ("inverted dropout").
        """
        ### BEGIN SOLUTION
        if not self.training:
            return Input
        kept = self.rng.random(Input.shape) >= self.drop
        self.factor = (kept / (1 - self.drop)).astype(Input.dtype)
        return Input * self.factor
        ### END SOLUTION

    def backward(self, delta):
        """Return the gradient with respect to Input: what was dropped gets 0, the rest delta / (1 - drop)."""
        ### BEGIN SOLUTION
        return delta * self.factor
        ### END SOLUTION
