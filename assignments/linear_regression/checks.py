"""The visible checks of linear regression: run them with `softmark check linear_regression`.

N samples, D features, the last of which is 1.
"""

import numpy as np

from autograder.checks import Expect, central_difference, check

# Solving the equations rounds a little, and differently for each way to do it.
SOLVED = Expect(rtol=1e-6, atol=1e-7)


def make_samples(rng, N, D, noise=0.5):
    """Returns (X (N, D) with ones in the last column, y (N,))."""
    X = rng.normal(size=(N, D))
    X[:, -1] = 1
    return X, X @ rng.normal(0, 2, D) + noise * rng.normal(size=N)


def make_problem(rng, N, D):
    """Returns (X, y, theta) with theta (D,) far from the solution."""
    X, y = make_samples(rng, N, D)
    return X, y, rng.normal(size=D)


def make_bottom(rng):
    """Returns (X (12, 3), y, theta) near the minimum: the loss changes by less than 1e-7 a step, and theta still moves."""
    X, _ = make_samples(rng, 12, 3)
    theta = rng.normal(0, 2, 3)
    return X, X @ theta, theta + 1e-4 * rng.choice([-1, 1], 3) * rng.uniform(0.5, 1.5, 3)


def numeric_gradient(student, X, y, theta):
    """Returns the gradient of the submission's loss by central differences."""
    return central_difference(lambda moved: student.linear_regression.half_mse(X, y, moved), theta)


def make_orders(rng, epochs, N):
    """Returns orders (epochs, N)."""
    return np.stack([rng.permutation(N) for _ in range(epochs)])


@check("bias.column", points=4, needs=["linear_regression"], title={"zh": "在末尾添加全 1 的一列"})
def bias_column(student, rng):
    """a last column of ones"""
    return {"X": student.linear_regression.add_bias(rng.normal(size=(6, 3)))}


@check(
    "loss.value",
    points=8,
    needs=["linear_regression"],
    title={"zh": "均方误差的一半"},
    facts={"batch": 9},
    rows=9,
)
def loss_value(student, rng, rows):
    """half the mean squared error"""
    return {"loss": student.linear_regression.half_mse(*make_problem(rng, rows, 4))}


@check(
    "gradient.theta",
    points=10,
    needs=["linear_regression"],
    title={"zh": "损失对 theta 的梯度"},
    facts={"batch": 9},
    rows=9,
)
def gradient_theta(student, rng, rows):
    """gradient of the loss with respect to theta"""
    return {"grad_theta": student.linear_regression.gradient(*make_problem(rng, rows, 4))}


@gradient_theta.oracle
@gradient_theta.self_consistency
def numeric_theta(student, rng, rows):
    return {"grad_theta": numeric_gradient(student, *make_problem(rng, rows, 4))}


@check(
    "closed.theta",
    points=10,
    needs=["linear_regression"],
    title={"zh": "闭式解"},
    expect=SOLVED,
    rows=20,
)
def closed_theta(student, rng, rows):
    """the closed form"""
    return {"theta": student.linear_regression.closed_form(*make_samples(rng, rows, 4))}


@check(
    "descent.path",
    points=10,
    needs=["linear_regression"],
    title={"zh": "梯度下降的结果和每步之前的损失"},
)
def descent_path(student, rng):
    """where gradient descent ends, and the loss before each step"""
    module = student.linear_regression
    result = module.gradient_descent(*make_problem(rng, 15, 3), 0.1, 12)
    bottom = module.gradient_descent(*make_bottom(rng), 0.1, 12)
    return {
        "theta": result[0],
        "losses": result[1],
        "theta, near the minimum": bottom[0],
        "losses, near the minimum": bottom[1],
    }


@check(
    "sgd.step",
    points=6,
    needs=["linear_regression"],
    title={"zh": "一个小批次上的一步"},
    facts={"batch": 5},
)
def sgd_step(student, rng):
    """one step with a mini-batch"""
    return {"theta": student.linear_regression.step(*make_problem(rng, 5, 3), 0.2)}


@check(
    "sgd.worked_example",
    points=8,
    needs=["linear_regression"],
    title={"zh": "手算的例子：拟合 y = 2x + 1"},
)
def sgd_worked_example(student, rng):
    """the example worked by hand: w 0.5, b 0.6, rate 0.01, the samples (0, 1) and (1, 2.9)"""
    x, y = np.array([0.0, 1.0, rng.normal()]), np.array([1.0, 2.9, rng.normal()])
    theta = np.array([0.5, 0.6])
    X = np.column_stack([x, np.ones(3)])
    names = ("after (0, 1)", "after (1, 2.9)", "after one more sample")
    outputs = {}
    for n, name in enumerate(names):
        theta = student.linear_regression.step(X[n : n + 1], y[n : n + 1], theta, 0.01)
        outputs[f"(w, b) {name}"] = theta
    return outputs


@check("sgd.epochs", points=10, needs=["linear_regression"], title={"zh": "小批次随机梯度下降"})
def sgd_epochs(student, rng):
    """mini-batch SGD over some epochs"""
    problem, orders = make_problem(rng, 12, 3), make_orders(rng, 4, 12)
    result = student.linear_regression.sgd(*problem, 0.1, orders, 4)
    return {"theta": result[0], "losses": result[1]}
