"""Operations that share a helper, and a search in depth with iterators."""

import functools
import operator

import numpy as np


class Node:
    def __init__(self, value, parents=(), partials=()):
        self.value, self.parents, self.partials = value, parents, partials

    @staticmethod
    def inputs(values):
        return [Node(float(value)) for value in values]

    def __add__(self, other):
        return add(self, other if isinstance(other, Node) else Node(other))

    def __mul__(self, other):
        return multiply(self, other if isinstance(other, Node) else Node(other))


def make(value, *edges):
    return Node(value, tuple(parent for parent, _ in edges), tuple(slope for _, slope in edges))


def add(a, b):
    return make(a.value + b.value, (a, 1.0), (b, 1.0))


def subtract(a, b):
    return make(a.value - b.value, (a, 1.0), (b, -1.0))


def multiply(a, b):
    return make(a.value * b.value, (a, b.value), (b, a.value))


def divide(a, b):
    return make(a.value / b.value, (a, b.value**-1), (b, -a.value * b.value**-2))


def power(a, exponent):
    value = a.value**exponent
    return make(value, (a, exponent * value / a.value))


def exp(a):
    value = np.exp(a.value)
    return make(value, (a, value))


def log(a):
    return make(np.log(a.value), (a, 1 / a.value))


def sigmoid(a):
    s = np.exp(-np.logaddexp(0, -a.value))
    return make(s, (a, s * np.exp(-np.logaddexp(0, a.value))))


def softplus(a):
    return make(np.logaddexp(0, a.value), (a, np.exp(-np.logaddexp(0, -a.value))))


def inner(a, b):
    return functools.reduce(add, map(operator.mul, a, b))


def squared_error(x, w, y):
    u = inner(x, w)
    v = subtract(u, y)
    return [u, v, power(v, 2)]


def in_order(output):
    order, seen = [], {output}
    path = [(output, iter(output.parents))]
    while path:
        node, parents = path[-1]
        for parent in parents:
            if parent not in seen:
                seen.add(parent)
                path.append((parent, iter(parent.parents)))
                break
        else:
            order.append(node)
            path.pop()
    return order


def forward_derivative(output, inputs, direction):
    order = in_order(output)
    tangents = dict.fromkeys(order, 0.0)
    tangents.update(zip(inputs, direction, strict=True))
    count = 0
    for node in order:
        if len(node.parents):
            along = [tangents[parent] for parent in node.parents]
            tangents[node] = float(np.dot(node.partials, along))
            count += len(along)
    return tangents[output], count


def forward_gradient(output, inputs):
    found = [forward_derivative(output, inputs, row) for row in np.identity(len(inputs))]
    derivatives, counts = zip(*found, strict=True)
    return np.array(derivatives), sum(counts)


def reverse_gradient(output, inputs):
    order = in_order(output)
    adjoints = dict.fromkeys(order, 0.0)
    adjoints[output] = 1.0
    while order:
        node = order.pop()
        for number, parent in enumerate(node.parents):
            adjoints[parent] += node.partials[number] * adjoints[node]
    count = sum(len(node.parents) for node in adjoints)
    return np.array([adjoints.get(node, 0.0) for node in inputs]), count
