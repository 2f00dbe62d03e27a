from itertools import pairwise

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        for layer in self.layers:
            Input = layer.forward(Input)
        return Input

    def backward(self, delta):
        for layer in reversed(self.layers):
            delta = layer.backward(delta)
        return delta

    def count_parameters(self):
        return sum(layer.W.size + layer.b.size for layer in self.layers if hasattr(layer, "W"))


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    layers = []
    for i, (num_in, num_out) in enumerate(pairwise(sizes)):
        if i > 0:
            layers.append(activation())
        layers.append(FullyConnected(num_in, num_out, initialise, seed + i))
    return Network(layers)


def accuracy(network, Input, labels):
    return np.mean(network.forward(Input).argmax(axis=1) == labels)


def train_epoch(network, criterion, optimizer, batches):
    losses = []
    for Input, targets in batches:
        losses.append(criterion.forward(network.forward(Input), targets))
        network.backward(criterion.backward())
        optimizer.step()
    return np.array(losses)
