"""The hidden checks of logistic regression, and the oracles: one sample at a time, with math."""

import math

import numpy as np
from checks import (
    entropy_large,
    entropy_value,
    loss_decay,
    make_bottom,
    make_decisions,
    make_large_logits,
    make_samples,
    numeric_gradient,
    predict_labels,
    sigmoid_large,
    sigmoid_values,
    training_path,
)

from autograder.checks import Expect, check

SHAPES = ((1, 2), (2, 1), (31, 5))
IMAGES = 300  # of two digits, in the fixture


def plain_sigmoid(z):
    def one(number):
        if number >= 0:
            return 1 / (1 + math.exp(-number))
        return math.exp(number) / (1 + math.exp(number))

    return np.array([one(number) for number in z.ravel().tolist()]).reshape(z.shape)


def plain_entropy(z, y):
    total = 0.0
    for logit, target in zip(z.tolist(), y.tolist(), strict=True):
        # -log sigmoid of the logit, seen from the class that is right.
        right = logit if target == 1 else -logit
        total += math.log1p(math.exp(-right)) if right > -30 else -right
    return total / len(z)


def plain_loss(X, y, theta, decay):
    penalty = sum(weight * weight for weight in theta[:-1].tolist())
    return plain_entropy(np.array([np.dot(row, theta) for row in X]), y) + decay * penalty / 2


def plain_gradient(X, y, theta, decay):
    total = np.zeros(len(theta))
    for row, target in zip(X, y, strict=True):
        total += (plain_sigmoid(np.array(np.dot(row, theta))) - target) * row
    return total / len(y) + decay * np.array([*theta[:-1], 0.0])


def plain_training(X, y, theta, learning_rate, steps, decay):
    losses = []
    for _ in range(steps):
        losses.append(plain_loss(X, y, theta, decay))
        theta = theta - learning_rate * plain_gradient(X, y, theta, decay)
    return {"theta": theta, "losses": np.array(losses)}


@sigmoid_values.oracle
def expected_values(reference, rng, rows):
    return {
        "p, shape (9,)": plain_sigmoid(rng.normal(0, 3, rows)),
        "p, shape (2, 4)": plain_sigmoid(rng.normal(0, 3, (2, 4))),
    }


@sigmoid_large.oracle
def expected_large(reference, rng):
    return {"p": np.where(make_large_logits(rng, 10)[0] > 0, 1.0, 0.0)}


@entropy_value.oracle
def expected_entropy(reference, z, y):
    return {"cross-entropy": plain_entropy(z, y)}


@entropy_large.oracle
def expected_large_entropy(reference, rng):
    z, y = make_large_logits(rng, 10)
    return {
        "cross-entropy, z near +-1000": plain_entropy(z, y),
        "cross-entropy, z near +-400": plain_entropy(0.4 * z, y),
    }


@loss_decay.oracle
def expected_loss(reference, rng):
    return {"loss": plain_loss(*make_samples(rng, 9, 4), 0.3)}


@training_path.oracle
def expected_path(reference, rng):
    outputs = plain_training(*make_samples(rng, 15, 3), 0.5, 12, 0.1)
    bottom = plain_training(*make_bottom(rng), 0.5, 12, 0.1)
    return outputs | {f"{name}, near the minimum": value for name, value in bottom.items()}


@predict_labels.oracle
def expected_labels(reference, rng):
    X, theta = make_decisions(rng)
    return {"predicted": np.array([int(np.dot(row, theta) > 0) for row in X])}


@check(
    "sigmoid.tiny",
    points=4,
    needs=["logistic_regression"],
    title={"zh": "很小的概率也要精确：直到 z = -720"},
    expect=Expect(rtol=0, atol=1e-6),
)
def sigmoid_tiny(student, rng):
    """small probabilities to 6 digits, down to z = -720, where exp(-z) overflows"""
    module = student.logistic_regression
    p = {
        "log p, z from -720 to -710": module.sigmoid(rng.uniform(-720, -710, 6)),
        "log p, z from -700 to -40": module.sigmoid(rng.uniform(-700, -40, 6)),
    }
    values = student.read_list(list(p.values()))
    return {name: logarithm(value) for name, value in zip(p, values, strict=True)}


def logarithm(p):
    """Returns log p, where p is an array: an error of 1e-6 there is one in the sixth digit of p."""
    if not isinstance(p, np.ndarray) or p.dtype.kind != "f":
        return p
    with np.errstate(all="ignore"):
        return np.log(p)


@sigmoid_tiny.oracle
def expected_tiny(reference, rng):
    # log(1 + exp(z)) is less than 1e-17 for z < -40.
    return {
        "log p, z from -720 to -710": rng.uniform(-720, -710, 6),
        "log p, z from -700 to -40": rng.uniform(-700, -40, 6),
    }


@check(
    "entropy.sizes", points=4, needs=["logistic_regression"], title={"zh": "样本数不同时的交叉熵"}
)
def entropy_sizes(student, rng):
    """cross-entropy of any number of samples"""
    return {
        f"cross-entropy of {N} samples": student.logistic_regression.binary_cross_entropy(
            rng.uniform(-2, 2, N), make_samples(rng, N, 1)[1]
        )
        for N in (1, 2, 31)
    }


@entropy_sizes.oracle
def expected_sizes(reference, rng):
    return {
        f"cross-entropy of {N} samples": plain_entropy(
            rng.uniform(-2, 2, N), make_samples(rng, N, 1)[1]
        )
        for N in (1, 2, 31)
    }


@check(
    "loss.bias",
    points=6,
    needs=["logistic_regression"],
    title={"zh": "偏置不参与 L2 项；不同的 decay"},
    inputs=lambda rng: make_samples(rng, 12, 3),
)
def loss_bias(student, X, y, theta):
    """the bias is not decayed; several strengths of the L2 term"""
    theta[-1] = 1.0
    return {
        f"loss, decay {decay}": student.logistic_regression.loss(X, y, theta, decay)
        for decay in (0.0, 0.01, 2.0)
    }


