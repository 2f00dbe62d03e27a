"""The hidden checks of the perceptron, and the oracles: one input and one unit at a time."""

from itertools import product

import numpy as np
from checks import (
    INPUTS,
    boundary_line,
    gates_and,
    gates_or,
    in_order,
    learning_path,
    make_inputs,
    make_network,
    make_values,
    network_forward,
    network_xor,
    search_and,
    truth_table,
    unit_values,
)

from autograder.checks import check

SHAPES = ((1, 2), (5, 1), (30, 7))
FUNCTIONS = tuple(product((0, 1), repeat=4))


def fires(x, w, theta):
    """Tells whether a unit fires for one input."""
    return int(sum(float(a) * float(b) for a, b in zip(x, w, strict=True)) >= theta)


def plain_outputs(X, w, theta):
    return np.array([fires(x, w, theta) for x in X])


def plain_network(X, W, thetas, v, theta):
    outputs = []
    for x in X:
        hidden = [fires(x, W[:, h], thetas[h]) for h in range(len(thetas))]
        outputs.append(fires(hidden, v, theta))
    return np.array(outputs)


def plain_units(targets, values):
    """Returns the units (count, 3) by trying one after the other."""
    found = [
        unit
        for unit in product(values, repeat=3)
        if [fires(x, unit[:2], unit[2]) for x in INPUTS] == list(targets)
    ]
    return np.array(found).reshape(-1, 3)


@unit_values.oracle
def expected_values(reference, rng, rows):
    return {"outputs": plain_outputs(*make_inputs(rng, rows, 2))}


@gates_and.oracle
def expected_and(reference, rng):
    return {"AND of 00, 01, 10, 11": np.array([bool(a and b) for a, b in INPUTS.tolist()])}


@gates_or.oracle
def expected_or(reference, rng):
    return {"OR of 00, 01, 10, 11": np.array([bool(a or b) for a, b in INPUTS.tolist()])}


@boundary_line.oracle
def expected_line(reference, rng):
    x1 = rng.normal(size=9)
    w, theta = rng.uniform(0.5, 2, 2), rng.normal()
    # By bisection of w1 x1 + w2 x2 - theta, which rises with x2.
    low, high = np.full(9, -1e3), np.full(9, 1e3)
    for _ in range(100):
        middle = (low + high) / 2
        above = w[0] * x1 + w[1] * middle >= theta
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return {"x2": high}


@search_and.oracle
def expected_search(reference, rng):
    return {"units": in_order(plain_units((0, 0, 0, 1), make_values(rng)))}


@network_forward.oracle
def expected_forward(reference, rng):
    return {
        f"outputs of network {number}": plain_network(*make_network(rng, 150, 2, 3))
        for number in (1, 2, 3)
    }


@network_xor.oracle
def expected_xor(reference, rng):
    return {"XOR of 00, 01, 10, 11": np.array([bool(a ^ b) for a, b in INPUTS.tolist()])}


def make_whole(rng):
    """Returns (X, w, theta) of whole numbers, so that many sums are exactly theta."""
    X, w = rng.integers(-3, 4, (40, 3)), rng.integers(1, 4, 3)
    X[:4] = [[1, 0, 0], [-1, 0, 0], [0, 0, 0], [0, 0, 1]]
    return X, w, int(w[0])


@check("unit.equal", points=8, needs=["perceptron"], title={"zh": "总和恰好等于阈值时的输出"})
def unit_equal(student, rng):
    """a sum that is exactly the threshold fires"""
    return {"outputs": student.perceptron.threshold_unit(*make_whole(rng))}


@unit_equal.oracle
def expected_equal(reference, rng):
    return {"outputs": plain_outputs(*make_whole(rng))}


@check(
    "unit.shapes", points=6, needs=["perceptron"], title={"zh": "多种输入个数和维数，以及多个单元"}
)
def unit_shapes(student, rng):
    """outputs for several numbers of inputs, and of several units at once"""
    outputs = {
        f"outputs, (N, D) = {N, D}": student.perceptron.threshold_unit(*make_shaped(rng, N, D))
        for N, D in SHAPES
    }
    X, W, thetas, _, _ = make_network(rng, 20, 4, 3)
    return {**outputs, "outputs of three units": student.perceptron.threshold_unit(X, W, thetas)}


