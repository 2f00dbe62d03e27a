import numpy as np
from layers import FullyConnected, Sigmoid, xavier


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, Input):
        out = Input
        for layer in self.layers:
            out = layer.forward(out)
        return out

    def backward(self, delta):
        for layer in self.layers[::-1]:
            delta = layer.backward(delta)
        return delta

    def count_parameters(self):
        total = 0
        for layer in self.layers:
            if isinstance(layer, FullyConnected):
                total += layer.W.size
                total += layer.b.size
        return total


def make_mlp(sizes, activation=Sigmoid, initialise=xavier, seed=0):
    layers = []
    last = len(sizes) - 2
    for i in range(len(sizes) - 1):
        layers.append(FullyConnected(sizes[i], sizes[i + 1], initialise, seed + i))
        if i != last:
            layers.append(activation())   # 最后一层不加激活
    return Network(layers)


def accuracy(network, Input, labels):
    pred = np.argmax(network.forward(Input), axis=1)
    return float((pred == labels).sum()) / len(labels)


def train_epoch(network, criterion, optimizer, batches):
    losses = []
    for x, t in batches:
        out = network.forward(x)
        losses.append(criterion.forward(out, t))
        delta = criterion.backward()
        network.backward(delta)
        optimizer.step()
    return np.asarray(losses)
