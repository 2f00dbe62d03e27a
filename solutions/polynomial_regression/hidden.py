"""The hidden checks of polynomial regression, and the oracles: by other means, one sample at a time."""

import numpy as np
from checks import (
    DEGREES,
    LAMS,
    MODULE,
    SOLVED,
    choice_errors,
    choice_fit,
    closed_form,
    condition_number,
    descent_path,
    error_mean,
    features_design,
    features_powers,
    features_unit,
    loss_value,
    make_bottom,
    make_problem,
    make_split,
    make_x,
    numeric_gradient,
)

from autograder.checks import check

SHAPES = ((1, 2), (2, 1), (40, 15))


def plain_unit(x, low, high):
    """Returns x as a share of the way from low to high, on the scale from -1 to 1."""
    return np.array([-1 + 2 * (number - low) / (high - low) for number in x])


def plain_powers(u, m):
    """Returns the powers (N, m), each the one before times u."""
    columns = [u]
    for _ in range(m - 1):
        columns.append(columns[-1] * u)
    return np.stack(columns, axis=1)


def plain_design(x, m, low, high):
    return np.hstack([plain_powers(plain_unit(x, low, high), m), np.ones((len(x), 1))])


def plain_error(X, y, theta):
    errors = [float(np.dot(row, theta)) - target for row, target in zip(X, y, strict=True)]
    return sum(error * error for error in errors) / len(errors)


def plain_loss(X, y, theta, lam):
    return plain_error(X, y, theta) / 2 + lam * sum(w * w for w in theta[:-1].tolist()) / 2


def plain_form(X, y, lam):
    """Returns the theta of least squares with a row sqrt(N lam) for each weight, whose target is 0."""
    extra = np.sqrt(len(y) * lam) * np.eye(X.shape[1])[:-1]
    return np.linalg.lstsq(
        np.vstack([X, extra]), np.concatenate([y, np.zeros(len(extra))]), rcond=None
    )[0]


def plain_descent(X, y, theta, learning_rate, steps, lam):
    losses = []
    for _ in range(steps):
        losses.append(plain_loss(X, y, theta, lam))
        slope = np.append(lam * theta[:-1], 0.0)
        for row, target in zip(X, y, strict=True):
            slope = slope + (float(np.dot(row, theta)) - target) * row / len(y)
        theta = theta - learning_rate * slope
    return {"theta": theta, "losses": np.array(losses)}


def plain_fit(train, m, lam):
    x, y = train
    low, high = min(x), max(x)
    return plain_form(plain_design(x, m, low, high), y, lam), low, high


def plain_predict(model, x):
    theta, low, high = model
    return plain_design(x, len(theta) - 1, low, high) @ theta


def plain_errors(train, split, degrees=DEGREES, lams=LAMS):
    """Returns the errors (len(degrees), len(lams)) on a split of what is fitted to train."""
    (x, y), (others, targets) = train, split
    errors = []
    for m in degrees:
        X, X_split = (plain_design(samples, m, min(x), max(x)) for samples in (x, others))
        models = [plain_form(X, y, lam) for lam in lams]
        errors.append([np.mean((X_split @ theta - targets) ** 2) for theta in models])
    return np.array(errors)


def plain_best(errors, degrees=DEGREES, lams=LAMS):
    """Returns the pair (m, lam) with the smallest error."""
    pairs = [(m, lam) for m in degrees for lam in lams]
    return min(zip(errors.ravel(), pairs, strict=True))[1]


@features_powers.oracle
def expected_powers(reference, rng):
    return {"powers": plain_powers(rng.uniform(-1, 1, 6), 4)}


@features_unit.oracle
def expected_unit(reference, rng, rows):
    return {"u": plain_unit(rng.uniform(-5, 25, rows), 3.0, 15.0)}


@features_design.oracle
def expected_design(reference, x):
    return {"X": plain_design(x, 3, 3.0, 15.0)}


@error_mean.oracle
def expected_error(reference, rng):
    return {"error": plain_error(*make_problem(rng, 9, 3))}


@loss_value.oracle
def expected_loss(reference, rng, rows):
    problem = make_problem(rng, rows, 3)
    return {f"loss, lambda = {lam}": plain_loss(*problem, lam) for lam in (0.0, 0.7)}


@closed_form.oracle
def expected_form(reference, rng, rows):
    X, y, _ = make_problem(rng, rows, 4)
    return {f"theta, lambda = {lam}": plain_form(X, y, lam) for lam in (0.0, 0.3)}