def make_shaped(rng, N, D):
    """Returns (X, w, theta); a single input is one that fires."""
    X, w, theta = make_inputs(rng, N, D)
    return X, w, theta if N > 1 else float(X[0] @ w) - 1


@unit_shapes.oracle
def expected_shapes(reference, rng):
    outputs = {
        f"outputs, (N, D) = {N, D}": plain_outputs(*make_shaped(rng, N, D)) for N, D in SHAPES
    }
    X, W, thetas, _, _ = make_network(rng, 20, 4, 3)
    columns = [plain_outputs(X, W[:, h], thetas[h]) for h in range(3)]
    return {**outputs, "outputs of three units": np.stack(columns, axis=1)}


@check("gates.nand_gate", points=8, needs=["perceptron"], title={"zh": "计算“与非”的单元"})
def gates_nand(student, rng):
    """a unit that computes NAND"""
    return {"NAND of 00, 01, 10, 11": truth_table(student.perceptron.nand_unit())}


@gates_nand.oracle
def expected_nand(reference, rng):
    return {"NAND of 00, 01, 10, 11": np.array([not (a and b) for a, b in INPUTS.tolist()])}


@check(
    "boundary.any", points=3, needs=["perceptron"], title={"zh": "权重为负、阈值为零等情形的分界线"}
)
def boundary_any(student, rng):
    """the line for weights of any sign, and positions of any shape"""
    return {
        "x2, shape (2, 5)": student.perceptron.boundary(*make_line(rng), rng.normal(size=(2, 5))),
        "x2, one position": student.perceptron.boundary(*make_line(rng), rng.normal(size=1)),
    }


def make_line(rng):
    """Returns (w, theta) with w2 < 0."""
    return np.array([rng.normal(), -rng.uniform(0.5, 2)]), rng.normal()


@boundary_any.oracle
def expected_any(reference, rng):
    outputs = {}
    for name, shape in (("x2, shape (2, 5)", (2, 5)), ("x2, one position", (1,))):
        (w1, w2), theta = make_line(rng)
        # The line through (0, theta / w2) in the direction (w2, -w1).
        outputs[name] = theta / w2 - rng.normal(size=shape) * w1 / w2
    return outputs


@check(
    "search.functions",
    points=10,
    needs=["perceptron"],
    title={"zh": "16 个逻辑函数各有多少个单元；异或没有"},
    inputs=make_values,
)
def search_functions(student, values):
    """how many units compute each of the 16 functions: 14 have some, XOR and its opposite none"""
    found = [student.perceptron.find_units(np.array(targets), values) for targets in FUNCTIONS]
    return {
        f"units for {''.join(map(str, targets))}": in_order(units)
        for targets, units in zip(FUNCTIONS, student.read_list(found), strict=True)
    }


@search_functions.oracle
def expected_functions(reference, values):
    tables = {targets: [] for targets in FUNCTIONS}
    for unit in product(values, repeat=3):
        tables[tuple(fires(x, unit[:2], unit[2]) for x in INPUTS)].append(unit)
    return {
        f"units for {''.join(map(str, targets))}": in_order(np.array(units).reshape(-1, 3))
        for targets, units in tables.items()
    }


@check(
    "network.shapes",
    points=5,
    needs=["perceptron"],
    title={"zh": "其他形状的两层网络，以及恰好等于阈值"},
)
def network_shapes(student, rng):
    """networks of other shapes, and sums that are exactly a threshold"""
    return {
        "outputs, (D, H) = (5, 4)": student.perceptron.two_layers(*make_network(rng, 150, 5, 4)),
        "outputs, whole numbers": student.perceptron.two_layers(*make_whole_network(rng)),
    }


def make_whole_network(rng):
    """Returns a network of whole numbers; at both layers some sums are exactly a threshold."""
    X = np.array(list(product((-1, 0, 1), repeat=2)))
    return X, np.array([[1, 2], [2, -1]]), np.array([1, 0]), rng.permutation([1, 2]), 2


