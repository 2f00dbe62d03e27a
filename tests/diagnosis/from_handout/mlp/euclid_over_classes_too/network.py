"""Layers one after the other, and their training."""

from itertools import pairwise

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    """A chain of layers; the output of each is the input of the next."""

    def __init__(self, layers):
        """Keep the layers, a list in the order of the forward pass."""
        self.layers = layers

    def forward(self, Input):
        """Return the output of the last layer."""
        for layer in self.layers:
            Input = layer.forward(Input)
        return Input

    def backward(self, delta):
        """Run all backward passes, the last layer's first."""
        for layer in self.layers[::-1]:
            delta = layer.backward(delta)
        return delta

    def count_parameters(self):
        """Return how many numbers training changes."""
        trained = [layer for layer in self.layers if hasattr(layer, "W")]
        return sum(layer.W.size for layer in trained) + sum(layer.b.size for layer in trained)


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    """Make a network of fully connected layers with an activation between each two of them."""
    pairs = list(pairwise(sizes))
    layers = []
    for i, (before, after) in enumerate(pairs):
        layers.append(FullyConnected(before, after, initialise, seed + i))
        if i + 1 < len(pairs):
            layers.append(activation())
    return Network(layers)


def accuracy(network, Input, labels):
    """Return the share of samples whose largest output is that of their label."""
    answers = np.argmax(network.forward(Input), axis=1)
    return np.count_nonzero(answers == labels) / len(answers)


def train_epoch(network, criterion, optimizer, batches):
    """Take one step for each batch."""
    losses = []
    for Input, targets in batches:
        losses += [criterion.forward(network.forward(Input), targets)]
        network.backward(criterion.backward())
        optimizer.step()
    return np.array(losses)
