"""A network that goes over its layers by number."""

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        values = [Input]
        for layer in self.layers:
            values.append(layer.forward(values[-1]))
        return values[-1]

    def backward(self, delta):
        for layer in self.layers[::-1]:
            delta = layer.backward(delta)
        return delta

    def count_parameters(self):
        total = 0
        for layer in self.layers:
            if isinstance(layer, FullyConnected):
                rows, columns = layer.W.shape
                total += (rows + 1) * columns
        return total


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    layers = []
    last = len(sizes) - 2
    for i in range(last + 1):
        layers.append(FullyConnected(sizes[i], sizes[i + 1], initialise, seed + i))
        if i < last:
            layers.append(activation())
    return Network(layers)


def accuracy(network, Input, labels):
    predicted = np.argmax(network.forward(Input), axis=-1)
    return float(np.count_nonzero(predicted == labels) / labels.size)


def train_epoch(network, criterion, optimizer, batches):
    losses = []
    for batch in batches:
        losses += [criterion.forward(network.forward(batch[0]), batch[1])]
        network.backward(criterion.backward())
        optimizer.step()
    return np.asarray(losses)
