from functools import reduce
from itertools import pairwise

import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        return reduce(lambda x, layer: layer.forward(x), self.layers, Input)

    def backward(self, delta):
        return reduce(lambda d, layer: layer.backward(d), reversed(self.layers), delta)

    def count_parameters(self):
        return sum(p.size for layer in self.layers if hasattr(layer, "W") for p in (layer.W, layer.b))


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    layers = [FullyConnected(sizes[0], sizes[1], initialise, seed)]
    for i, (m, n) in enumerate(pairwise(sizes[1:]), start=1):
        layers.append(activation())
        layers.append(FullyConnected(m, n, initialise, seed + i))
    return Network(layers)


def accuracy(network, Input, labels):
    return np.mean(np.argmax(network.forward(Input), axis=1) == labels)


def train_epoch(network, criterion, optimizer, batches):
    def one_step(Input, targets):
        loss = criterion.forward(network.forward(Input), targets)
        network.backward(criterion.backward())
        optimizer.step()
        return loss

    return np.array([one_step(Input, targets) for Input, targets in batches])
