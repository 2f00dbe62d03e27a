import math
from collections import defaultdict

import numpy as np


class Node:
    """A number in a graph.

    Attributes:
        value: the number.
        parents: the nodes that it was computed from, in order; () for an input.
        partials: the derivative of value with respect to each parent's value, in the same order.
    """

    def __init__(self, value, parents=(), partials=()):
        """Keep the three."""
        self.value = value
        self.parents = parents
        self.partials = partials

    def __repr__(self):
        return f"Node({self.value:.6g})"

    @staticmethod
    def lift(number):
        """Return a node: the one given, or a new input with the value given."""
        return number if isinstance(number, Node) else Node(number)

    def __add__(self, other):
        return add(self, Node.lift(other))

    def __radd__(self, other):
        return add(Node.lift(other), self)

    def __sub__(self, other):
        return subtract(self, Node.lift(other))

    def __rsub__(self, other):
        return subtract(Node.lift(other), self)

    def __mul__(self, other):
        return multiply(self, Node.lift(other))

    def __rmul__(self, other):
        return multiply(Node.lift(other), self)

    def __truediv__(self, other):
        return divide(self, Node.lift(other))

    def __rtruediv__(self, other):
        return divide(Node.lift(other), self)

    def __pow__(self, exponent):
        return power(self, exponent)

    @staticmethod
    def inputs(values):
        """Return a list of new inputs, one for each number."""
        return [Node(float(value)) for value in values]


def add(a, b):
    out = Node(a.value + b.value)
    out.parents = (a, b)
    out.partials = (1, 1)
    return out


def subtract(a, b):
    out = Node(a.value - b.value)
    out.parents = (a, b)
    out.partials = (1, -1)
    return out


def multiply(a, b):
    out = Node(a.value * b.value)
    out.parents = (a, b)
    out.partials = (b.value, a.value)
    return out


def divide(a, b):
    out = Node(a.value / b.value)
    out.parents = (a, b)
    out.partials = (1 / b.value, -a.value / b.value**2)
    return out


def power(a, exponent):
    n = exponent
    out = Node(math.pow(a.value, n))
    out.parents = (a,)
    out.partials = (n * math.pow(a.value, n - 1),)
    return out


def exp(a):
    out = Node(math.exp(a.value))
    out.parents = (a,)
    out.partials = (out.value,)
    return out


def log(a):
    out = Node(math.log(a.value))
    out.parents = (a,)
    out.partials = (1 / a.value,)
    return out


def sigmoid(a):
    x = a.value
    if x >= 0:
        s = 1 / (1 + math.exp(-x))
    else:
        s = math.exp(x) / (1 + math.exp(x))
    out = Node(s)
    out.parents = (a,)
    out.partials = (s * (1 - s),)
    return out


def softplus(a):
    x = a.value
    out = Node(max(x, 0) + math.log(1 + math.exp(-abs(x))))
    out.parents = (a,)
    out.partials = (sigmoid(a).value,)
    return out


def inner(a, b):
    s = Node(0.0)
    for i in range(len(a)):
        s = add(s, multiply(a[i], b[i]))
    return s


def squared_error(x, w, y):
    u = inner(x, w)
    v = subtract(u, y)
    z = power(v, 2)
    return u, v, z


def in_order(output):
    """count how many children are still missing, then go from the output down"""
    seen = {output}
    waiting = [output]
    children = defaultdict(int)
    while waiting:
        node = waiting.pop()
        for parent in node.parents:
            children[parent] += 1
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    result = []
    ready = [output]
    while ready:
        node = ready.pop()
        result.append(node)
        for parent in node.parents:
            children[parent] -= 1
            if children[parent] == 0:
                ready.append(parent)
    result.reverse()
    return result


def forward_derivative(output, inputs, direction):
    tangent = {}
    multiplications = 0
    start = dict(zip(inputs, direction))
    for node in in_order(output):
        if not node.parents:
            tangent[node] = start.get(node, 0.0)
        else:
            tangent[node] = sum(p * tangent[q] for p, q in zip(node.partials, node.parents))
            multiplications += len(node.parents)
    return tangent[output], multiplications


def forward_gradient(output, inputs):
    derivatives = []
    multiplications = 0
    for row in np.eye(len(inputs)):
        derivative, m = forward_derivative(output, inputs, row)
        derivatives.append(derivative)
        multiplications += m
    return np.array(derivatives), multiplications


def reverse_gradient(output, inputs):
    adjoint = defaultdict(float)
    adjoint[output] = 1.0
    multiplications = 0
    for node in reversed(in_order(output)):
        for parent, partial in zip(node.parents, node.partials):
            adjoint[parent] += partial * adjoint[node]
            multiplications += 1
    return np.array([adjoint[node] for node in inputs]), multiplications
