import numpy as np
from convolution import Convolution, MaxPool, output_size
from parts import Flatten, FullyConnected, ReLU
from regularisation import BatchNorm, Dropout


class Network:
    def __init__(self, layers):
        self.layers = layers

    def set_training(self, training):
        for layer in self.layers:
            if hasattr(layer, "training"):
                layer.training = training

    def forward(self, Input):
        for layer in self.layers:
            Input = layer.forward(Input)
        return Input

    def backward(self, delta):
        for layer in self.layers[::-1]:
            delta = layer.backward(delta)
        return delta


def make_convnet(shape, filters, num_classes, kernel=3, drop=0.0, seed=0):
    C, H, W = shape
    chain = []
    for i, F in enumerate(filters):
        chain.append(Convolution(C, F, kernel, seed=seed + i))
        chain.append(BatchNorm(F))
        chain.append(ReLU())
        chain.append(MaxPool(2, 2))
        C = F
        H = output_size(output_size(H, kernel), 2, 2)
        W = output_size(output_size(W, kernel), 2, 2)
    chain += [Flatten(), Dropout(drop, seed + len(filters)), FullyConnected(C * H * W, num_classes, seed + len(filters))]
    return Network(chain)


def accuracy(network, Input, labels, size=500):
    network.set_training(False)
    right = 0
    for k in range(0, len(labels), size):
        out = network.forward(Input[k : k + size])
        right += np.count_nonzero(out.argmax(axis=1) == labels[k : k + size])
    return right / len(labels)


def train_epoch(network, criterion, optimizer, batches):
    network.set_training(True)
    losses = []
    for Input, targets in batches:
        out = network.forward(Input)
        losses.append(criterion.forward(out, targets))
        network.backward(criterion.backward())
        optimizer.step()
    return np.array(losses)
