"""The visible checks of the perceptron: run them with `softmark check perceptron`.

Weights that you choose are right if the unit computes the function; there are many. Inputs of the
other checks are made up.
"""

import numpy as np

from autograder.checks import as_numbers, check

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def truth_table(unit):
    """Returns the outputs (4,) of a unit (w, theta) that the submission chose."""
    w, theta = unit
    return INPUTS @ as_numbers(w, (2,)) >= as_numbers(theta, ())


def in_order(units):
    """Returns the rows of (w1, w2, theta) in a fixed order, since any is right."""
    if isinstance(units, np.ndarray) and units.ndim == 2 and units.shape[1] == 3:
        return units[np.lexsort(units.T[::-1])]
    return units


def make_inputs(rng, N, D):
    """Returns (X (N, D), w (D,), theta)."""
    return rng.normal(size=(N, D)), make_weights(rng, D), make_thresholds(rng, 1)[0]


def make_weights(rng, *shape):
    """Returns weights that are not near 0, so that some inputs fire and some do not."""
    return rng.uniform(0.6, 1.5, shape) * rng.choice([-1, 1], shape)


def make_thresholds(rng, H):
    """Returns H thresholds that are not near 0."""
    return rng.uniform(0.4, 0.9, H) * rng.choice([-1, 1], H)


def make_network(rng, N, D, H):
    """Returns (X, W, thetas, v, theta) with shapes (N, D), (D, H), (H,), (H,) and ()."""
    # Output weights of both signs, and a small threshold: neither all inputs fire nor none.
    signs = np.where(rng.permutation(H) % 2, -1, 1)
    return (
        rng.normal(size=(N, D)),
        make_weights(rng, D, H),
        make_thresholds(rng, H),
        rng.uniform(0.6, 1.5, H) * signs,
        rng.choice([-1, 1]) * rng.uniform(0.1, 0.3),
    )


def make_values(rng):
    """Returns values to try, multiples of 1/8; with +-1 and +-1.5 every gate has a unit."""
    others = rng.choice(np.setdiff1d(np.arange(1, 25), [8, 12]), 4, replace=False) / 8
    steps = np.concatenate([[1.0, 1.5], others])
    return rng.permutation(np.concatenate([steps, -steps]))


@check("unit.values", points=8, needs=["perceptron"], title={"zh": "阈值单元的输出"}, rows=60)
def unit_values(student, rng, rows):
    """outputs of a threshold unit"""
    return {"outputs": student.perceptron.threshold_unit(*make_inputs(rng, rows, 2))}


@check("gates.and_gate", points=5, needs=["perceptron"], title={"zh": "计算“与”的单元"})
def gates_and(student, rng):
    """a unit that computes AND"""
    return {"AND of 00, 01, 10, 11": truth_table(student.perceptron.and_unit())}


@check("gates.or_gate", points=5, needs=["perceptron"], title={"zh": "计算“或”的单元"})
def gates_or(student, rng):
    """a unit that computes OR"""
    return {"OR of 00, 01, 10, 11": truth_table(student.perceptron.or_unit())}


@check("boundary.line", points=5, needs=["perceptron"], title={"zh": "单元的分界线"})
def boundary_line(student, rng):
    """the line between a unit's 1s and 0s"""
    x1 = rng.normal(size=9)
    return {"x2": student.perceptron.boundary(rng.uniform(0.5, 2, 2), rng.normal(), x1)}


@check("search.and_gate", points=8, needs=["perceptron"], title={"zh": "搜索所有计算“与”的单元"})
def search_and(student, rng):
    """all units that compute AND, found by search"""
    units = student.perceptron.find_units(np.array([0, 0, 0, 1]), make_values(rng))
    return {"units": in_order(student.read(units))}


def make_samples(rng):
    """Returns (X (12, 3), targets (12,) of both kinds, w (3,), theta) of a unit that has much to learn."""
    targets = rng.permutation(np.arange(12) % 2)
    return rng.normal(size=(12, 3)), targets, rng.normal(size=3), rng.normal()


@check(
    "learning.path",
    points=6,
    needs=["perceptron"],
    title={"zh": "学习规则走过的路"},
    inputs=make_samples,
)
def learning_path(student, *samples):
    """a unit after each of three epochs of the learning rule"""
    outputs = {}
    for epochs in (1, 2, 3):
        w, theta, corrections = student.read(student.perceptron.learn(*samples, epochs))
        outputs[f"w after {epochs}"], outputs[f"theta after {epochs}"] = w, theta
        outputs[f"corrections of {epochs}"] = corrections
    return outputs


@check("network.forward", points=6, needs=["perceptron"], title={"zh": "两层网络的输出"})
def network_forward(student, rng):
    """outputs of a network of two layers"""
    return {
        f"outputs of network {number}": student.perceptron.two_layers(*make_network(rng, 150, 2, 3))
        for number in (1, 2, 3)
    }


@check("network.xor", points=7, needs=["perceptron"], title={"zh": "计算“异或”的两层网络"})
def network_xor(student, rng):
    """a network of two layers that computes XOR"""
    W, thetas, v, theta = student.perceptron.xor_weights()
    W, thetas, v = as_numbers(W, (2, None)), as_numbers(thetas, (None,)), as_numbers(v, (None,))
    hidden = thetas <= INPUTS @ W
    return {"XOR of 00, 01, 10, 11": hidden @ v >= as_numbers(theta, ())}
