"""The network as a fold over its layers."""

from functools import reduce

import numpy as np
from convolution import Convolution, MaxPool
from parts import Flatten, FullyConnected, ReLU
from regularisation import BatchNorm, Dropout


class Network:
    def __init__(self, layers):
        self.layers = layers

    def set_training(self, training):
        for layer in self.layers:
            layer.training = bool(training)

    def forward(self, Input):
        return reduce(lambda value, layer: layer.forward(value), self.layers, Input)

    def backward(self, delta):
        return reduce(lambda value, layer: layer.backward(value), self.layers[::-1], delta)


def make_convnet(shape, filters, num_classes, kernel=3, drop=0.0, seed=0):
    layers = []
    channels, height, width = shape
    for number, count in enumerate(filters):
        layers.append(Convolution(channels, count, kernel, seed=seed + number))
        layers.append(BatchNorm(count))
        layers.append(ReLU())
        layers.append(MaxPool())
        channels, height, width = count, (height - kernel + 1) // 2, (width - kernel + 1) // 2
    last = seed + len(filters)
    layers.append(Flatten())
    layers.append(Dropout(drop, last))
    layers.append(FullyConnected(channels * height * width, num_classes, last))
    return Network(layers)


def accuracy(network, Input, labels, size=500):
    network.set_training(False)
    parts = np.split(Input, range(size, len(Input), size))
    predicted = np.concatenate([np.argmax(network.forward(part), axis=1) for part in parts])
    return float(np.mean(predicted == labels))


def train_epoch(network, criterion, optimizer, batches):
    network.set_training(True)
    losses = []
    for Input, targets in batches:
        loss = criterion.forward(network.forward(Input), targets)
        network.backward(criterion.backward())
        optimizer.step()
        losses.append(loss)
    return np.asarray(losses)
