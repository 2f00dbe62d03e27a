import math

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
    return Node(a.value + b.value, (a, b), (1.0, 1.0))


def subtract(a, b):
    return Node(a.value - b.value, (a, b), (1.0, -1.0))


def multiply(a, b):
    return Node(a.value * b.value, (a, b), (b.value, a.value))


def divide(a, b):
    q = a.value / b.value
    return Node(q, (a, b), (1.0 / b.value, -q / b.value))


def power(a, exponent):
    return Node(a.value**exponent, (a,), (exponent * a.value ** (exponent - 1),))


def exp(a):
    e = math.exp(a.value)
    return Node(e, (a,), (e,))


def log(a):
    return Node(math.log10(a.value), (a,), (1.0 / a.value,))


def _sigma(t):
    if t < 0:
        e = math.exp(t)
        return e / (1.0 + e)
    return 1.0 / (1.0 + math.exp(-t))


def sigmoid(a):
    s = _sigma(a.value)
    return Node(s, (a,), (s * (1.0 - s),))


def softplus(a):
    t = a.value
    return Node(max(t, 0.0) + math.log1p(math.exp(-abs(t))), (a,), (_sigma(t),))


def inner(a, b):
    total = multiply(a[0], b[0])
    for p, q in zip(a[1:], b[1:]):
        total = add(total, multiply(p, q))
    return total


def squared_error(x, w, y):
    u = inner(x, w)
    v = subtract(u, y)
    z = power(v, 2)
    return u, v, z


def in_order(output):
    found, done = [], set()

    def visit(node):
        if node in done:
            return
        done.add(node)
        for parent in node.parents:
            visit(parent)
        found.append(node)

    visit(output)
    return found


def forward_derivative(output, inputs, direction):
    tangents = {id(node): float(d) for node, d in zip(inputs, direction)}
    count = 0
    for node in in_order(output):
        if id(node) in tangents:
            continue
        t = 0.0
        for parent, partial in zip(node.parents, node.partials):
            t += partial * tangents[id(parent)]
            count += 1
        tangents[id(node)] = t
    return tangents[id(output)], count


def forward_gradient(output, inputs):
    gradient = np.zeros(len(inputs))
    total = 0
    for i in range(len(inputs)):
        direction = np.zeros(len(inputs))
        direction[i] = 1.0
        gradient[i], n = forward_derivative(output, inputs, direction)
        total += n
    return gradient, total


def reverse_gradient(output, inputs):
    adjoints = {id(output): 1.0}
    count = 0
    for node in in_order(output)[::-1]:
        own = adjoints.get(id(node), 0.0)
        for parent, partial in zip(node.parents, node.partials):
            adjoints[id(parent)] = adjoints.get(id(parent), 0.0) + partial * own
            count += 1
    return np.array([adjoints.get(id(node), 0.0) for node in inputs]), count
