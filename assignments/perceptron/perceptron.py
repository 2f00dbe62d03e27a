"""The perceptron: a threshold unit, what it can compute, and what two layers of it can.

TODO: threshold_unit, and_unit, or_unit, nand_unit, boundary, find_units, learn, two_layers and
xor_weights.

Symbols: X holds one input a row, shape (N, D); w are the D weights of a unit and theta its threshold.
A unit fires, which is 1, where w1 x1 + w2 x2 + ... >= theta, and is 0 elsewhere.
"""

import numpy as np

# All inputs of a logical function of two arguments; its targets are in this order, too.
INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def threshold_unit(X, w, theta):
    """Compute a unit's output for every row of X.

        output[n] = 1 if sum_d w[d] X[n, d] >= theta, else 0

    A sum that is exactly theta fires. No loop is needed. Given several units at once, a column of
    weights and a threshold each, the same expression computes a column of outputs for each.

    Args:
        X: inputs, shape (N, D).
        w: weights, shape (D,), or (D, H) for H units.
        theta: threshold, a number, or shape (H,).

    Returns:
        outputs: shape (N,) or (N, H), the integers 0 and 1.
    """
    raise NotImplementedError("TODO: threshold_unit in perceptron.py")


def and_unit():
    """Choose a unit that computes AND: it fires only when both inputs are 1.

    Returns:
        (w, theta): weights, shape (2,), and a number. Many choices are right.
    """
    raise NotImplementedError("TODO: and_unit in perceptron.py")


def or_unit():
    """Choose a unit that computes OR: it fires when at least one input is 1.

    Returns:
        (w, theta): as in and_unit().
    """
    raise NotImplementedError("TODO: or_unit in perceptron.py")


def nand_unit():
    """Choose a unit that computes NAND, the opposite of AND.

    Returns:
        (w, theta): as in and_unit().
    """
    raise NotImplementedError("TODO: nand_unit in perceptron.py")


def boundary(w, theta, x1):
    """Compute the line that separates a unit's 1s from its 0s: w1 x1 + w2 x2 = theta.

    Args:
        w: weights, shape (2,); w2 is not 0.
        theta: threshold.
        x1: positions on the first axis, any shape.

    Returns:
        x2: the height of the line at each x1, of x1's shape.
    """
    raise NotImplementedError("TODO: boundary in perceptron.py")


def find_units(targets, values):
    """Find all units that compute a logical function, by trying every one.

    Try each of the values for w1, for w2 and for theta: V x V x V units. np.meshgrid makes them all
    at once.

    Args:
        targets: the function, shape (4,): what it is for the rows of INPUTS.
        values: the values to try, shape (V,).

    Returns:
        units: shape (count, 3), a row (w1, w2, theta) for each unit that gets all four inputs right,
        in any order; shape (0, 3) if there is none.
    """
    raise NotImplementedError("TODO: find_units in perceptron.py")


def learn(X, targets, w, theta, epochs):
    """Correct a unit sample by sample: Rosenblatt's learning rule (1958).

    Go over the rows of X in their order, `epochs` times. With error = target - output, the output being that
    of the unit as it is by then:

        w becomes w + error x, and theta becomes theta - error

    Where the output is right, the error is 0 and nothing changes. The threshold is corrected like the weight
    of an input that is always -1.

    Args:
        X: inputs, shape (N, D).
        targets: what the unit should give, shape (N,), 0 or 1.
        w: weights to begin with, shape (D,). Leave the array as it is.
        theta: the threshold to begin with.
        epochs: how often to go over all rows.

    Returns:
        (w, theta, corrections): the unit at the end, and how often it was corrected in each epoch, shape
        (epochs,).
    """
    raise NotImplementedError("TODO: learn in perceptron.py")


def two_layers(X, W, thetas, v, theta):
    """Compute a network of threshold units: H hidden ones, and one that reads them.

        hidden[n, h] = 1 if sum_d X[n, d] W[d, h] >= thetas[h], else 0
        output[n]    = 1 if sum_h hidden[n, h] v[h] >= theta, else 0

    Args:
        X: inputs, shape (N, D).
        W: weights of the hidden units, shape (D, H): a column each.
        thetas: their thresholds, shape (H,).
        v: weights of the output unit, shape (H,).
        theta: its threshold.

    Returns:
        outputs: shape (N,), the integers 0 and 1.
    """
    raise NotImplementedError("TODO: two_layers in perceptron.py")


def xor_weights():
    """Choose a network of two layers that computes XOR: it fires when exactly one input is 1.

    x1 XOR x2 is (x1 OR x2) AND (x1 NAND x2): use units that you have already.

    Returns:
        (W, thetas, v, theta): of shapes (2, H), (H,), (H,) and a number, for two_layers(). Two hidden
        units are enough.
    """
    raise NotImplementedError("TODO: xor_weights in perceptron.py")