@loss_bias.oracle
def expected_bias(reference, X, y, theta):
    theta[-1] = 1.0
    return {f"loss, decay {decay}": plain_loss(X, y, theta, decay) for decay in (0.0, 0.01, 2.0)}


@check(
    "gradient.shapes",
    points=8,
    needs=["logistic_regression"],
    title={"zh": "多种形状和 decay 下的梯度"},
)
def gradient_shapes(student, rng):
    """the gradient for several numbers of samples and features"""
    return {
        f"grad_theta, (N, D) = {N, D}": student.logistic_regression.gradient(
            *make_samples(rng, N, D), rng.uniform(0.1, 1)
        )
        for N, D in SHAPES
    }


@gradient_shapes.oracle
@gradient_shapes.self_consistency
def numeric_shapes(student, rng):
    return {
        f"grad_theta, (N, D) = {N, D}": numeric_gradient(
            student, *make_samples(rng, N, D), rng.uniform(0.1, 1)
        )
        for N, D in SHAPES
    }


def make_saturated(rng):
    """Returns (X, y, theta): logits of +-1000 to 2000, where sigmoid is 0 or 1 after rounding."""
    X, y, theta = make_samples(rng, 8, 3)
    theta[0] = rng.choice([-1, 1]) * rng.uniform(0.5, 1.5)
    logits = rng.permutation([1, -1] * 4) * rng.uniform(1, 2, 8)
    X[:, 0] += (logits - X @ theta) / theta[0]
    return X, y, 1000 * theta


@check(
    "gradient.large",
    points=4,
    needs=["logistic_regression"],
    title={"zh": "logits 很大时的梯度；不修改参数"},
    inputs=make_saturated,
)
def gradient_large(student, X, y, theta):
    """the gradient for logits of +-1000 and more, without a change to theta"""
    given = student.record(theta=theta)
    grad_theta = student.logistic_regression.gradient(X, y, given.theta, 0.01)
    return {"grad_theta": grad_theta, "the given theta": given.theta}


@gradient_large.oracle
def expected_saturated(reference, X, y, theta):
    return {"grad_theta": plain_gradient(X, y, theta, 0.01), "the given theta": theta}


@check(
    "training.start",
    points=4,
    needs=["logistic_regression"],
    title={"zh": "给定的起点不被修改；零步和一步"},
    inputs=lambda rng: make_samples(rng, 8, 3),
)
def training_start(student, X, y, theta):
    """the theta that is given stays as it is; no step, and one"""
    given = student.record(theta=theta)
    outputs = {}
    for steps in (0, 1, 5):
        result = student.logistic_regression.train(X, y, given.theta, 0.2, steps, 0.5)
        outputs[f"theta after {steps} steps"] = result[0]
        outputs[f"losses of {steps} steps"] = result[1]
        outputs[f"the given theta, after {steps} steps"] = given.theta
    return outputs


@training_start.oracle
def expected_start(reference, X, y, theta):
    outputs = {}
    for steps in (0, 1, 5):
        result = plain_training(X, y, theta, 0.2, steps, 0.5)
        outputs[f"theta after {steps} steps"] = result["theta"]
        outputs[f"losses of {steps} steps"] = result["losses"]
        outputs[f"the given theta, after {steps} steps"] = theta
    return outputs


def make_start(rng):
    """Returns theta (785,): small weights, and a bias without which many predictions are others."""
    start = 0.01 * rng.normal(size=785)
    start[-1] = rng.choice([-2, 2])
    return start


@check(
    "training.digits",
    points=6,
    needs=["logistic_regression"],
    title={"zh": "在两种 MNIST 数字上训练和预测"},
)
def training_digits(student, rng):
    """training on two digits of MNIST, and predictions for others"""
    rows = rng.permutation(IMAGES)
    X = student.fixture("digits", "X", rows[:120])
    y = student.fixture("digits", "y", rows[:120])
    start = make_start(rng)
    theta, losses = student.logistic_regression.train(X, y, start, 0.1, 15, 0.02)
    others = student.fixture("digits", "X", rows[120:180])
    return {
        "theta": theta,
        "losses": losses,
        "predicted": student.logistic_regression.predict(others, theta),
    }


@training_digits.oracle
def expected_digits(reference, rng):
    rows = rng.permutation(IMAGES)
    X, others = (
        np.asarray(reference.fixture("digits", "X", part)) for part in (rows[:120], rows[120:180])
    )
    y = np.asarray(reference.fixture("digits", "y", rows[:120]))
    outputs = plain_training(X, y, make_start(rng), 0.1, 15, 0.02)
    return {**outputs, "predicted": (others @ outputs["theta"] > 0).astype(int)}


@check(
    "predict.half", points=4, needs=["logistic_regression"], title={"zh": "概率恰好为 1/2 时预测 1"}
)
def predict_half(student, rng):
    """a probability of exactly 1/2 is class 1"""
    return {"predicted": student.logistic_regression.predict(*make_whole(rng))}


def make_whole(rng):
    """Returns (X, theta): some logits are exactly 0, others between 0 and 1/2."""
    X = rng.integers(-3, 4, (40, 3)).astype(float)
    X[:4] = [[1, 1, 0], [0, 0, 1], [0, 0, -1], [2, 2, 0]]
    return X, np.array([1.0, -1.0, 0.125]) * rng.integers(1, 3)


@predict_half.oracle
def expected_half(reference, rng):
    X, theta = make_whole(rng)
    return {"predicted": np.array([int(np.dot(row, theta) >= 0) for row in X])}
