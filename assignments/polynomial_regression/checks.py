"""The visible checks of polynomial regression: run them with `softmark check polynomial_regression`.

N samples, m the highest power.
"""

import numpy as np

from autograder.checks import Expect, central_difference, check

MODULE = ["polynomial_regression"]
# Solving the equations rounds a little, and differently for each way to do it.
SOLVED = Expect(rtol=1e-6, atol=1e-7)


def make_x(rng, rows, low=3.0, high=15.0):
    """Returns x (rows,) from low to high, not near each other: in random order, low and high not at the ends."""
    x = np.linspace(low, high, rows)
    x[1:-1] += rng.uniform(-0.3, 0.3, rows - 2) * (high - low) / (rows - 1)
    while np.ptp(x[[0, -1]]) == high - low:
        x = rng.permutation(x)
    return x


def make_problem(rng, N, m):
    """Returns (X (N, m + 1), y, theta): some features with ones in the last column; the bias is not small."""
    X = rng.uniform(-1, 1, (N, m + 1))
    X[:, -1] = 1
    theta = rng.normal(size=m + 1)
    theta[-1] = rng.choice([-1, 1]) * rng.uniform(2, 3)
    return X, X @ rng.normal(0, 2, m + 1) + rng.normal(size=N), theta


def make_bottom(rng):
    """Returns (X (12, 4), y, theta) near the minimum: the loss changes by less than 1e-7 a step, and theta still moves.

    The minimum has no weights but the bias, so that it is the same with any penalty.
    """
    X = make_problem(rng, 12, 3)[0]
    theta = np.array([0.0, 0.0, 0.0, rng.choice([-1, 1]) * rng.uniform(2, 3)])
    return X, X @ theta, theta + 1e-4 * rng.choice([-1, 1], 4) * rng.uniform(0.5, 1.5, 4)


def make_split(rng, N):
    """Returns (x, y), both (N,): a curve with noise, the outermost x at 0 and 12."""
    x = make_x(rng, N, 0.0, 12.0)
    return x, 5 + np.sin(x / 2) * 3 + rng.normal(size=N)


def numeric_gradient(student, X, y, theta, lam):
    """Returns the gradient of the submission's loss by central differences."""
    return central_difference(
        lambda moved: student.polynomial_regression.loss(X, y, moved, lam), theta
    )


@check("features.powers", points=4, needs=MODULE, title={"zh": "各次幂"})
def features_powers(student, rng):
    """the powers from the first to the m-th"""
    return {"powers": student.polynomial_regression.powers(rng.uniform(-1, 1, 6), 4)}


@check("features.unit", points=4, needs=MODULE, title={"zh": "映射到 -1 到 1"}, rows=8)
def features_unit(student, rng, rows):
    """x on the scale from -1 to 1, and beyond it"""
    x = rng.uniform(-5, 25, rows)
    return {"u": student.polynomial_regression.to_unit(x, 3.0, 15.0)}


@check(
    "features.design",
    points=5,
    needs=MODULE,
    title={"zh": "多项式的特征"},
    inputs=make_x,
    rows=7,
)
def features_design(student, x):
    """powers of the scaled x, and last a column of ones"""
    return {"X": student.polynomial_regression.design(x, 3, 3.0, 15.0)}


@check("error.mean", points=4, needs=MODULE, title={"zh": "均方误差"}, facts={"batch": 9})
def error_mean(student, rng):
    """the mean squared error"""
    return {"error": student.polynomial_regression.mean_squared_error(*make_problem(rng, 9, 3))}


@check(
    "loss.value",
    points=5,
    needs=MODULE,
    title={"zh": "带惩罚项的损失"},
    facts={"batch": 9},
    rows=9,
)
def loss_value(student, rng, rows):
    """the loss, with its penalty and without"""
    problem = make_problem(rng, rows, 3)
    return {
        f"loss, lambda = {lam}": student.polynomial_regression.loss(*problem, lam)
        for lam in (0.0, 0.7)
    }


