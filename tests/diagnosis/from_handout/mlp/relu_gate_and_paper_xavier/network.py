from itertools import pairwise

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    """A chain of layers."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        signal = Input
        for layer in self.layers:
            signal = layer.forward(signal)
        return signal

    def backward(self, delta):
        for layer in reversed(self.layers):
            delta = layer.backward(delta)
        return delta

    def count_parameters(self):
        count = 0
        for layer in self.layers:
            if hasattr(layer, "W"):
                count += np.prod(layer.W.shape) + np.prod(layer.b.shape)
        return int(count)


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    chain = []
    for number, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        chain += [FullyConnected(fan_in, fan_out, initialise, seed + number), activation()]
    return Network(chain[:-1])


def accuracy(network, Input, labels):
    scores = network.forward(Input)
    return (scores.argmax(axis=-1) == labels).mean()


def train_epoch(network, criterion, optimizer, batches):
    history = []
    for Input, targets in batches:
        loss = criterion.forward(network.forward(Input), targets)
        network.backward(criterion.backward())
        optimizer.step()
        history.append(loss)
    return np.array(history)
