"""The visible checks of the linear classifier: run them with `softmark check linear_classifier`.

N samples, D inputs, K classes; the bias is folded in, so that W is (K, D + 1) and X is (N, D + 1).
"""

import numpy as np

from autograder.checks import (
    Expect,
    as_labels,
    as_list,
    central_difference,
    check,
    label_counts,
    subtract,
)

# An epsilon inside the logarithm, which moves the loss by about epsilon / p, is for loss.stable to find.
LOSS = Expect(rtol=1e-6, atol=1e-6)
STEP = Expect(rtol=1e-9, atol=1e-12)
# (f(W + h) - f(W - h)) / 2h loses digits in the difference.
NUMERIC = Expect(rtol=1e-6, atol=1e-6)
# Sizes of further batches, by which a mean is told from other factors.
SMALLER = (3, 4)


def make_problem(rng, N, D, K):
    """Returns (W (K, D + 1), X (N, D + 1) with ones in the last column, labels (N,), not all alike)."""
    while True:
        X = np.hstack([rng.normal(size=(N, D)), np.ones((N, 1))])
        W = rng.normal(size=(K, D + 1)) / 2
        labels = likely_labels(rng, X @ W.T)
        if N == 1 or np.ptp(labels):
            return W, X, labels


def likely_labels(rng, scores):
    """Returns labels (N,) uint8, each drawn among the classes whose score is at most 1.5 below the top."""
    near = scores > np.sort(scores, axis=1)[:, -1:] - 1.5
    return np.argmax(near * rng.uniform(1, 2, scores.shape), axis=1).astype(np.uint8)


def numeric_of(student, W, X, labels, lam):
    """Returns the gradient of the submission's own loss by central differences."""
    return central_difference(lambda moved: student.classifier.loss(moved, X, labels, lam), W)


@check("scores.fold_bias", points=3, needs=["classifier"], title={"zh": "把偏置并入权重"})
def scores_fold_bias(student, rng):
    """a 1 is appended to every image"""
    return {"X": student.classifier.fold_bias(rng.normal(size=(4, 3)))}


@check("scores.values", points=5, needs=["classifier"], title={"zh": "每个样本每个类别的得分"})
def scores_values(student, rng):
    """scores of every class for every sample"""
    W, X, _ = make_problem(rng, 6, 4, 3)
    return {"scores": student.classifier.scores(W, X)}


@check(
    "loss.softmax",
    points=7,
    needs=["classifier"],
    title={"zh": "softmax 的对数，且不修改得分"},
    expect=LOSS,
)
def loss_softmax(student, rng):
    """logarithm of the softmax of each row, and the scores as they were afterwards"""
    kept = student.record(s=rng.uniform(-1.2, 1.2, (5, 4)))
    return {"log_p": student.classifier.log_probabilities(kept.s), "s afterwards": kept.s}


@check(
    "loss.value",
    points=5,
    needs=["classifier"],
    title={"zh": "没有惩罚项时的平均损失"},
    expect=LOSS,
    facts={"batch": 8, "classes": 5},
)
def loss_value(student, rng):
    """mean loss without a penalty, of batches of several sizes"""
    outputs = {"loss": student.classifier.loss(*make_problem(rng, 8, 6, 5), 0.0)}
    for N in SMALLER:
        problem = make_problem(rng, N, 6, 5)
        outputs[f"loss of {N} samples"] = student.classifier.loss(*problem, 0.0)
    return outputs


@check(
    "loss.penalty",
    points=6,
    needs=["classifier"],
    title={"zh": "惩罚项 lambda * sum W^2"},
    expect=LOSS,
    facts={"batch": 8, "classes": 5},
    inputs=lambda rng: make_problem(rng, 8, 6, 5),
)
def loss_penalty(student, *problem):
    """what the penalty adds to the loss"""
    with_penalty = student.classifier.loss(*problem, 0.3)
    without = student.classifier.loss(*problem, 0.0)
    values = student.read_list([with_penalty, without])
    return {"loss with lam = 0.3": values[0], "loss with lam less without": subtract(*values)}


@check(
    "gradient.data",
    points=8,
    needs=["classifier"],
    title={"zh": "没有惩罚项时损失对 W 的梯度"},
    facts={"batch": 8, "classes": 5},
)
def gradient_data(student, rng):
    """gradient of the loss without a penalty"""
    return {"d": student.classifier.gradient(*make_problem(rng, 8, 6, 5), 0.0)}


@gradient_data.self_consistency
def numeric_data(student, rng):
    return {"d": numeric_of(student, *make_problem(rng, 8, 6, 5), 0.0)}


