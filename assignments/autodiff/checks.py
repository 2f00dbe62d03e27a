"""The visible checks of automatic differentiation: run them with `softmark check autodiff`.

Forward and reverse mode are checked on graphs that the checks build out of nodes, so that a wrong
operation costs no points there.
"""

import numpy as np

from autograder.checks import Expect, as_numbers, check

# Differences with h = 1e-5 lose digits.
NUMERIC = Expect(rtol=1e-6, atol=1e-7)
LOSS = Expect(rtol=1e-7, atol=1e-9)


def look_at(student, node):
    """Returns an operation's value and partials as an array: value, then the partials."""
    value, partials = student.read_list([node.value, node.partials])
    return as_numbers([value, *partials])


def apply_all(student, names, a, b):
    """Returns value and partials of operations of two nodes."""
    outputs = {}
    for name in names:
        left, right = student.graph.Node(a), student.graph.Node(b)
        outputs[f"{name}: value, partials"] = look_at(
            student, getattr(student.graph, name)(left, right)
        )
    return outputs


def apply_each(student, names, a):
    """Returns value and partials of operations of one node."""
    return {
        f"{name}: value, partials": look_at(
            student, getattr(student.graph, name)(student.graph.Node(a))
        )
        for name in names
    }


def two_numbers(rng):
    """Returns two numbers that are neither 0, 1 nor alike."""
    return float(rng.uniform(1.2, 1.9)), float(rng.uniform(2.1, 3.0))


@check("operations.sums", points=4, needs=["graph"], title={"zh": "加法与减法"})
def operations_sums(student, rng):
    """value and partials of a sum and a difference"""
    return apply_all(student, ["add", "subtract"], *two_numbers(rng))


@check("operations.products", points=6, needs=["graph"], title={"zh": "乘法与除法"})
def operations_products(student, rng):
    """value and partials of a product and a quotient"""
    return apply_all(student, ["multiply", "divide"], *two_numbers(rng))


@check("operations.power", points=4, needs=["graph"], title={"zh": "幂"}, inputs=two_numbers)
def operations_power(student, a, _):
    """value and partial of powers"""
    outputs = {}
    for name, base, exponent in (("a", a, 3), ("-a", -a, 2), ("a", a, -1.5)):
        node = student.graph.power(student.graph.Node(base), exponent)
        outputs[f"{name} to {exponent}: value, partial"] = look_at(student, node)
    return outputs


@check(
    "operations.functions", points=8, needs=["graph"], title={"zh": "exp、log、sigmoid 与 softplus"}
)
def operations_functions(student, rng):
    """value and partial of exp, log, sigmoid and softplus"""
    return apply_each(student, ["exp", "log", "sigmoid", "softplus"], two_numbers(rng)[0])


def make_error(rng, D):
    """Returns (x (D,), w (D,), y) with <x, w> below y: a power of a negative number."""
    x, w = rng.normal(size=(2, D))
    return x, w, float(x @ w + rng.uniform(0.5, 2))


@check("graph.steps", points=5, needs=["graph"], title={"zh": "分步计算 z = (<x, w> - y)^2"})
def graph_steps(student, rng):
    """z = (<x, w> - y)^2 in three steps"""
    x, w, y = make_error(rng, 4)
    steps = student.graph.squared_error(
        student.graph.Node.inputs(x), student.graph.Node.inputs(w), student.graph.Node(y)
    )
    u, v, z = steps[0], steps[1], steps[2]
    return {
        "u": u.value,
        "v: value, partials": look_at(student, v),
        "z: value, partials": look_at(student, z),
    }


# The number of the input that no node of a random graph is made of: its derivative is 0.
UNREACHED = 1


class Drawn:
    """A random graph: node i has the parents parents[i], all of them before it, and their partials.

    The output depends on all inputs but the second, and on a node made of the same parent twice.

    Attributes:
        inputs: the number of nodes without parents, which come first.
        values: of the nodes, each another one.
        output: the number of the output, which is not the last node made.
    """

    def __init__(self, rng, inputs=4, inner=9):
        self.inputs = inputs
        self.values = rng.permutation(inputs + inner) + 0.5
        self.output = inputs + inner - 2
        self.parents = [()] * inputs
        self.partials = [()] * inputs
        # Between the inputs and the output: who uses which input, and who the same parent twice.
        used = [number for number in range(inputs - 1) if number != UNREACHED]
        double, *users = rng.permutation(np.arange(inputs, self.output))[: 1 + len(used)].tolist()
        others = {**dict(zip(users, used, strict=True)), double: double - 1}
        # A long way and a short one to the output's other parent, so that not every order is right.
        others[self.output] = rng.integers(inputs, self.output - 2)
        for number in range(inputs, inputs + inner):
            drawn = rng.integers(number - 1)
            other = others.get(number, drawn + (drawn >= UNREACHED))
            # The node before, so that the graph is deep.
            self.parents.append((number - 1, int(other)))
            self.partials.append(tuple(float(value) for value in rng.normal(size=2)))

    def build(self, student):
        """Returns its nodes on the student's side."""
        nodes = []
        for value, parents, partials in zip(self.values, self.parents, self.partials, strict=True):
            made_of = tuple(nodes[parent] for parent in parents)
            nodes.append(student.graph.Node(float(value), made_of, partials))
        return nodes

    def reached(self):
        """Returns the numbers of the nodes that the output depends on, itself included."""
        found = {self.output}
        for number in range(self.output, -1, -1):
            if number in found:
                found.update(self.parents[number])
        return sorted(found)


