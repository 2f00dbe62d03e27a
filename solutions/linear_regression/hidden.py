"""The hidden checks of linear regression, and the oracles: one sample at a time."""

import numpy as np
from checks import (
    SOLVED,
    bias_column,
    closed_theta,
    descent_path,
    loss_value,
    make_bottom,
    make_orders,
    make_problem,
    make_samples,
    numeric_gradient,
    sgd_epochs,
    sgd_step,
    sgd_worked_example,
)

from autograder.checks import check

SHAPES = ((1, 2), (2, 1), (31, 5))
# With the last, the loss does not fall any more at the end.
STEPS = (0, 1, 7, 100)


def plain_loss(X, y, theta):
    errors = [float(np.dot(row, theta)) - target for row, target in zip(X, y, strict=True)]
    return sum(error * error for error in errors) / (2 * len(errors))


def plain_step(X, y, theta, learning_rate):
    """Returns theta after one step with the mean gradient of the samples."""
    total = np.zeros(len(theta))
    for row, target in zip(X, y, strict=True):
        total += (float(np.dot(row, theta)) - target) * row
    return theta - learning_rate * total / len(y)


def plain_descent(X, y, theta, learning_rate, steps):
    losses = []
    for _ in range(steps):
        losses.append(plain_loss(X, y, theta))
        theta = plain_step(X, y, theta, learning_rate)
    return {"theta": theta, "losses": np.array(losses)}


def plain_sgd(X, y, theta, learning_rate, orders, batch_size):
    losses = []
    for order in orders:
        losses.append(plain_loss(X, y, theta))
        waiting = order.tolist()
        while waiting:
            batch, waiting = waiting[:batch_size], waiting[batch_size:]
            theta = plain_step(X[batch], y[batch], theta, learning_rate)
    return {"theta": theta, "losses": np.array(losses)}


@bias_column.oracle
def expected_column(reference, rng):
    return {"X": np.array([[*row, 1.0] for row in rng.normal(size=(6, 3))])}


@loss_value.oracle
def expected_loss(reference, rng, rows):
    return {"loss": plain_loss(*make_problem(rng, rows, 4))}


@closed_theta.oracle
def expected_theta(reference, rng, rows):
    return {"theta": np.linalg.lstsq(*make_samples(rng, rows, 4), rcond=None)[0]}


@descent_path.oracle
def expected_path(reference, rng):
    outputs = plain_descent(*make_problem(rng, 15, 3), 0.1, 12)
    bottom = plain_descent(*make_bottom(rng), 0.1, 12)
    return outputs | {f"{name}, near the minimum": value for name, value in bottom.items()}


@sgd_step.oracle
def expected_step(reference, rng):
    return {"theta": plain_step(*make_problem(rng, 5, 3), 0.2)}


@sgd_worked_example.oracle
def expected_example(reference, rng):
    x, y = rng.normal(), rng.normal()
    w, b = 0.51796, 0.62196
    error = w * x + b - y
    return {
        "(w, b) after (0, 1)": np.array([0.5, 0.604]),
        "(w, b) after (1, 2.9)": np.array([w, b]),
        "(w, b) after one more sample": np.array([w - 0.01 * error * x, b - 0.01 * error]),
    }


@sgd_epochs.oracle
def expected_epochs(reference, rng):
    problem, orders = make_problem(rng, 12, 3), make_orders(rng, 4, 12)
    return plain_sgd(*problem, 0.1, orders, 4)


@check("loss.sizes", points=6, needs=["linear_regression"], title={"zh": "样本数不同时的损失"})
def loss_sizes(student, rng):
    """the loss of any number of samples"""
    return {
        f"loss, (N, D) = {N, D}": student.linear_regression.half_mse(*make_problem(rng, N, D))
        for N, D in SHAPES
    }


@loss_sizes.oracle
def expected_sizes(reference, rng):
    return {f"loss, (N, D) = {N, D}": plain_loss(*make_problem(rng, N, D)) for N, D in SHAPES}


