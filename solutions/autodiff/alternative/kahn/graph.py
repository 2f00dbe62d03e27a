"""Derivatives by Kahn's order, with an adjoint or a tangent for each id of a node."""

import math
from collections import Counter, defaultdict

import numpy as np


class Node:
    def __init__(self, value, parents=(), partials=()):
        self.value, self.parents, self.partials = value, parents, partials

    @staticmethod
    def inputs(values):
        return [Node(float(value)) for value in values]


def unary(value, a, slope):
    return Node(value, [a], [slope])


def add(a, b):
    return Node(a.value + b.value, [a, b], [1, 1])


def subtract(a, b):
    return Node(a.value - b.value, [a, b], [1, -1])


def multiply(a, b):
    return Node(a.value * b.value, [a, b], [b.value, a.value])


def divide(a, b):
    ratio = a.value / b.value
    return Node(ratio, [a, b], [1 / b.value, -ratio / b.value])


def power(a, exponent):
    return unary(pow(a.value, exponent), a, exponent * pow(a.value, exponent - 1))


def exp(a):
    return unary(math.exp(a.value), a, math.exp(a.value))


def log(a):
    return unary(math.log(a.value), a, a.value**-1)


def sigmoid(a):
    s = (1 + math.tanh(a.value / 2)) / 2
    return unary(s, a, s * (1 - s))


def softplus(a):
    return unary(float(np.logaddexp(0, a.value)), a, sigmoid(a).value)


def inner(a, b):
    products = [multiply(left, right) for left, right in zip(a, b, strict=True)]
    while len(products) > 1:
        pairs = [add(*products[i : i + 2]) for i in range(0, len(products) - 1, 2)]
        products = pairs + products[len(products) // 2 * 2 :]
    return products[0]


def squared_error(x, w, y):
    u = inner(x, w)
    v = subtract(u, y)
    return u, v, power(v, 2)


def in_order(output):
    uses = Counter()
    seen, waiting = {id(output)}, [output]
    while waiting:
        node = waiting.pop()
        for parent in node.parents:
            uses[id(parent)] += 1
            if id(parent) not in seen:
                seen.add(id(parent))
                waiting.append(parent)
    order, ready = [], [output]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in node.parents:
            uses[id(parent)] -= 1
            if uses[id(parent)] == 0:
                ready.append(parent)
    return order[::-1]


def forward_derivative(output, inputs, direction):
    tangents = defaultdict(float)
    for node, speed in zip(inputs, direction, strict=True):
        tangents[id(node)] = float(speed)
    products = 0
    for node in in_order(output):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            tangents[id(node)] += partial * tangents[id(parent)]
            products += 1
    return tangents[id(output)], products


def forward_gradient(output, inputs):
    gradient, products = np.zeros(len(inputs)), 0
    for i in range(len(inputs)):
        direction = [0.0] * len(inputs)
        direction[i] = 1.0
        gradient[i], more = forward_derivative(output, inputs, direction)
        products += more
    return gradient, products


def reverse_gradient(output, inputs):
    adjoints = defaultdict(float)
    adjoints[id(output)] = 1.0
    products = 0
    for node in in_order(output)[::-1]:
        for parent, partial in zip(node.parents, node.partials, strict=True):
            adjoints[id(parent)] += partial * adjoints[id(node)]
        products += len(node.parents)
    return np.array([adjoints[id(node)] for node in inputs]), products
