"""Layers one after the other, and their training.

TODO: Network.forward, Network.backward, Network.count_parameters, make_mlp, accuracy and train_epoch.
"""

from itertools import pairwise

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    """A chain of layers; the output of each is the input of the next."""

    def __init__(self, layers):
        """Keep the layers, a list in the order of the forward pass."""
        self.layers = layers

    def forward(self, Input):
        """Return the output of the last layer, shape (N, K), for Input of shape (N, D)."""
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
            the gradient with respect to the network's Input, shape (N, D).
        """
        ### BEGIN SOLUTION
        for layer in reversed(self.layers):
            delta = layer.backward(delta)
        return delta
        ### END SOLUTION

    def count_parameters(self):
        """Return how many numbers training changes: all of W and b of the layers that have them."""
        ### BEGIN SOLUTION
        return sum(layer.W.size + layer.b.size for layer in self.layers if hasattr(layer, "W"))
        ### END SOLUTION


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    """Make a network of fully connected layers with an activation between each two of them.

    The last layer has no activation: the loss wants its numbers as they are. The layer that is number i
    of the fully connected ones, counted from 0, gets the seed `seed` + i, so that no two are alike.

    Args:
        sizes: the numbers of units, the inputs first: (784, 50, 100, 10) has three fully connected
            layers and two activations.
        activation: a class such as Sigmoid; every activation layer is an object of its own.
        initialise: draws the weights of the fully connected layers.
        seed: a whole number.

    Returns:
        a Network.
    """
    ### BEGIN SOLUTION
    layers = []
    for i, (num_input, num_output) in enumerate(pairwise(sizes)):
        if i > 0:
            layers.append(activation())
        layers.append(FullyConnected(num_input, num_output, initialise, seed + i))
    return Network(layers)
    ### END SOLUTION


def accuracy(network, Input, labels):
    """Return the share of samples whose largest output is that of their label, a number from 0 to 1.

    Args:
        network: has forward(Input).
        Input: shape (N, D).
        labels: shape (N,).
    """
    ### BEGIN SOLUTION
    return np.mean(network.forward(Input).argmax(axis=1) == labels)
    ### END SOLUTION


def train_epoch(network, criterion, optimizer, batches):
    """Take one step for each batch: forward pass, loss, backward passes, step.

    Args:
        network: a Network.
        criterion: a loss, such as SoftmaxCrossEntropy().
        optimizer: has step().
        batches: pairs (Input, targets) of shapes (n, D) and (n, K); any iterable, gone over once.

    Returns:
        losses: an array with the loss of each batch before its step.
    """
    ### BEGIN SOLUTION
    losses = []
    for Input, targets in batches:
        losses.append(criterion.forward(network.forward(Input), targets))
        network.backward(criterion.backward())
        optimizer.step()
    return np.array(losses)
    ### END SOLUTION
