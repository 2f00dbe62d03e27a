"""The visible checks of logistic regression: run them with `softmark check logistic_regression`.

N samples, D features, the last of which is 1.
"""

import numpy as np

from autograder.checks import central_difference, check


def make_samples(rng, N, D):
    """Returns (X (N, D) with ones in the last column, y (N,) of 0 and 1, theta (D,))."""
    X = rng.normal(size=(N, D))
    X[:, -1] = 1
    y = (rng.uniform(size=N) < 0.5).astype(float)
    y[:2] = [1.0, 0.0][:N]
    theta = rng.normal(size=D)
    # The largest logit has the size 2, and where there can be, there are some on both sides of 0.
    while min(N, D) > 1 and np.ptp(np.clip(X @ theta / np.abs(X @ theta).max(), -0.2, 0.2)) < 0.4:
        theta = rng.normal(size=D)
    return X, y, 2 * theta / np.abs(X @ theta).max()


def make_bottom(rng):
    """Returns (X (12, 3), y, theta) near the minimum, which is at 0: each sample is there with both labels.

    From step to step the loss changes by less than 1e-8, and theta by a part of itself.
    """
    X = make_samples(rng, 6, 3)[0]
    theta = 1e-4 * rng.choice([-1, 1], 3) * rng.uniform(0.5, 1.5, 3)
    return np.vstack([X, X]), np.repeat([1.0, 0.0], 6), theta


def make_large_logits(rng, N):
    """Returns (z (N,), y (N,)): logits near +-1000, half of them on the wrong side."""
    z = rng.choice([-1, 1], N) * rng.uniform(900, 1100, N)
    y = (rng.uniform(size=N) < 0.5).astype(float)
    z[:4], y[:4] = [1000, -1000, 1000, -1000], [0, 0, 1, 1]
    return z, y


def numeric_gradient(student, X, y, theta, decay):
    """Returns the gradient of the submission's loss by central differences."""
    module = student.logistic_regression
    return central_difference(lambda moved: module.loss(X, y, moved, decay), theta)


@check(
    "sigmoid.values",
    points=6,
    needs=["logistic_regression"],
    title={"zh": "sigmoid 的值"},
    rows=9,
)
def sigmoid_values(student, rng, rows):
    """values of the sigmoid, for arrays of any shape"""
    module = student.logistic_regression
    return {
        "p, shape (9,)": module.sigmoid(rng.normal(0, 3, rows)),
        "p, shape (2, 4)": module.sigmoid(rng.normal(0, 3, (2, 4))),
    }


@check("sigmoid.large", points=6, needs=["logistic_regression"], title={"zh": "±1000 处的 sigmoid"})
def sigmoid_large(student, rng):
    """the sigmoid of numbers near +-1000"""
    return {"p": student.logistic_regression.sigmoid(make_large_logits(rng, 10)[0])}


@check(
    "entropy.value",
    points=8,
    needs=["logistic_regression"],
    title={"zh": "二元交叉熵"},
    facts={"batch": 9},
    inputs=lambda rng, rows: (rng.uniform(-2, 2, rows), make_samples(rng, rows, 1)[1]),
    rows=9,
)
def entropy_value(student, z, y):
    """mean binary cross-entropy"""
    return {"cross-entropy": student.logistic_regression.binary_cross_entropy(z, y)}


@check(
    "entropy.large",
    points=8,
    needs=["logistic_regression"],
    title={"zh": "logits 为 ±1000 时的交叉熵"},
)
def entropy_large(student, rng):
    """cross-entropy of logits near +-1000"""
    z, y = make_large_logits(rng, 10)
    entropy = student.logistic_regression.binary_cross_entropy
    # At 400 no exponential overflows yet, while 1 - p is 0 already.
    return {
        "cross-entropy, z near +-1000": entropy(z, y),
        "cross-entropy, z near +-400": entropy(0.4 * z, y),
    }


@check(
    "loss.decay",
    points=8,
    needs=["logistic_regression"],
    title={"zh": "带 L2 项的损失"},
    facts={"batch": 9, "decay": 0.3},
)
def loss_decay(student, rng):
    """the loss with its L2 term"""
    return {"loss": student.logistic_regression.loss(*make_samples(rng, 9, 4), 0.3)}


@check(
    "gradient.theta",
    points=10,
    needs=["logistic_regression"],
    title={"zh": "损失对 theta 的梯度"},
    facts={"batch": 9, "decay": 0.3},
    inputs=lambda rng, rows: make_samples(rng, rows, 4),
    rows=9,
)
def gradient_theta(student, *problem):
    """gradient of the loss with respect to theta"""
    return {
        "grad_theta, decay 0": student.logistic_regression.gradient(*problem, 0.0),
        "grad_theta, decay 0.3": student.logistic_regression.gradient(*problem, 0.3),
    }


@gradient_theta.oracle
@gradient_theta.self_consistency
def numeric_theta(student, *problem):
    return {
        "grad_theta, decay 0": numeric_gradient(student, *problem, 0.0),
        "grad_theta, decay 0.3": numeric_gradient(student, *problem, 0.3),
    }


@check(
    "training.path",
    points=8,
    needs=["logistic_regression"],
    title={"zh": "训练的结果和每步之前的损失"},
)
def training_path(student, rng):
    """where training ends, and the loss before each step"""
    module = student.logistic_regression
    result = module.train(*make_samples(rng, 15, 3), 0.5, 12, 0.1)
    bottom = module.train(*make_bottom(rng), 0.5, 12, 0.1)
    return {
        "theta": result[0],
        "losses": result[1],
        "theta, near the minimum": bottom[0],
        "losses, near the minimum": bottom[1],
    }


@check("predict.labels", points=6, needs=["logistic_regression"], title={"zh": "预测的类别"})
def predict_labels(student, rng):
    """predicted classes"""
    X, theta = make_decisions(rng)
    return {"predicted": student.logistic_regression.predict(X, theta)}


def make_decisions(rng):
    """Returns (X (40, 4), theta (4,)): the bias is small, so that both classes occur."""
    X = make_samples(rng, 40, 4)[0]
    theta = rng.choice([-1, 1], 4) * rng.uniform(0.5, 1.5, 4) * [1, 1, 1, 0.2]
    # Some logits between 0 and 1/2, on both sides.
    X[:4, 0] += (np.array([0.1, 0.4, -0.1, -0.4]) - X[:4] @ theta) / theta[0]
    return X, theta