@check("graph.order", points=6, needs=["graph"], title={"zh": "每个节点排在它的父节点之后"})
def graph_order(student, rng):
    """every node comes once, after its parents"""
    drawn = Drawn(rng)
    nodes = drawn.build(student)
    values = student.read_list([node.value for node in student.graph.in_order(nodes[drawn.output])])
    listed = as_numbers(values, (None,))
    # Compared, not looked up in a dict: numbers can be chosen so that all of them have one hash.
    place = [max(np.flatnonzero(listed == value), default=-1) for value in drawn.values]
    late = sum(
        place[parent] > place[number] >= 0
        for number, parents in enumerate(drawn.parents)
        for parent in parents
    )
    return {
        "values of the nodes, sorted": np.sort(listed),
        "value of the last node": listed[-1],
        "parents that come too late": int(late),
    }


@check("forward.direction", points=8, needs=["graph"], title={"zh": "前向模式：沿一个方向的导数"})
def forward_direction(student, rng):
    """forward mode along one direction, and its multiplications"""
    drawn = Drawn(rng)
    nodes = drawn.build(student)
    result = student.graph.forward_derivative(
        nodes[drawn.output], nodes[: drawn.inputs], rng.normal(size=drawn.inputs)
    )
    return {"derivative": result[0], "multiplications": result[1]}


@check(
    "reverse.gradient", points=9, needs=["graph"], title={"zh": "反向模式：所有导数"}, inputs=Drawn
)
def reverse_drawn(student, drawn):
    """reverse mode on a random graph, and its multiplications"""
    nodes = drawn.build(student)
    result = student.graph.reverse_gradient(nodes[drawn.output], nodes[: drawn.inputs])
    return {"gradient": result[0], "multiplications": result[1]}


def make_batch(rng, N, D):
    """Returns (theta (D,), X (N, D) with ones in the last column, labels (N,) of 0 and 1)."""
    X = np.hstack([rng.normal(size=(N, D - 1)), np.ones((N, 1))])
    labels = rng.permutation(np.arange(N) % 2)
    return rng.normal(size=D), X, labels


def make_steep(rng, N, D):
    """Returns a batch like make_batch's in which a sample of each label has a score far on the wrong side.

    The probability of its label is about 1e-7: an epsilon added to that shows, and the logarithm of p or
    of 1 - p is still right to more digits than are asked for. The other scores are moderate, where the loss
    is bent, and a number of theta is beyond +-1, so that a step that depends on theta shows.
    """
    theta, X, labels = make_batch(rng, N, D)
    theta[:-1] *= 3 / np.linalg.norm(theta[:-1])
    X[:, :-1] = rng.choice([-1, 1], (N, D - 1)) * rng.uniform(0.5, 1.5, (N, D - 1))
    for label, side in ((0, 1), (1, -1)):
        n = np.argmax(labels == label)
        far = side * rng.uniform(15.5, 16) - X[n] @ theta
        X[n, :-1] += far * theta[:-1] / (theta[:-1] @ theta[:-1])
    return theta, X, labels


@check(
    "logistic.loss",
    points=6,
    needs=["graph", "logistic"],
    title={"zh": "逻辑回归的损失"},
    expect=LOSS,
    facts={"batch": 6},
)
def logistic_loss(student, rng):
    """mean loss of a batch"""
    theta, X, labels = make_steep(rng, 6, 4)
    nodes = student.graph.Node.inputs(theta)
    return {"loss": student.logistic.logistic_loss(nodes, X, labels).value}


@check(
    "logistic.analytic",
    points=4,
    needs=["logistic"],
    title={"zh": "损失的解析梯度"},
    facts={"batch": 7},
)
def logistic_analytic(student, rng):
    """gradient of the loss by its formula"""
    return {"gradient": student.logistic.analytic_gradient(*make_batch(rng, 7, 4))}


@check(
    "logistic.numeric",
    points=4,
    needs=["graph", "logistic"],
    title={"zh": "损失的数值梯度"},
    expect=NUMERIC,
)
def logistic_numeric(student, rng):
    """gradient of the loss by centred differences, with a long step"""
    return {"gradient": student.logistic.numeric_gradient(*make_steep(rng, 5, 3), 0.3)}


@logistic_numeric.self_consistency
def own_differences(student, rng):
    theta, X, labels = make_steep(rng, 5, 3)

    def loss(moved):
        nodes = student.graph.Node.inputs(moved)
        return student.logistic.logistic_loss(nodes, X, labels).value

    steps = 0.3 * np.eye(3)
    above = as_numbers(student.read_list([loss(theta + step) for step in steps]))
    below = as_numbers(student.read_list([loss(theta - step) for step in steps]))
    return {"gradient": (above - below) / 0.6}
