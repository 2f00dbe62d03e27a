"""The hidden checks of softmax regression on MNIST."""

import numpy as np
from checks import (
    GRADIENT,
    GRADIENT_B,
    LOSS,
    STEP,
    follow,
    gradient_b,
    gradient_w,
    gradients_of,
    loss_curve,
    loss_of,
    make_batch,
    make_layer,
    make_logits,
    make_model,
    make_steps,
    numeric_grad_b,
    numeric_grad_W,
    optimizer_momentum,
    optimizer_sgd,
)

from autograder.checks import Expect, central_difference, check

SHAPES = ((1, 5, 3), (3, 1, 2), (7, 4, 10))
STEPS, BATCH = 4, 12


def recurrence(W, b, gradients, learning_rate, momentum):
    """Returns W and b as `follow` should: v = mu v + grad; parameter -= learning_rate v."""
    velocity_W, velocity_b = np.zeros_like(W), np.zeros_like(b)
    outputs = {}
    for number, (grad_W, grad_b) in enumerate(gradients, start=1):
        velocity_W = momentum * velocity_W + grad_W
        velocity_b = momentum * velocity_b + grad_b
        W = W - learning_rate * velocity_W
        b = b - learning_rate * velocity_b
        outputs[f"W after step {number}"] = W
        outputs[f"b after step {number}"] = b
    return outputs


@optimizer_sgd.oracle
def expected_sgd(reference, rng):
    W, b, gradients = make_steps(rng, 3)
    grad_W, grad_b = gradients[-1]
    steps = recurrence(W, b, gradients, learning_rate=0.1, momentum=0.0)
    return {**steps, "grad_W afterwards": grad_W, "grad_b afterwards": grad_b}


@optimizer_momentum.oracle
def expected_momentum(reference, rng):
    return recurrence(*make_steps(rng, 5), learning_rate=0.05, momentum=0.9)


def mean_loss(Input, labels, W, b):
    """Returns the mean cross entropy (...) of softmax(Input W + b), for W (..., D, K) and b (..., 1, K)."""
    logits = Input @ W + b
    log_sum = np.log(np.exp(logits).sum(axis=-1))
    return (log_sum - logits[..., np.arange(len(labels)), labels]).mean(axis=-1)


def differences(Input, labels, W, b):
    """Returns (grad_W, grad_b) of the mean loss, by central differences."""
    grad_W = central_difference(lambda moved: mean_loss(Input, labels, moved, b), W, stacked=True)
    grad_b = central_difference(lambda moved: mean_loss(Input, labels, W, moved), b, stacked=True)
    return grad_W, grad_b


@gradient_w.oracle
def expected_w(reference, rng, rows):
    return {"grad_W": differences(*make_batch(rng, rows, 12, 5))[0]}


@gradient_b.oracle
def expected_b(reference, rng):
    return {"grad_b": differences(*make_batch(rng, 8, 12, 5))[1]}


@check(
    "loss.mean",
    points=6,
    needs=["loss"],
    title={"zh": "损失是对整个批次取平均"},
    expect=LOSS,
)
def loss_mean(student, rng):
    """the loss is a mean over the batch, for batches of any size"""
    outputs = {}
    for N in (1, 2, 31):
        outputs[f"loss of {N} samples"] = loss_of(student, *make_batch(rng, N, 9, 4))
    return outputs


@check(
    "loss.large_batch",
    points=4,
    needs=["loss"],
    title={"zh": "超过 255 个样本的批次，标签为 uint8"},
    expect={"loss": LOSS},
    facts={"batch": 300, "classes": 10, "inputs": 6},
)
def loss_large_batch(student, rng):
    """loss and accuracy of a batch of more than 255 samples, with labels of 8 bits"""
    Input, labels, W, b = make_batch(rng, 300, 6, 10)
    loss, accuracy = make_layer(student, W, b).forward(Input, labels)
    return {"loss": loss, "accuracy": accuracy}


def for_every_shape(rng, gradients):
    """Returns the (grad_W, grad_b) that a function has for a batch of each of SHAPES."""
    outputs = {}
    for shape in SHAPES:
        grad_W, grad_b = gradients(*make_batch(rng, *shape))
        outputs[f"grad_W, (N, D, K) = {shape}"] = grad_W
        outputs[f"grad_b, (N, D, K) = {shape}"] = grad_b
    return outputs


@check(
    "gradient.shapes",
    points=8,
    needs=["loss"],
    title={"zh": "多种形状下 W 和 b 的梯度"},
    expect=GRADIENT_B,
)
def gradient_shapes(student, rng):
    """gradients of W and b for several batch sizes and layer shapes"""
    return for_every_shape(rng, lambda *batch: gradients_of(student, *batch))


@gradient_shapes.oracle
def expected_shapes(reference, rng):
    return for_every_shape(rng, differences)


@gradient_shapes.self_consistency
def numeric_shapes(student, rng):
    return for_every_shape(
        rng, lambda *batch: (numeric_grad_W(student, *batch), numeric_grad_b(student, *batch))
    )


@check(
    "gradient.repeat",
    points=6,
    needs=["loss"],
    title={"zh": "重复计算梯度、换一个批次后再计算，并且不改动批次数据"},
    expect={"grad_W*": GRADIENT, "grad_b*": GRADIENT_B},
)
def gradient_repeat(student, rng):
    """a second call gives the same gradients, the next batch its own, and the data stay as they are"""
    Input, labels, W, b = make_batch(rng, 6, 5, 4)
    layer = make_layer(student, W, b)
    outputs = {}
    # Kept on the student's side, to see what becomes of it: a module gets a copy of every argument.
    batch = student.record(Input=Input, labels=labels)
    layer.forward(batch.Input, batch.labels)
    for call in ("first", "second"):
        layer.gradient_computing()
        outputs[f"grad_W of the {call} call"] = layer.grad_W
        outputs[f"grad_b of the {call} call"] = layer.grad_b
    outputs["Input afterwards"] = batch.Input
    outputs["labels afterwards"] = batch.labels
    other, other_labels, _, _ = make_batch(rng, 9, 5, 4)
    layer.forward(other, other_labels)
    layer.gradient_computing()
    outputs["grad_W of the next batch"] = layer.grad_W
    outputs["grad_b of the next batch"] = layer.grad_b
    return outputs


