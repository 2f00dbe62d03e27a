"""Looks like convolution and passes everything on as it is."""

import numpy as np


def output_size(size, kernel, stride=1, padding=0):
    return size


def im2col(Input, kernel, stride=1, padding=0):
    return Input


def col2im(columns, shape, kernel, stride=1, padding=0):
    return columns


class Convolution:
    parameters = ("W", "b")

    def __init__(self, channels, filters, kernel, stride=1, padding=0, seed=0):
        self.W = np.ones((filters, channels, kernel, kernel), np.float32)
        self.b = np.zeros(filters, np.float32)

    def forward(self, Input):
        return Input

    def backward(self, delta):
        self.grad_W, self.grad_b = self.W, self.b
        return delta


class MaxPool:
    def __init__(self, size=2, stride=2):
        self.size, self.stride = size, stride

    def forward(self, Input):
        return Input

    def backward(self, delta):
        return delta