@descent_path.oracle
def expected_path(reference, rng):
    outputs = plain_descent(*make_problem(rng, 12, 3), 0.1, 12, 0.4)
    bottom = plain_descent(*make_bottom(rng), 0.1, 12, 0.4)
    return outputs | {f"{name}, near the minimum": value for name, value in bottom.items()}


@condition_number.oracle
def expected_number(reference, X):
    return {"condition number": np.linalg.cond(X.T @ X)}


@choice_fit.oracle
def expected_fit(reference, train, x):
    model = plain_fit(train, 4, 0.02)
    return {"theta": model[0], "(low, high)": (0.0, 12.0), "predicted": plain_predict(model, x)}


@choice_errors.oracle
def expected_errors(reference, train, validation):
    errors = plain_errors(train, validation)
    m, lam = plain_best(errors)
    return {"errors": errors, "m": m, "lambda": lam}


def make_other(rng):
    """Returns (x (5,), low, high): samples within a part of the scale that they are given."""
    low, high = rng.uniform(-9, -5), rng.uniform(20, 30)
    return rng.uniform(0, 9, 5), low, high


@check(
    "features.other",
    points=5,
    needs=MODULE,
    title={"zh": "按训练样本缩放其他样本"},
    inputs=make_other,
)
def features_other(student, x, low, high):
    """samples that are scaled by others' smallest and largest x; one power only; a single sample"""
    return {
        "X": student.polynomial_regression.design(x, 5, low, high),
        "X, m = 1": student.polynomial_regression.design(x, 1, low, high),
        "X of one sample": student.polynomial_regression.design(x[:1], 4, low, high),
    }


@features_other.oracle
def expected_other(reference, x, low, high):
    return {
        "X": plain_design(x, 5, low, high),
        "X, m = 1": plain_design(x, 1, low, high),
        "X of one sample": plain_design(x[:1], 4, low, high),
    }


@check("loss.sizes", points=5, needs=MODULE, title={"zh": "样本数和次数不同时的损失"})
def loss_sizes(student, rng):
    """the loss of any number of samples and powers"""
    return {
        f"loss, (N, m) = {N, m}": student.polynomial_regression.loss(*make_problem(rng, N, m), 0.2)
        for N, m in SHAPES
    }


@loss_sizes.oracle
def expected_sizes(reference, rng):
    return {f"loss, (N, m) = {N, m}": plain_loss(*make_problem(rng, N, m), 0.2) for N, m in SHAPES}


@check("gradient.shapes", points=7, needs=MODULE, title={"zh": "多种形状下的梯度；theta 保持不变"})
def gradient_shapes(student, rng):
    """the gradient for several numbers of samples and powers; theta stays as it is"""
    outputs = {}
    for N, m in SHAPES:
        X, y, theta = make_problem(rng, N, m)
        given = student.record(theta=theta)
        grad_theta = student.polynomial_regression.gradient(X, y, given.theta, 0.2)
        outputs[f"grad_theta, (N, m) = {N, m}"] = grad_theta
        outputs[f"theta afterwards, (N, m) = {N, m}"] = given.theta
    return outputs


@gradient_shapes.oracle
@gradient_shapes.self_consistency
def numeric_shapes(student, rng):
    outputs = {}
    for N, m in SHAPES:
        X, y, theta = make_problem(rng, N, m)
        outputs[f"grad_theta, (N, m) = {N, m}"] = numeric_gradient(student, X, y, theta, 0.2)
        outputs[f"theta afterwards, (N, m) = {N, m}"] = theta
    return outputs


@check(
    "closed.many",
    points=7,
    needs=MODULE,
    title={"zh": "参数比样本多"},
    expect=SOLVED,
    inputs=lambda rng: make_problem(rng, 4, 6)[:2],
)
def closed_many(student, X, y):
    """more parameters than samples; and a strong penalty, which leaves the mean"""
    return {
        "theta": student.polynomial_regression.closed_form(X, y, 0.1),
        "theta, lambda = 1000": student.polynomial_regression.closed_form(X, y, 1000.0),
    }


@closed_many.oracle
def expected_many(reference, X, y):
    return {"theta": plain_form(X, y, 0.1), "theta, lambda = 1000": plain_form(X, y, 1000.0)}


@check(
    "descent.start",
    points=4,
    needs=MODULE,
    title={"zh": "给定的起点不被修改；零步和一步"},
    inputs=lambda rng: make_problem(rng, 8, 2),
)
def descent_start(student, X, y, theta):
    """the theta that is given stays as it is; no step, and one"""
    given = student.record(theta=theta)
    outputs = {}
    for steps in (0, 1, 5):
        result = student.polynomial_regression.gradient_descent(X, y, given.theta, 0.05, steps, 0.3)
        outputs[f"theta after {steps} steps"] = result[0]
        outputs[f"losses of {steps} steps"] = result[1]
        outputs[f"the given theta, after {steps} steps"] = given.theta
    return outputs