@check(
    "gradient.penalty",
    points=6,
    needs=["classifier"],
    title={"zh": "带惩罚项的损失对 W 的梯度"},
    facts={"batch": 7, "classes": 4},
)
def gradient_penalty(student, rng):
    """gradient of the loss with its penalty"""
    return {"d": student.classifier.gradient(*make_problem(rng, 7, 5, 4), 0.2)}


@gradient_penalty.self_consistency
def numeric_penalty(student, rng):
    return {"d": numeric_of(student, *make_problem(rng, 7, 5, 4), 0.2)}


@check(
    "numeric.cubes",
    points=6,
    needs=["numeric"],
    title={"zh": "步长较大时的中心差分"},
    expect=NUMERIC,
)
def numeric_cubes(student, rng):
    """centred differences of a sum of cubes, with a long step"""
    W = rng.normal(size=(3, 2))
    return {"d": student.numeric.numeric_gradient(student.numeric.cubes, W, 0.1)}


@check("numeric.error", points=3, needs=["numeric"], title={"zh": "两个梯度的相对误差"})
def numeric_error(student, rng):
    """relative error between two gradients"""
    a = rng.normal(size=(3, 4))
    b = 3 * a + 0.1 * rng.normal(size=(3, 4))
    return {
        "error": student.numeric.relative_error(a, b),
        "error with a and b exchanged": student.numeric.relative_error(b, a),
    }


def follow(optimizer, W, gradients):
    """Returns W after every step along these gradients."""
    outputs = {}
    for number, d in enumerate(gradients, start=1):
        W = optimizer.step(W, d)
        outputs[f"W after step {number}"] = W
    return outputs


@check(
    "optimizer.plain", points=4, needs=["training"], title={"zh": "普通梯度下降的更新"}, expect=STEP
)
def optimizer_plain(student, rng):
    """plain steps, which leave the weights they start from as they are"""
    optimizer = student.training.GradientDescent(0.2)
    first = student.record(W=rng.normal(size=(3, 4)))
    outputs = follow(optimizer, first.W, rng.normal(size=(2, 3, 4)))
    return {**outputs, "the first W afterwards": first.W}


@check(
    "optimizer.momentum",
    points=5,
    needs=["training"],
    title={"zh": "带动量的更新"},
    expect=STEP,
    facts={"learning_rate": 0.1, "momentum": 0.8},
)
def optimizer_momentum(student, rng):
    """steps with momentum, while the gradient changes"""
    optimizer = student.training.Momentum(0.1, 0.8)
    return follow(optimizer, rng.normal(size=(3, 4)), rng.normal(size=(4, 3, 4)))


def look_at_batches(student, count, size, epochs, seed):
    """Returns what must hold of the submission's batches, whatever its random order."""
    drawn = student.read(student.training.minibatches(count, size, epochs, seed))
    batches = [as_labels(batch) for batch in student.read_list(as_list(drawn, 10 * count))]
    rows = np.concatenate(batches)
    first, second = rows[:count], rows[count : 2 * count]
    return {
        "sizes of the batches": np.array([len(batch) for batch in batches]),
        "how often each sample was drawn": label_counts(rows, count),
        "how often in the first epoch": label_counts(first, count),
        "the order is random": bool(np.sum(first != np.arange(len(first))) > count / 2),
        "the second epoch has another order": not np.array_equal(first, second),
    }


@check("training.batches", points=4, needs=["training"], title={"zh": "随机小批量"})
def training_batches(student, rng):
    """random batches: every sample once in an epoch"""
    return look_at_batches(student, 26, 8, 2, int(rng.integers(1000)))


def make_classes(rng, sizes, D=5, K=3, noise=1.0):
    """Returns pairs (X, labels) of these sizes, all of the same K classes, which overlap."""
    centres = rng.normal(size=(K, D))
    pairs = []
    for size in sizes:
        labels = rng.integers(0, K, size).astype(np.uint8)
        images = centres[labels] + noise * rng.normal(size=(size, D))
        pairs.append((np.hstack([images, np.ones((size, 1))]), labels))
    return pairs


@check(
    "training.curve",
    points=4,
    needs=["classifier", "training"],
    title={"zh": "训练过程中的损失曲线"},
    expect=LOSS,
)
def training_curve(student, rng):
    """loss curve and weights of a training on made-up data"""
    [(X, labels)] = make_classes(rng, [24], noise=0.5)
    W = 0.1 * rng.normal(size=(3, 6))
    batches = list(rng.permutation(24).reshape(4, 6)) * 3
    optimizer = student.training.Momentum(0.1, 0.9)
    W, losses = student.training.train(W, X, labels, 0.01, optimizer, batches)
    return {"losses": losses, "W": W}