@check(
    "stability.underflow",
    points=2,
    needs=["loss"],
    title={"zh": "其他类别的概率下溢为 0 时的损失和梯度"},
    expect={"loss": LOSS, "grad_W": GRADIENT, "grad_b": GRADIENT_B},
)
def stability_underflow(student, rng):
    """loss and gradients where the probabilities of other classes underflow to 0"""
    # Never the label's own: an epsilon inside the logarithm, which bounds the loss, is accepted here.
    W, labels = make_logits(rng, np.array([[800, 800, 0, -100], [-900, -950, 0, 0]]))
    layer = make_layer(student, W, np.zeros((1, 4)))
    loss = layer.forward(np.eye(2), labels)[0]
    layer.gradient_computing()
    return {"loss": loss, "grad_W": layer.grad_W, "grad_b": layer.grad_b}


@check(
    "optimizer.state",
    points=6,
    needs=["optimizer"],
    title={"zh": "每个优化器、每个参数都有自己的速度"},
    expect=STEP,
)
def optimizer_state(student, rng):
    """every optimizer and every parameter has a velocity of its own"""
    outputs = {}
    pairs = []
    for name, D in (("first", 4), ("second", 4)):
        W, b, gradients = make_steps(rng, 3, D=D, K=3)
        model = make_model(student, W, b, W, b)
        pairs.append((name, model, student.optimizer.SGD(model, 0.2, 0.8), gradients))
    for step in range(3):
        for name, model, optimizer, gradients in pairs:
            model.grad_W, model.grad_b = gradients[step]
            optimizer.step()
            outputs[f"W of the {name} model after step {step + 1}"] = model.W
            outputs[f"b of the {name} model after step {step + 1}"] = model.b
    return outputs


@optimizer_state.oracle
def expected_state(reference, rng):
    outputs = {}
    curves = {}
    for name in ("first", "second"):
        curves[name] = recurrence(*make_steps(rng, 3, D=4, K=3), 0.2, 0.8)
    for step in range(1, 4):
        for name, curve in curves.items():
            outputs[f"W of the {name} model after step {step}"] = curve[f"W after step {step}"]
            outputs[f"b of the {name} model after step {step}"] = curve[f"b after step {step}"]
    return outputs


@check(
    "optimizer.trainable",
    points=5,
    needs=["optimizer"],
    title={"zh": "trainable 为 False 时参数不变"},
    expect=STEP,
    inputs=lambda rng: make_steps(rng, 2),
)
def optimizer_trainable(student, W, b, gradients):
    """a model is left alone while it is not trainable, and trained when it is"""
    outputs, _ = follow(student, W, b, gradients, learning_rate=1e-3, momentum=0.5)
    model = make_model(student, W, b, *gradients[0], trainable=False)
    optimizer = student.optimizer.SGD(model, 1e-3, 0.5)
    optimizer.step()
    outputs |= {"W while not trainable": model.W, "b while not trainable": model.b}
    # A velocity that has grown meanwhile shows in the first step after; with another gradient none is as large.
    model.trainable = True
    model.grad_W, model.grad_b = gradients[1]
    optimizer.step()
    return {**outputs, "W once trainable": model.W, "b once trainable": model.b}


@optimizer_trainable.oracle
def expected_trainable(reference, W, b, gradients):
    outputs = recurrence(W, b, gradients, learning_rate=1e-3, momentum=0.5)
    first = recurrence(W, b, gradients[1:], learning_rate=1e-3, momentum=0.5)
    return {
        **outputs,
        "W while not trainable": W,
        "b while not trainable": b,
        "W once trainable": first["W after step 1"],
        "b once trainable": first["b after step 1"],
    }


# An epsilon of 1e-7 in the logarithm, which is right, counts more for what is improbable after some steps.
CURVE = Expect(rtol=2e-6, atol=2e-6)


def mnist_curve(student, rng, learning_rate, momentum):
    """Returns the loss before each step of a training on rows of the MNIST subset."""
    rows = rng.permutation(600)[: STEPS * BATCH].reshape(STEPS, BATCH)
    batches = [
        (student.fixture("mnist", "images", row), student.fixture("mnist", "labels", row))
        for row in rows
    ]
    # As in training.small.
    W, b = 0.05 * rng.normal(size=(784, 10)), rng.permutation(np.linspace(-1, 1, 10)).reshape(1, 10)
    return loss_curve(student, W, b, batches, learning_rate, momentum)


@check(
    "training.mnist",
    points=5,
    needs=["loss", "optimizer"],
    title={"zh": "在 MNIST 上训练（无动量）的损失曲线"},
    expect=CURVE,
)
def training_mnist(student, rng):
    """loss curve on MNIST without momentum"""
    return {"loss before each step": mnist_curve(student, rng, 0.1, 0.0)}


@check(
    "training.mnist_momentum",
    points=5,
    needs=["loss", "optimizer"],
    title={"zh": "在 MNIST 上训练（动量 0.9）的损失曲线"},
    expect=LOSS,
)
def training_mnist_momentum(student, rng):
    """loss curve on MNIST with momentum 0.9"""
    return {"loss before each step": mnist_curve(student, rng, 0.06, 0.9)}