@check(
    "gradient.theta",
    points=7,
    needs=MODULE,
    title={"zh": "损失对 theta 的梯度"},
    facts={"batch": 30},
    rows=30,
)
def gradient_theta(student, rng, rows):
    """gradient of the loss with respect to theta, with the penalty and without"""
    problem = make_problem(rng, rows, 12)
    return {
        f"grad_theta, lambda = {lam}": student.polynomial_regression.gradient(*problem, lam)
        for lam in (0.0, 0.7)
    }


@gradient_theta.oracle
@gradient_theta.self_consistency
def numeric_theta(student, rng, rows):
    problem = make_problem(rng, rows, 12)
    return {
        f"grad_theta, lambda = {lam}": numeric_gradient(student, *problem, lam)
        for lam in (0.0, 0.7)
    }


@check(
    "closed.form",
    points=7,
    needs=MODULE,
    title={"zh": "带惩罚项的闭式解"},
    expect=SOLVED,
    rows=14,
)
def closed_form(student, rng, rows):
    """the closed form, with the penalty and without"""
    X, y, _ = make_problem(rng, rows, 4)
    return {
        f"theta, lambda = {lam}": student.polynomial_regression.closed_form(X, y, lam)
        for lam in (0.0, 0.3)
    }


@check("descent.path", points=6, needs=MODULE, title={"zh": "梯度下降的结果和每步之前的损失"})
def descent_path(student, rng):
    """where gradient descent ends, and the loss before each step"""
    problem = make_problem(rng, 12, 3)
    result = student.polynomial_regression.gradient_descent(*problem, 0.1, 12, 0.4)
    bottom = student.polynomial_regression.gradient_descent(*make_bottom(rng), 0.1, 12, 0.4)
    return {
        "theta": result[0],
        "losses": result[1],
        "theta, near the minimum": bottom[0],
        "losses, near the minimum": bottom[1],
    }


@check(
    "condition.number",
    points=4,
    needs=MODULE,
    title={"zh": "条件数"},
    expect=SOLVED,
    inputs=lambda rng: make_problem(rng, 12, 3)[0],
)
def condition_number(student, X):
    """the condition number of transpose(X) X"""
    return {"condition number": student.polynomial_regression.condition_number(X)}


def make_fit(rng, rows):
    """Returns (train, x): samples to fit, and others, of which one lies below and one above all of these."""
    x = rng.uniform(-1, 13, rows)
    x[:2] = rng.uniform([-1, 12.2], [-0.2, 13])
    return make_split(rng, 14), rng.permutation(x)


@check(
    "choice.fit",
    points=5,
    needs=MODULE,
    title={"zh": "拟合训练样本，预测其他样本"},
    expect=SOLVED,
    inputs=make_fit,
    rows=6,
)
def choice_fit(student, train, x):
    """a polynomial fitted to the training samples, and what it predicts for others"""
    model = student.polynomial_regression.fit(train, 4, 0.02)
    return {
        "theta": model[0],
        "(low, high)": (model[1], model[2]),
        "predicted": student.polynomial_regression.predict(model, x),
    }


# Not 1: features that are wrong can make all candidates of one power tie but for rounding.
DEGREES, LAMS = (2, 5, 4, 3), (0.3, 0.001, 0.03)


@check(
    "choice.errors",
    points=6,
    needs=MODULE,
    title={"zh": "每个候选在验证集上的误差，以及最好的一个"},
    expect=SOLVED,
    inputs=lambda rng: (make_split(rng, 12), make_split(rng, 9)),
)
def choice_errors(student, train, validation):
    """the validation error of every candidate, and the best of them"""
    chosen = student.polynomial_regression.choose(train, validation, DEGREES, LAMS)
    return {"errors": chosen[2], "m": chosen[0], "lambda": chosen[1]}
