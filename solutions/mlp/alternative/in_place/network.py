"""A network with functools.reduce."""

from functools import reduce

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        return reduce(lambda value, layer: layer.forward(value), self.layers, Input)

    def backward(self, delta):
        return reduce(lambda value, layer: layer.backward(value), reversed(self.layers), delta)

    def count_parameters(self):
        return int(sum(getattr(x, name, np.empty(0)).size for x in self.layers for name in "Wb"))


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    layers = [FullyConnected(sizes[0], sizes[1], initialise, seed)]
    for i in range(1, len(sizes) - 1):
        layers += [activation(), FullyConnected(sizes[i], sizes[i + 1], initialise, seed + i)]
    return Network(layers)


def accuracy(network, Input, labels):
    return (np.argmax(network.forward(Input), 1) == labels).mean()


def one_step(network, criterion, optimizer, Input, targets):
    value = criterion.forward(network.forward(Input), targets)
    network.backward(criterion.backward())
    optimizer.step()
    return value


def train_epoch(network, criterion, optimizer, batches):
    return np.array([one_step(network, criterion, optimizer, *batch) for batch in batches])
