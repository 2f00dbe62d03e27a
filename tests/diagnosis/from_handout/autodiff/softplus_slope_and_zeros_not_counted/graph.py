import math

import numpy as np


class Node:
    def __init__(self, value, parents=(), partials=()):
        self.value = value
        self.parents = parents
        self.partials = partials

    def __repr__(self):
        return f"Node({self.value:.6g})"

    @staticmethod
    def lift(number):
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
        return [Node(float(value)) for value in values]


def unary(a, value, slope):
    return Node(value, (a,), (slope,))


def add(a, b):
    return Node(a.value + b.value, (a, b), (1.0, 1.0))


def subtract(a, b):
    return Node(a.value - b.value, (a, b), (1.0, -1.0))


def multiply(a, b):
    return Node(a.value * b.value, (a, b), (b.value, a.value))


def divide(a, b):
    top, bottom = a.value, b.value
    return Node(top / bottom, (a, b), (1.0 / bottom, -top / bottom**2))


def power(a, exponent):
    return unary(a, a.value ** exponent, exponent * a.value ** (exponent - 1))


def exp(a):
    e = math.exp(a.value)
    return unary(a, e, e)


def log(a):
    return unary(a, math.log(a.value), 1 / a.value)


def logistic(x):
    small = math.exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


def sigmoid(a):
    s = logistic(a.value)
    return unary(a, s, s * (1 - s))


def softplus(a):
    x = a.value
    return unary(a, max(x, 0.0) + math.log1p(math.exp(-abs(x))), 1 - logistic(x))


def inner(a, b):
    total = multiply(a[0], b[0])
    for left, right in zip(a[1:], b[1:]):
        total = add(total, multiply(left, right))
    return total


def squared_error(x, w, y):
    u = inner(x, w)
    v = subtract(u, y)
    return u, v, power(v, 2)


def in_order(output):
    done, result, stack = set(), [], [(output, iter(output.parents))]
    seen = {id(output)}
    while stack:
        node, rest = stack[-1]
        for parent in rest:
            if id(parent) not in seen:
                seen.add(id(parent))
                stack.append((parent, iter(parent.parents)))
                break
        else:
            result.append(node)
            stack.pop()
    return result


def forward_derivative(output, inputs, direction):
    tangent = {id(node): float(d) for node, d in zip(inputs, direction)}
    products = 0
    for node in in_order(output):
        if not node.parents:
            tangent.setdefault(id(node), 0.0)
            continue
        total = 0.0
        for parent, partial in zip(node.parents, node.partials):
            t = tangent[id(parent)]
            total += partial * t
            products += int(t != 0)
        tangent[id(node)] = total
    return tangent[id(output)], products


def forward_gradient(output, inputs):
    rows = [forward_derivative(output, inputs, row) for row in np.eye(len(inputs))]
    return np.array([d for d, _ in rows]), sum(c for _, c in rows)


def reverse_gradient(output, inputs):
    nodes = in_order(output)
    adjoint = {id(node): 0.0 for node in nodes}
    adjoint[id(output)] = 1.0
    products = 0
    for node in reversed(nodes):
        for parent, partial in zip(node.parents, node.partials):
            adjoint[id(parent)] += partial * adjoint[id(node)]
            products += 1
    return np.array([adjoint.get(id(node), 0.0) for node in inputs]), products