@check("gradient.shapes", points=8, needs=["linear_regression"], title={"zh": "多种形状下的梯度"})
def gradient_shapes(student, rng):
    """the gradient for several numbers of samples and features"""
    return {
        f"grad_theta, (N, D) = {N, D}": student.linear_regression.gradient(*make_problem(rng, N, D))
        for N, D in SHAPES
    }


@gradient_shapes.oracle
@gradient_shapes.self_consistency
def numeric_shapes(student, rng):
    return {
        f"grad_theta, (N, D) = {N, D}": numeric_gradient(student, *make_problem(rng, N, D))
        for N, D in SHAPES
    }


def make_scaled(rng):
    """Returns (X (40, 4), y, theta): features of very different size, and y without noise."""
    X = rng.uniform(size=(40, 4)) * [200, 9, 0.1, 0] + [0, 0, 0, 1]
    theta = rng.normal(size=4) * [1, 10, 100, 50]
    return X, X @ theta, theta


@check(
    "closed.scales",
    points=8,
    needs=["linear_regression"],
    title={"zh": "特征大小悬殊时的闭式解"},
    expect=SOLVED,
)
def closed_scales(student, rng):
    """the closed form finds the parameters exactly, for features of very different size"""
    X, y, _ = make_scaled(rng)
    return {"theta": student.linear_regression.closed_form(X, y)}


@closed_scales.oracle
def expected_scales(reference, rng):
    return {"theta": make_scaled(rng)[2]}


def make_even(rng):
    """Returns (X (8, 3), y, theta): columns at right angles and of about one length, so that 100 steps go all the way."""
    signs = rng.permutation([[1, 1], [1, -1], [-1, 1], [-1, -1]] * 2)
    X = np.hstack([signs * rng.uniform(0.9, 1.3, 2), np.ones((8, 1))])
    return X, X @ rng.normal(0, 2, 3) + rng.normal(size=8), rng.normal(size=3)


@check(
    "descent.start",
    points=6,
    needs=["linear_regression"],
    title={"zh": "给定的起点不被修改；零步、一步和很多步"},
    inputs=make_even,
)
def descent_start(student, X, y, theta):
    """the theta that is given stays as it is; no step, one, and very many"""
    given = student.record(theta=theta)
    outputs = {}
    for steps in STEPS:
        result = student.linear_regression.gradient_descent(X, y, given.theta, 0.2, steps)
        outputs[f"theta after {steps} steps"] = result[0]
        outputs[f"losses of {steps} steps"] = result[1]
        outputs[f"the given theta, after {steps} steps"] = given.theta
    return outputs


@descent_start.oracle
def expected_start(reference, X, y, theta):
    outputs = {}
    for steps in STEPS:
        result = plain_descent(X, y, theta, 0.2, steps)
        outputs[f"theta after {steps} steps"] = result["theta"]
        outputs[f"losses of {steps} steps"] = result["losses"]
        outputs[f"the given theta, after {steps} steps"] = theta
    return outputs


@check(
    "sgd.remainder", points=6, needs=["linear_regression"], title={"zh": "样本数不能被批次大小整除"}
)
def sgd_remainder(student, rng):
    """batch sizes that do not divide the samples, a batch of one, and one of all"""
    outputs = {}
    for batch_size in (1, 4, 11, 50):
        problem, orders = make_problem(rng, 11, 2), make_orders(rng, 3, 11)
        result = student.linear_regression.sgd(*problem, 0.05, orders, batch_size)
        outputs[f"theta, batch size {batch_size}"] = result[0]
        outputs[f"losses, batch size {batch_size}"] = result[1]
    return outputs


@sgd_remainder.oracle
def expected_remainder(reference, rng):
    outputs = {}
    for batch_size in (1, 4, 11, 50):
        problem, orders = make_problem(rng, 11, 2), make_orders(rng, 3, 11)
        result = plain_sgd(*problem, 0.05, orders, batch_size)
        outputs[f"theta, batch size {batch_size}"] = result["theta"]
        outputs[f"losses, batch size {batch_size}"] = result["losses"]
    return outputs
