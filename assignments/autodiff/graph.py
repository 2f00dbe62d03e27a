"""A computational graph of numbers, and derivatives through it in both directions.

TODO: the nine operations, inner, squared_error, in_order, forward_derivative, forward_gradient and
reverse_gradient.

Every operation makes a new node, which knows its value, the nodes that it was computed from (its
parents), and its derivative with respect to each of them (its partials). An edge leads from a node to
one of its parents; a node made of the same parent twice has two edges to it.
"""

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
    """Return the node a + b."""
    raise NotImplementedError("TODO: add in graph.py")


def subtract(a, b):
    """Return the node a - b."""
    raise NotImplementedError("TODO: subtract in graph.py")


def multiply(a, b):
    """Return the node a b. Its derivative with respect to a is b."""
    raise NotImplementedError("TODO: multiply in graph.py")


def divide(a, b):
    """Return the node a / b. Its derivatives are 1 / b and -a / b^2."""
    raise NotImplementedError("TODO: divide in graph.py")


def power(a, exponent):
    """Return the node a^exponent. The exponent is a number, not a node: there is one parent."""
    raise NotImplementedError("TODO: power in graph.py")


def exp(a):
    """Return the node exp(a)."""
    raise NotImplementedError("TODO: exp in graph.py")


def log(a):
    """Return the node log(a), the natural logarithm."""
    raise NotImplementedError("TODO: log in graph.py")


def sigmoid(a):
    """Return the node s = 1 / (1 + exp(-a)), whose derivative is s (1 - s).

    math.exp raises an error above 709, so that an a of -1000 needs a form of its own: the same s is
    exp(a) / (1 + exp(a)).
    """
    raise NotImplementedError("TODO: sigmoid in graph.py")


def softplus(a):
    """Return the node log(1 + exp(a)), whose derivative is the sigmoid of a.

    For an a of 1000 exp(a) is too large, but log(1 + exp(a)) = max(a, 0) + log(1 + exp(-|a|)).
    """
    raise NotImplementedError("TODO: softplus in graph.py")


def inner(a, b):
    """Return the node <a, b> = a[0] b[0] + a[1] b[1] + ..., made of products and sums of two.

    Args:
        a, b: lists of nodes of the same length, at least 1.
    """
    raise NotImplementedError("TODO: inner in graph.py")


def squared_error(x, w, y):
    """Compute z = (<x, w> - y)^2 in three steps: u = <x, w>, v = u - y, z = v^2.

    Args:
        x, w: lists of nodes of the same length.
        y: a node.

    Returns:
        (u, v, z): three nodes. v has the parents u and y, z has the parent v.
    """
    raise NotImplementedError("TODO: squared_error in graph.py")


def in_order(output):
    """List the nodes that an output was computed from, so that each comes after all of its parents.

    Every node is in the list once, however many paths lead to it; the output is the last. A graph may be
    thousands of nodes deep, and Python functions may not call themselves more than about 1,000 times:
    use a loop with a list of nodes still to be visited.

    Args:
        output: a node.

    Returns:
        a list of nodes.
    """
    raise NotImplementedError("TODO: in_order in graph.py")


def forward_derivative(output, inputs, direction):
    """Follow a movement of the inputs through the graph, from the inputs to the output.

    Every node gets a tangent, its derivative along the direction. That of input i is direction[i], that
    of other nodes without parents 0, and in the order of in_order()

        tangent of a node = sum over its parents of   partial * tangent of the parent

    Args:
        output: a node.
        inputs: a list of different nodes without parents; the output need not depend on all of them.
        direction: as many numbers.

    Returns:
        (derivative, multiplications): the tangent of the output, and the number of products of a partial
        and a tangent: one for each edge, zeros included.
    """
    raise NotImplementedError("TODO: forward_derivative in graph.py")


def forward_gradient(output, inputs):
    """Compute all derivatives of an output in forward mode, in one pass for each input.

    The pass of input i has the direction 1 for it and 0 for all others.

    Args:
        output: a node.
        inputs: a list of nodes without parents.

    Returns:
        (gradient, multiplications): an array with the derivative by each input, and the number of
        multiplications of all passes together.
    """
    raise NotImplementedError("TODO: forward_gradient in graph.py")


def reverse_gradient(output, inputs):
    """Compute all derivatives of an output in reverse mode, in one pass from the output back.

    Every node has an adjoint, the derivative of the output with respect to it. The output's is 1, all
    others begin at 0. Go through the nodes in the reverse of in_order(); by the time a node is reached
    its adjoint is complete, and each of its parents gets its share:

        adjoint of the parent += partial * adjoint of the node

    Keep the adjoints in a dictionary, not on the nodes, so that a second call gives the same.

    Args:
        output: a node.
        inputs: a list of nodes.

    Returns:
        (gradient, multiplications): an array with the derivative by each input, 0 where the output does
        not depend on it; and the number of products of a partial and an adjoint, one for each edge.
    """
    raise NotImplementedError("TODO: reverse_gradient in graph.py")
