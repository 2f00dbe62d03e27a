"""The network with a loop over its layers, and sizes found by sending one image through."""

import numpy as np
from convolution import Convolution, MaxPool
from parts import Flatten, FullyConnected, ReLU
from regularisation import BatchNorm, Dropout


class Network:
    def __init__(self, layers):
        self.layers = layers

    def set_training(self, training):
        modal = filter(lambda layer: hasattr(layer, "training"), self.layers)
        for layer in modal:
            layer.training = training

    def forward(self, Input):
        output = Input
        for layer in self.layers:
            output = layer.forward(output)
        return output

    def backward(self, delta):
        for number in range(len(self.layers) - 1, -1, -1):
            delta = self.layers[number].backward(delta)
        return delta


def make_convnet(shape, filters, num_classes, kernel=3, drop=0.0, seed=0):
    counts = [shape[0], *filters]
    layers = []
    for i in range(len(filters)):
        block = (
            Convolution(counts[i], counts[i + 1], kernel, seed=seed + i),
            BatchNorm(counts[i + 1]),
        )
        layers.extend([*block, ReLU(), MaxPool(2, 2)])
    probe = np.zeros((1, *shape), np.float32)
    for layer in [layer for layer in layers if not isinstance(layer, BatchNorm)]:
        probe = layer.forward(probe)
    end = seed + len(filters)
    layers.extend([Flatten(), Dropout(drop, end), FullyConnected(probe.size, num_classes, end)])
    return Network(layers)


def accuracy(network, Input, labels, size=500):
    network.set_training(False)
    wrong, start = 0, 0
    while start < len(labels):
        output = network.forward(Input[start : start + size])
        wrong += np.sum(np.argmax(output, 1) != labels[start : start + size])
        start += size
    return 1 - wrong / len(labels)


def train_epoch(network, criterion, optimizer, batches):
    network.set_training(True)

    def step(Input, targets):
        loss = criterion.forward(network.forward(Input), targets)
        network.backward(criterion.backward())
        optimizer.step()
        return loss

    return np.array([step(*batch) for batch in batches])
