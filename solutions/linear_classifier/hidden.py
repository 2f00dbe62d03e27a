"""The hidden checks of the linear classifier."""

from functools import partial

import numpy as np
from checks import (
    LOSS,
    NUMERIC,
    SMALLER,
    STEP,
    gradient_data,
    gradient_penalty,
    loss_penalty,
    loss_softmax,
    loss_value,
    make_classes,
    make_problem,
    numeric_cubes,
    numeric_error,
    numeric_of,
    optimizer_momentum,
    optimizer_plain,
    scores_fold_bias,
    scores_values,
)

from autograder.checks import Expect, as_numbers, central_difference, check

SHAPES = ((1, 3, 4), (5, 1, 2), (9, 6, 10))


@scores_fold_bias.oracle
def expected_fold_bias(reference, rng):
    X = np.ones((4, 4))
    X[:, :3] = rng.normal(size=(4, 3))
    return {"X": X}


@scores_values.oracle
def expected_scores(reference, rng):
    W, X, _ = make_problem(rng, 6, 4, 3)
    return {"scores": np.einsum("kd,nd->nk", W, X)}


def cross_entropy(W, X, labels):
    """Returns the mean loss of a batch, sample by sample."""
    total = 0.0
    for x, label in zip(X, labels, strict=True):
        total += np.logaddexp.reduce(W @ x) - W[label] @ x
    return total / len(X)


def differences(W, X, labels, lam):
    """Returns the gradient of a batch's loss by differences."""

    def loss(moved):
        scores = X @ np.swapaxes(moved, -1, -2)
        own = scores[..., np.arange(len(labels)), labels]
        penalty = lam * np.sum(moved**2, axis=(-2, -1))
        return np.mean(np.logaddexp.reduce(scores, axis=-1) - own, axis=-1) + penalty

    return central_difference(loss, W, stacked=True)


@gradient_data.oracle
def expected_data(reference, rng):
    return {"d": differences(*make_problem(rng, 8, 6, 5), 0.0)}


@gradient_penalty.oracle
def expected_gradient(reference, rng):
    return {"d": differences(*make_problem(rng, 7, 5, 4), 0.2)}


@loss_softmax.oracle
def expected_softmax(reference, rng):
    s = rng.uniform(-1.2, 1.2, (5, 4))
    return {"log_p": s - np.logaddexp.reduce(s, axis=1)[:, np.newaxis], "s afterwards": s}


@loss_value.oracle
def expected_loss(reference, rng):
    outputs = {"loss": cross_entropy(*make_problem(rng, 8, 6, 5))}
    return outputs | {
        f"loss of {N} samples": cross_entropy(*make_problem(rng, N, 6, 5)) for N in SMALLER
    }


@loss_penalty.oracle
def expected_penalty(reference, W, X, labels):
    penalty = 0.3 * sum(weight**2 for weight in W.ravel())
    return {
        "loss with lam = 0.3": cross_entropy(W, X, labels) + penalty,
        "loss with lam less without": penalty,
    }


@numeric_cubes.oracle
def expected_cubes(reference, rng):
    return {"d": 3 * rng.normal(size=(3, 2)) ** 2 + 0.1**2}


@numeric_error.oracle
def expected_error(reference, rng):
    a = rng.normal(size=(3, 4))
    b = 3 * a + 0.1 * rng.normal(size=(3, 4))
    error = np.sqrt(np.sum((a - b) ** 2) / max(np.sum(a**2), np.sum(b**2)))
    return {"error": error, "error with a and b exchanged": error}


@optimizer_plain.oracle
def expected_plain(reference, rng):
    W, gradients = rng.normal(size=(3, 4)), rng.normal(size=(2, 3, 4))
    outputs = {f"W after step {n}": W - 0.2 * gradients[:n].sum(axis=0) for n in (1, 2)}
    return {**outputs, "the first W afterwards": W}


