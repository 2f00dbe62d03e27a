from itertools import pairwise

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:

    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        x = Input
        for i in range(len(self.layers)):
            x = self.layers[i].forward(x)
        return x

    def backward(self, delta):
        for i in range(len(self.layers) - 1, -1, -1):
            delta = self.layers[i].backward(delta)
        return delta

    def count_parameters(self):
        n = 0
        for layer in self.layers:
            if hasattr(layer, "W"):
                n += layer.W.size
            if hasattr(layer, "b"):
                n += layer.b.size
        return n


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    layers = []
    for i, (a, b) in enumerate(pairwise(sizes)):
        layers.append(FullyConnected(a, b, initialise=initialise, seed=seed + i))
        layers.append(activation())
    layers.pop()
    return Network(layers)


def accuracy(network, Input, labels):
    output = network.forward(Input)
    hits = np.argmax(output, axis=1) == labels
    return hits.sum() / hits.size


def train_epoch(network, criterion, optimizer, batches):
    losses = []
    for batch in batches:
        Input, targets = batch
        Output = network.forward(Input)
        loss = criterion.forward(Output, targets)
        losses.append(loss)
        network.backward(criterion.backward())
        optimizer.step()
    return np.array(losses)
