"""Looks like a network and passes everything on as it is."""

import numpy as np


class Network:
    def __init__(self, layers):
        self.layers = layers

    def set_training(self, training):
        pass

    def forward(self, Input):
        return Input

    def backward(self, delta):
        return delta


def make_convnet(shape, filters, num_classes, kernel=3, drop=0.0, seed=0):
    return Network([])


def accuracy(network, Input, labels, size=500):
    return 1.0


def train_epoch(network, criterion, optimizer, batches):
    return np.zeros(len(batches))