def weighted_steps(W, gradients, rate, mu):
    """Returns W after every step of momentum: gradient i has moved W by all its later shares."""
    outputs = {}
    for number in range(1, len(gradients) + 1):
        shares = [sum(mu**age for age in range(number - i)) for i in range(number)]
        moved = sum(share * d for share, d in zip(shares, gradients, strict=False))
        outputs[f"W after step {number}"] = W - rate * moved
    return outputs


@optimizer_momentum.oracle
def expected_momentum(reference, rng):
    return weighted_steps(rng.normal(size=(3, 4)), rng.normal(size=(4, 3, 4)), 0.1, 0.8)


@check("scores.predict", points=4, needs=["classifier"], title={"zh": "预测的类别"})
def scores_predict(student, rng):
    """the class with the largest score is predicted"""
    W, X, _ = make_problem(rng, 40, 5, 7)
    return {"predicted": student.classifier.predict(W, X)}


@scores_predict.oracle
def expected_predicted(reference, rng):
    W, X, _ = make_problem(rng, 40, 5, 7)
    return {"predicted": np.array([int(np.argmax(W @ x)) for x in X])}


@check(
    "loss.stable",
    points=6,
    needs=["classifier"],
    title={"zh": "得分为 ±1000 时的损失和梯度"},
    expect={"loss*": LOSS},
)
def loss_stable(student, rng):
    """loss and gradient for scores of +-1000"""
    # Samples with large scores, with small ones, and with both. The third one's label has a small one:
    # its probability underflows to 0, and its loss is 2000.
    signs = np.array(
        [[1, -1, 1, 1], [1, -1, 1, -1], [1, -1, -1, 1], [1, -1, -1, -1], [1, -1, 1, -1]]
    )
    W = rng.normal(size=(5, 4)) + 1000 * signs
    X = np.eye(4)
    labels = [*rng.integers(0, 5, 2), rng.choice([2, 3]), rng.choice([0, 2])]
    labels = np.array(labels, dtype=np.uint8)
    return {
        # No probability underflows in the first two samples; of one, what is subtracted is the same for all scores.
        "loss of one sample": student.classifier.loss(W, X[:1], labels[:1], 0.0),
        "loss of scores alike": student.classifier.loss(W, X[:2], labels[:2], 0.0),
        "loss": student.classifier.loss(W, X, labels, 0.0),
        "d": student.classifier.gradient(W, X, labels, 0.0),
    }


@check(
    "gradient.shapes",
    points=8,
    needs=["classifier"],
    title={"zh": "多种形状下的梯度，且不修改参数"},
    facts={"batch": 9, "classes": 10},
)
def gradient_shapes(student, rng):
    """gradients for several shapes; the arguments stay as they are"""
    outputs = {}
    for shape in SHAPES:
        W, X, labels = make_problem(rng, *shape)
        kept = student.record(W=W, X=X, labels=labels)
        for call in ("first", "second"):
            d = student.classifier.gradient(kept.W, kept.X, kept.labels, 0.05)
            outputs[f"d, (N, D, K) = {shape}, {call} call"] = d
    return outputs


def for_every_shape(rng, gradient):
    """Returns what a function has of the gradient for a problem of each of SHAPES, twice."""
    outputs = {}
    for shape in SHAPES:
        d = gradient(*make_problem(rng, *shape), 0.05)
        for call in ("first", "second"):
            outputs[f"d, (N, D, K) = {shape}, {call} call"] = d
    return outputs


@gradient_shapes.oracle
def expected_shapes(reference, rng):
    return for_every_shape(rng, differences)


@gradient_shapes.self_consistency
def numeric_shapes(student, rng):
    return for_every_shape(rng, partial(numeric_of, student))


