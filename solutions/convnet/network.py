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
        ### BEGIN SOLUTION
        for layer in self.layers:
            if hasattr(layer, "training"):
                layer.training = training
        ### END SOLUTION

    def forward(self, Input):
        """Return the output of the last layer, shape (N, K), for Input of shape (N, C, H, W)."""
        ### BEGIN SOLUTION
        for layer in self.layers:
            Input = layer.forward(Input)
        return Input
        ### END SOLUTION

    def backward(self, delta):
        """Run all backward passes, the last layer's first, each on what the one after it returned.

        Args:
            delta: the gradient of the loss with respect to the output, shape (N, K).

        Returns:
            the gradient with respect to the network's Input, shape (N, C, H, W).
        """
        ### BEGIN SOLUTION
        for layer in reversed(self.layers):
            delta = layer.backward(delta)
        return delta
        ### END SOLUTION


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
    ### BEGIN SOLUTION
    channels, *sizes = shape
    layers = []
    for i, count in enumerate(filters):
        convolution = Convolution(channels, count, kernel, seed=seed + i)
        layers += [convolution, BatchNorm(count), ReLU(), MaxPool(2)]
        sizes = [output_size(output_size(size, kernel), 2, 2) for size in sizes]
        channels = count
    seed += len(filters)
    units = channels * sizes[0] * sizes[1]
    layers += [Flatten(), Dropout(drop, seed), FullyConnected(units, num_classes, seed)]
    return Network(layers)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    network.set_training(False)
    right = 0
    for start in range(0, len(Input), size):
        output = network.forward(Input[start : start + size])
        right += np.count_nonzero(output.argmax(axis=1) == labels[start : start + size])
    return right / len(Input)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    network.set_training(True)
    losses = []
    for Input, targets in batches:
        losses.append(criterion.forward(network.forward(Input), targets))
        network.backward(criterion.backward())
        optimizer.step()
    return np.array(losses)
    ### END SOLUTION
