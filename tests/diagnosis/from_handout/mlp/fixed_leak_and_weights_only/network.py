from itertools import pairwise

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        activations = [Input]
        for layer in self.layers:
            activations.append(layer.forward(activations[-1]))
        return activations[-1]

    def backward(self, delta):
        deltas = [delta]
        for layer in reversed(self.layers):
            deltas.append(layer.backward(deltas[-1]))
        return deltas[-1]

    def count_parameters(self):
        total = 0
        for layer in self.layers:
            if hasattr(layer, "W"):
                rows, columns = layer.W.shape
                total += rows * columns
        return total


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    network = Network([])
    for i, (d, m) in enumerate(pairwise(sizes)):
        if network.layers:
            network.layers.append(activation())
        network.layers.append(FullyConnected(d, m, initialise, seed + i))
    return network


def accuracy(network, Input, labels):
    guess = network.forward(Input).argmax(axis=1)
    return (guess == labels).mean()


def train_epoch(network, criterion, optimizer, batches):
    losses = []
    for Input, targets in batches:
        Output = network.forward(Input)
        losses.append(criterion.forward(Output, targets))
        network.backward(criterion.backward())
        optimizer.step()
    return np.array(losses)
