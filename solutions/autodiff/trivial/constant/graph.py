"""Looks like a graph and differentiates nothing."""

import numpy as np


class Node:
    def __init__(self, value, parents=(), partials=()):
        self.value, self.parents, self.partials = value, parents, partials

    @staticmethod
    def inputs(values):
        return [Node(float(value)) for value in values]


def add(a, b):
    return Node(0.0, (a, b), (0.0, 0.0))


def subtract(a, b):
    return Node(0.0, (a, b), (0.0, 0.0))


def multiply(a, b):
    return Node(0.0, (a, b), (0.0, 0.0))


def divide(a, b):
    return Node(0.0, (a, b), (0.0, 0.0))


def power(a, exponent):
    return Node(a.value, (a,), (1.0,))


def exp(a):
    return Node(a.value, (a,), (1.0,))


def log(a):
    return Node(a.value, (a,), (1.0,))


def sigmoid(a):
    return Node(a.value, (a,), (1.0,))


def softplus(a):
    return Node(a.value, (a,), (1.0,))


def inner(a, b):
    return Node(0.0, (*a, *b), (0.0,) * 2 * len(a))


def squared_error(x, w, y):
    return Node(0.0), Node(0.0), Node(0.0)


def in_order(output):
    return [output]


def forward_derivative(output, inputs, direction):
    return 0.0, 0


def forward_gradient(output, inputs):
    return np.zeros(len(inputs)), 0


def reverse_gradient(output, inputs):
    return np.zeros(len(inputs)), 0
