import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        h = Input
        for layer in self.layers:
            h = layer.forward(h)
        return h

    def backward(self, delta):
        d = delta
        i = len(self.layers) - 1
        while i >= 0:
            d = self.layers[i].backward(d)
            i -= 1
        return d

    def count_parameters(self):
        total = 0
        for layer in self.layers:
            if hasattr(layer, "W"):
                total += layer.W.size + layer.b.size
        return total


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    stack = []
    last = len(sizes) - 2
    for i in range(len(sizes) - 1):
        stack.append(FullyConnected(sizes[i], sizes[i + 1], initialise, seed + i))
        if i != last:
            stack.append(activation())
    return Network(stack)


def accuracy(network, Input, labels):
    guess = network.forward(Input).argmax(axis=1)
    return (guess == labels).sum() / len(labels)


def train_epoch(network, criterion, optimizer, batches):
    history = []
    for x, t in batches:
        loss = criterion.forward(network.forward(x), t)
        network.backward(criterion.backward())
        optimizer.step()
        history.append(loss / len(x))
    return np.array(history)
