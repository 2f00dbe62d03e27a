"""The layers put together, and their training.

TODO: forward, backward and set_training of Network, make_convnet, accuracy and train_epoch.
"""

import numpy as np
from convolution import Convolution, MaxPool, output_size
from parts import Flatten, FullyConnected, ReLU
from regularisation import BatchNorm, Dropout


class Network:
    """A chain of layers; the output of each is the input of the next."""

    def __init__(self, layers):
        """Keep the layers, a list in the order of the forward pass."""
        self.layers = layers

    def set_training(self, training):
        """Set the attribute `training` of every layer that has one."""
        raise NotImplementedError("TODO: Network.set_training in network.py")

    def forward(self, Input):
        """Return the output of the last layer, shape (N, K), for Input of shape (N, C, H, W)."""
        raise NotImplementedError("TODO: Network.forward in network.py")

    def backward(self, delta):
        """Run all backward passes, the last layer's first, each on what the one after it returned.

        Args:
            delta: the gradient of the loss with respect to the output, shape (N, K).

        Returns:
            the gradient with respect to the network's Input, shape (N, C, H, W).
        """
        raise NotImplementedError("TODO: Network.backward in network.py")


def make_convnet(shape, filters, num_classes, kernel=3, drop=0.0, seed=0):
    """Make a network of convolutional blocks, and one fully connected layer at its end.

    For each number of `filters` there is a block of four layers: Convolution with this many kernels
    (stride 1, no padding), BatchNorm, ReLU, MaxPool of 2 x 2. After the blocks stand Flatten, Dropout and a
    FullyConnected layer with `num_classes` outputs. Block number i, counted from 0, gives its convolution the
    seed `seed` + i; Dropout and FullyConnected get `seed` + the number of blocks.

    Args:
        shape: (C, H, W) of an image.
        filters: the number of kernels of each block, such as (8, 16).
        num_classes: K.
        kernel: the size of all kernels.
        drop: the probability of Dropout.
        seed: a whole number.

    Returns:
        a Network.
    """
    raise NotImplementedError("TODO: make_convnet in network.py")


def accuracy(network, Input, labels, size=500):
    """Return the share of samples whose largest output is that of their label, a number from 0 to 1.

    The network is set to testing first, and stays so. Images go through it `size` at a time: the columns of
    all at once would take gigabytes.

    Args:
        network: a Network.
        Input: shape (N, C, H, W); N need not be a multiple of `size`.
        labels: shape (N,).
        size: images at a time.
    """
    raise NotImplementedError("TODO: accuracy in network.py")


def train_epoch(network, criterion, optimizer, batches):
    """Take one step for each batch: forward pass, loss, backward passes, step.

    The network is set to training first.

    Args:
        network: a Network.
        criterion: a loss, such as SoftmaxCrossEntropy().
        optimizer: has step().
        batches: pairs (Input, targets) of shapes (n, C, H, W) and (n, K); any iterable, gone over once.

    Returns:
        losses: an array with the loss of each batch before its step.
    """
    raise NotImplementedError("TODO: train_epoch in network.py")