@network_shapes.oracle
def expected_network(reference, rng):
    return {
        "outputs, (D, H) = (5, 4)": plain_network(*make_network(rng, 150, 5, 4)),
        "outputs, whole numbers": plain_network(*make_whole_network(rng)),
    }


def plain_learning(X, targets, w, theta, epochs):
    """Returns (w, theta, corrections) of the learning rule, written out for one number at a time."""
    w, theta, corrections = [float(weight) for weight in w], float(theta), [0.0] * epochs
    for epoch in range(epochs):
        for x, target in zip(X, targets, strict=True):
            output = fires(x, w, theta)
            if output == target:
                continue
            up = 1 if target else -1
            w = [weight + up * float(number) for weight, number in zip(w, x, strict=True)]
            theta -= up
            corrections[epoch] += 1
    return np.array(w), theta, np.array(corrections)


@learning_path.oracle
def expected_path(reference, *samples):
    outputs = {}
    for epochs in (1, 2, 3):
        w, theta, corrections = plain_learning(*samples, epochs)
        outputs[f"w after {epochs}"], outputs[f"theta after {epochs}"] = w, theta
        outputs[f"corrections of {epochs}"] = corrections
    return outputs


def make_gates(rng):
    """Returns the inputs of two gates in a random order; from 0 on, sums are exactly the threshold."""
    order = rng.permutation(4)
    return {
        "AND": (INPUTS[order], np.array([0, 0, 0, 1])[order]),
        "XOR": (INPUTS[order], np.array([0, 1, 1, 0])[order]),
    }


@check(
    "learning.gates",
    points=6,
    needs=["perceptron"],
    title={"zh": "“与”能学会，“异或”永远学不会；给定的权重不变"},
    inputs=make_gates,
)
def learning_gates(student, gates):
    """AND is learned, XOR goes round in circles; the weights that are given stay as they are"""
    outputs = {}
    for name, (X, targets) in gates.items():
        kept = student.record(w=np.zeros(2))
        w, theta, corrections = student.read(student.perceptron.learn(X, targets, kept.w, 0.0, 30))
        outputs[f"w of {name}"], outputs[f"theta of {name}"] = w, theta
        outputs[f"corrections of {name}"] = corrections
        outputs[f"w that {name} began with, afterwards"] = kept.w
    return outputs


@learning_gates.oracle
def expected_gates(reference, gates):
    outputs = {}
    for name, (X, targets) in gates.items():
        w, theta, corrections = plain_learning(X, targets, np.zeros(2), 0.0, 30)
        outputs[f"w of {name}"], outputs[f"theta of {name}"] = w, theta
        outputs[f"corrections of {name}"] = corrections
        outputs[f"w that {name} began with, afterwards"] = np.zeros(2)
    return outputs


def make_separable(rng):
    """Returns (X (40, 4), targets (40,)), on both sides of a gap of the width 1; 0 is on neither's border."""
    w = rng.normal(size=4)
    w /= np.linalg.norm(w)
    targets = rng.permutation(np.arange(40) % 2)
    X = rng.normal(size=(40, 4))
    distance = np.abs(X @ w) + 0.5
    return X + np.outer(np.where(targets, distance, -distance) - X @ w, w) + 1.5 * w, targets


@check(
    "learning.separable",
    points=4,
    needs=["perceptron"],
    title={"zh": "可分的样本：经过有限次改正便不再出错"},
    inputs=make_separable,
)
def learning_separable(student, X, targets):
    """samples that a line can separate: after a few corrections nothing is wrong"""
    w, theta, corrections = student.read(student.perceptron.learn(X, targets, np.zeros(4), 0.0, 40))
    return {"w": w, "theta": theta, "corrections": corrections}


@learning_separable.oracle
def expected_separable(reference, X, targets):
    w, theta, corrections = plain_learning(X, targets, np.zeros(4), 0.0, 40)
    return {"w": w, "theta": theta, "corrections": corrections}
