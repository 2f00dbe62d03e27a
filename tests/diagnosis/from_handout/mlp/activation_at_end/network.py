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
        # 从最后一层往前传
        g = delta
        for layer in reversed(self.layers):
            g = layer.backward(g)
        return g

    def count_parameters(self):
        return sum(l.W.size + l.b.size for l in self.layers if isinstance(l, FullyConnected))


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(FullyConnected(sizes[i], sizes[i + 1], initialise, seed + i))
        layers.append(activation())
    return Network(layers)


def accuracy(network, Input, labels):
    out = network.forward(Input)
    return np.mean(out.argmax(axis=1) == labels)


def train_epoch(network, criterion, optimizer, batches):
    losses = []
    for Input, targets in batches:
        out = network.forward(Input)
        losses.append(criterion.forward(out, targets))
        network.backward(criterion.backward())
        optimizer.step()
    return np.array(losses)