@check(
    "numeric.shapes",
    points=5,
    needs=["numeric"],
    title={"zh": "多种形状，默认步长，且 W 不变"},
    expect={"W*": Expect(atol=1e-12), "*": NUMERIC},
)
def numeric_of_shapes(student, rng):
    """arrays of several shapes, the step left out, and W as it was afterwards"""
    outputs = {}
    for shape in ((4,), (2, 3), (2, 1, 3)):
        kept = student.record(W=rng.normal(size=shape))
        d = student.numeric.numeric_gradient(student.numeric.waves, kept.W)
        outputs[f"d, shape {shape}"] = d
        outputs[f"W afterwards, shape {shape}"] = kept.W
    return outputs


@numeric_of_shapes.oracle
def expected_of_shapes(reference, rng):
    outputs = {}
    for shape in ((4,), (2, 3), (2, 1, 3)):
        W = rng.normal(size=shape)
        outputs[f"d, shape {shape}"] = np.cos(W) + np.sum(W)
        outputs[f"W afterwards, shape {shape}"] = W
    return outputs


@check(
    "optimizer.state",
    points=3,
    needs=["training"],
    title={"zh": "每个优化器有自己的速度"},
    expect=STEP,
)
def optimizer_state(student, rng):
    """two optimizers have velocities of their own"""
    outputs = {}
    pairs = [
        (name, student.training.Momentum(0.1, 0.9), student.record(W=rng.normal(size=(2, 3))))
        for name in ("first", "second")
    ]
    gradients = rng.normal(size=(2, 3, 2, 3))
    for step in range(3):
        for number, (name, optimizer, model) in enumerate(pairs):
            model.W = optimizer.step(model.W, gradients[number, step])
            outputs[f"W of the {name} model after step {step + 1}"] = model.W
    return outputs


@optimizer_state.oracle
def expected_state(reference, rng):
    names = ("first", "second")
    starts = [rng.normal(size=(2, 3)) for _ in names]
    gradients = rng.normal(size=(2, 3, 2, 3))
    curves = [weighted_steps(W, d, 0.1, 0.9) for W, d in zip(starts, gradients, strict=True)]
    return {
        f"W of the {name} model after step {step}": curve[f"W after step {step}"]
        for step in (1, 2, 3)
        for name, curve in zip(names, curves, strict=True)
    }


@check(
    "training.choice",
    points=5,
    needs=["classifier", "training"],
    title={"zh": "在验证集上选择 lambda"},
)
def training_choice(student, rng):
    """lambda is chosen by the accuracy on the validation split"""
    training, validation = make_classes(rng, [60, 150], D=20, noise=1.5)
    W = 2 * rng.normal(size=(3, 21))
    batches = [np.arange(60)] * 15
    candidates = [0.3, 0.003, 1.0, 0.03, 0.1]
    lam, accuracies = student.training.choose_lam(candidates, W, training, validation, 0.2, batches)
    # Without a step all candidates are equally good.
    tied, _ = student.training.choose_lam([0.5, 0.1, 0.2], W, training, validation, 0.2, [])
    chosen = np.append(as_numbers(accuracies), as_numbers(lam))
    return {"accuracies, and lam": chosen, "lam of several that are best": tied}


@check(
    "training.mnist",
    points=3,
    needs=["classifier", "training"],
    title={"zh": "在 MNIST 上训练的损失曲线"},
    expect=LOSS,
)
def training_mnist(student, rng):
    """loss curve on MNIST"""
    rows = rng.permutation(300)[:200]
    images, labels = (student.fixture("mnist", key, rows) for key in ("images", "labels"))
    X = student.classifier.fold_bias(images)
    W = 0.01 * rng.normal(size=(10, 785))
    # Not as small, so that a penalty without it is seen.
    W[:, -1] = rng.normal(size=10) / 2
    batches = list(rng.permutation(200).reshape(8, 25)) * 2
    optimizer = student.training.GradientDescent(0.1)
    return {"losses": student.training.train(W, X, labels, 1e-3, optimizer, batches)[1]}