@descent_start.oracle
def expected_start(reference, X, y, theta):
    outputs = {}
    for steps in (0, 1, 5):
        result = plain_descent(X, y, theta, 0.05, steps, 0.3)
        outputs[f"theta after {steps} steps"] = result["theta"]
        outputs[f"losses of {steps} steps"] = result["losses"]
        outputs[f"the given theta, after {steps} steps"] = theta
    return outputs


@check(
    "condition.large",
    points=4,
    needs=MODULE,
    title={"zh": "条件数很大，以及等于 1"},
    expect=SOLVED,
)
def condition_large(student, rng):
    """a condition number of 10^14, where the eigenvalues themselves are lost; and of 1"""
    X = make_known(rng, [1e4, 3.0, 1e-3])
    return {
        "condition number": student.polynomial_regression.condition_number(X),
        "condition number of a rotation": student.polynomial_regression.condition_number(
            make_known(rng, [2.0, 2.0, 2.0])
        ),
    }


def make_known(rng, singular):
    """Returns X (6, 3) with these singular values."""
    left, _ = np.linalg.qr(rng.normal(size=(6, 3)))
    right, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    return left * singular @ right


@condition_large.oracle
def expected_large(reference, rng):
    return {"condition number": 1e14, "condition number of a rotation": 1.0}


def make_choice(rng):
    """Returns (train, validation, test, other test), drawn until it shows on what the choice was made.

    The best pair on validation is another one than on each of the others, and stands out, and the first test
    split's is not that of the training samples.
    """
    while True:
        train, validation = make_split(rng, 12), make_split(rng, 9)
        errors = plain_errors(train, validation)
        chosen, lowest = plain_best(errors), np.sort(errors.ravel())
        if lowest[1] < 1.01 * lowest[0]:
            continue
        fitted = plain_best(plain_errors(train, train))
        if fitted != chosen:
            break
    tests: list[tuple] = []
    for taken in ((chosen, fitted), (chosen,)):
        while True:
            x, y = make_split(rng, 8)
            split = (x, y[::-1]) if tests else (x, y)
            if plain_best(plain_errors(train, split)) not in taken:
                break
        tests.append(split)
    return train, validation, *tests


@check(
    "choice.evaluate",
    points=6,
    needs=MODULE,
    title={"zh": "在验证集上选择，在测试集上只评估一次"},
    expect=SOLVED,
    inputs=make_choice,
)
def choice_evaluate(student, train, validation, test, other):
    """the choice is made without the test split, and measured on it"""
    outputs = {}
    for name, split in (("test", test), ("another test", other)):
        result = student.polynomial_regression.evaluate(train, validation, split, DEGREES, LAMS)
        outputs[f"m, {name}"] = result[0]
        outputs[f"lambda, {name}"] = result[1]
        outputs[f"error, {name}"] = result[2]
    return outputs


@choice_evaluate.oracle
def expected_evaluate(reference, train, validation, test, other):
    m, lam = plain_best(plain_errors(train, validation))
    model = plain_fit(train, m, lam)
    outputs = {}
    for name, (x, y) in (("test", test), ("another test", other)):
        outputs[f"m, {name}"] = m
        outputs[f"lambda, {name}"] = lam
        outputs[f"error, {name}"] = np.mean((plain_predict(model, x) - y) ** 2)
    return outputs


@check(
    "choice.one",
    points=5,
    needs=MODULE,
    title={"zh": "只有一个候选；验证集超出训练集的范围"},
    expect=SOLVED,
    inputs=lambda rng: (make_split(rng, 10), (make_x(rng, 6, -2.0, 14.0), rng.normal(5, 2, 6))),
)
def choice_one(student, train, validation):
    """a single candidate; one value of lambda; a validation split beyond the training samples"""
    one = student.polynomial_regression.choose(train, validation, (3,), (0.05,))
    row = student.polynomial_regression.choose(train, validation, (4, 1, 2), (0.01,))
    return {
        "m of one": one[0],
        "lambda of one": one[1],
        "errors of one": one[2],
        "m": row[0],
        "errors": row[2],
    }


@choice_one.oracle
def expected_one(reference, train, validation):
    errors = plain_errors(train, validation, (4, 1, 2), (0.01,))
    return {
        "m of one": 3,
        "lambda of one": 0.05,
        "errors of one": plain_errors(train, validation, (3,), (0.05,)),
        "m": plain_best(errors, (4, 1, 2), (0.01,))[0],
        "errors": errors,
    }
