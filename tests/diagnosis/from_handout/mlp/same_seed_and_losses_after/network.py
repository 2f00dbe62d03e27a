import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        x = Input
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, delta):
        for layer in self.layers[::-1]:
            delta = layer.backward(delta)
        return delta

    def count_parameters(self):
        return sum(l.W.size + l.b.size for l in self.layers if hasattr(l, "W"))


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    chain = [FullyConnected(sizes[0], sizes[1], initialise, seed)]
    for i in range(1, len(sizes) - 1):
        chain += [activation(), FullyConnected(sizes[i], sizes[i + 1], initialise, seed)]
    return Network(chain)


def accuracy(network, Input, labels):
    return np.mean(np.argmax(network.forward(Input), axis=1) == labels)


def train_epoch(network, criterion, optimizer, batches):
    history = []
    for Input, targets in batches:
        loss = criterion.forward(network.forward(Input), targets)
        network.backward(criterion.backward())
        optimizer.step()
        loss = criterion.forward(network.forward(Input), targets)
        history.append(loss)
    return np.array(history)
