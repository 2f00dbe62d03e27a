"""The visible checks of softmax regression on MNIST: run them with `softmark check softmax_mnist`.

N samples a batch, D inputs, K classes. The optimizer is checked on a stand-in model, so that a wrong
loss costs no points here, nor the other way round.
"""

import numpy as np

from autograder.checks import Expect, as_numbers, central_difference, check, later

# Room for an epsilon of up to 1e-7 inside the logarithm, which moves the loss by about epsilon / p.
LOSS = Expect(rtol=1e-6, atol=1e-6)
# Differences of the loss are right to some 1e-12; 32 bits are right to 1e-8 only.
GRADIENT = Expect(rtol=1e-9, atol=1e-10)
GRADIENT_B = Expect(rtol=1e-9, atol=1e-10, squeeze=True)
# Both textbook forms of momentum agree up to rounding.
STEP = Expect(rtol=1e-9, atol=1e-12)


def likely_labels(rng, logits):
    """Returns labels (N,) uint8, each drawn among the classes whose logit is at most 1.5 below the top.

    No label is less probable than 2 %, so that an epsilon inside the logarithm stays within LOSS.
    """
    near = logits > np.sort(logits, axis=1)[:, -1:] - 1.5
    return np.argmax(near * rng.uniform(1, 2, logits.shape), axis=1).astype(np.uint8)


def make_batch(rng, N, D, K):
    """Returns (Input (N, D), labels (N,) uint8, not all alike, W (D, K), b (1, K))."""
    while True:
        Input, W = rng.normal(size=(N, D)), rng.normal(size=(D, K)) / 2
        b = rng.normal(size=(1, K)) / 2
        labels = likely_labels(rng, Input @ W + b)
        if N == 1 or np.ptp(labels):
            return Input, labels, W, b


def make_layer(student, W, b):
    """Returns the submission's layer with these parameters."""
    layer = student.loss.SoftmaxCrossEntropyLoss(*W.shape)
    layer.W = W
    layer.b = b
    return layer


def loss_of(student, Input, labels, W, b):
    """Returns the loss that the submission's layer computes for a batch."""
    return make_layer(student, W, b).forward(Input, labels)[0]


def gradients_of(student, Input, labels, W, b):
    """Returns (grad_W, grad_b) that the submission's layer computes for a batch."""
    layer = make_layer(student, W, b)
    layer.forward(Input, labels)
    layer.gradient_computing()
    return layer.grad_W, layer.grad_b


def numeric_grad_W(student, Input, labels, W, b):
    """Returns the gradient of the layer's loss with respect to W by central differences."""
    layer = make_layer(student, W, b)
    forward = layer.forward

    def loss_at(moved):
        layer.W = moved
        return forward(Input, labels)[0]

    return central_difference(loss_at, W)


def numeric_grad_b(student, Input, labels, W, b):
    """Returns the gradient of the layer's loss with respect to b by central differences."""
    layer = make_layer(student, W, b)
    forward = layer.forward

    def loss_at(moved):
        layer.b = moved
        return forward(Input, labels)[0]

    return central_difference(loss_at, b)


@check(
    "loss.value",
    points=9,
    needs=["loss"],
    title={"zh": "一个批次的平均损失"},
    expect=LOSS,
    facts={"batch": 8, "classes": 5, "inputs": 12},
)
def loss_value(student, rng):
    """mean loss of a batch"""
    Input, labels, W, b = make_batch(rng, 8, 12, 5)
    return {"loss": loss_of(student, Input, labels, W, b)}


@check(
    "loss.accuracy",
    points=6,
    needs=["loss"],
    title={"zh": "一个批次的准确率"},
    facts={"batch": 16, "classes": 5, "inputs": 12},
)
def loss_accuracy(student, rng):
    """accuracy of a batch"""
    Input, labels, W, b = make_predictions(rng)
    return {"accuracy": make_layer(student, W, b).forward(Input, labels)[1]}


def make_predictions(rng):
    """Returns (Input, labels, W, b): some predictions are wrong, and other ones without b, or of centred inputs."""
    while True:
        # Of the first half all predictions are sure ones, of the second none is: there b decides.
        Input, _, W, _ = make_batch(rng, 16, 12, 5)
        Input *= np.repeat([[3.0], [0.1]], 8, axis=0)
        b = rng.uniform(-0.5, 0.5, (1, 5))
        labels = np.argmax(Input @ W + b, axis=1).astype(np.uint8)
        wrong = rng.choice(16, size=int(rng.integers(3, 8)), replace=False)
        labels[wrong] = (labels[wrong] + 1) % 5
        others = (Input @ W, (Input - Input.mean()) @ W + b)
        if all(np.sum(np.argmax(z, axis=1) == labels) != 16 - len(wrong) for z in others):
            return Input, labels, W, b


@check(
    "gradient.w",
    points=10,
    needs=["loss"],
    title={"zh": "损失对 W 的梯度"},
    expect=GRADIENT,
    facts={"batch": 8, "classes": 5, "inputs": 12},
    rows=8,
)
def gradient_w(student, rng, rows):
    """gradient of the loss with respect to W"""
    return {"grad_W": gradients_of(student, *make_batch(rng, rows, 12, 5))[0]}


@gradient_w.self_consistency
def numeric_w(student, rng, rows):
    return {"grad_W": numeric_grad_W(student, *make_batch(rng, rows, 12, 5))}


@check(
    "gradient.b",
    points=6,
    needs=["loss"],
    title={"zh": "损失对 b 的梯度"},
    expect=GRADIENT_B,
    facts={"batch": 8, "classes": 5, "inputs": 12},
)
def gradient_b(student, rng):
    """gradient of the loss with respect to b"""
    return {"grad_b": gradients_of(student, *make_batch(rng, 8, 12, 5))[1]}


@gradient_b.self_consistency
def numeric_b(student, rng):
    return {"grad_b": numeric_grad_b(student, *make_batch(rng, 8, 12, 5))}


@check(
    "stability.logits",
    points=3,
    needs=["loss"],
    title={"zh": "logits 为 ±1000 时的损失和梯度"},
    expect={"loss*": LOSS, "grad_b": GRADIENT_B, "grad_W": GRADIENT},
    facts={"batch": 4, "classes": 5, "inputs": 4},
)
def stability_logits(student, rng):
    """loss and gradients for logits of +-1000"""
    # The third row's mean is -600: less that, its 1000 is still too large for exp().
    signs = np.array([[1] * 5, [-1] * 5, [1, -1, -1, -1, -1], [-1] * 5])
    W, labels = make_logits(rng, 1000 * signs)
    layer = make_layer(student, W, np.zeros((1, 5)))
    loss = layer.forward(np.eye(4), labels)[0]
    layer.gradient_computing()
    outputs = {"loss": loss, "grad_W": layer.grad_W, "grad_b": layer.grad_b}
    layer.W, labels = make_logits(rng, np.full((4, 5), 1000))
    loss = layer.forward(np.eye(4), labels)[0]
    return {**outputs, "loss where all logits are near 1000": loss}


def make_logits(rng, base):
    """Returns (logits near `base`, labels, not all alike); as W they are the logits of unit vectors."""
    while True:
        logits = base + rng.normal(size=base.shape)
        labels = likely_labels(rng, logits)
        if np.ptp(labels):
            return logits, labels


def make_steps(rng, count, D=6, K=4):
    """Returns (W, b, gradients): parameters, and `count` pairs of gradients to step along."""
    gradients = [(rng.normal(size=(D, K)), rng.normal(size=(1, K))) for _ in range(count)]
    return rng.normal(size=(D, K)), rng.normal(size=(1, K)), gradients


def make_model(student, W, b, grad_W, grad_b, trainable=True):
    """Returns a stand-in with everything that an optimizer may read of a layer."""
    return student.record(
        num_input=W.shape[0], num_output=W.shape[1], trainable=trainable,
        W=W, b=b, grad_W=grad_W, grad_b=grad_b,
    )  # fmt: skip


def follow(student, W, b, gradients, learning_rate, momentum):
    """Returns W and b after every step of the submission's optimizer on a stand-in model, and the last gradients."""
    model = make_model(student, W, b, np.zeros_like(W), np.zeros_like(b))
    optimizer = student.optimizer.SGD(model, learning_rate, momentum)
    outputs = {}
    for number, (grad_W, grad_b) in enumerate(gradients, start=1):
        model.grad_W = grad_W
        model.grad_b = grad_b
        optimizer.step()
        outputs[f"W after step {number}"] = model.W
        outputs[f"b after step {number}"] = model.b
    return outputs, {"grad_W afterwards": model.grad_W, "grad_b afterwards": model.grad_b}


@check(
    "optimizer.sgd",
    points=6,
    needs=["optimizer"],
    title={"zh": "无动量的 SGD"},
    expect=STEP,
    facts={"learning_rate": 0.1},
)
def optimizer_sgd(student, rng):
    """steps of plain SGD"""
    steps, gradients = follow(student, *make_steps(rng, 3), learning_rate=0.1, momentum=0.0)
    # Here alone, so that a step that changes them costs the points of one check.
    return steps | gradients


@check(
    "optimizer.momentum",
    points=8,
    needs=["optimizer"],
    title={"zh": "带动量的 SGD"},
    expect=STEP,
    facts={"learning_rate": 0.05, "momentum": 0.9},
)
def optimizer_momentum(student, rng):
    """steps of SGD with momentum, while the gradient changes"""
    return follow(student, *make_steps(rng, 5), learning_rate=0.05, momentum=0.9)[0]


def loss_curve(student, W, b, batches, learning_rate, momentum):
    """Returns the submission's loss before each step, trained on (Input, labels) batches."""
    layer = make_layer(student, W, b)
    optimizer = student.optimizer.SGD(layer, learning_rate, momentum)
    forward, gradient_computing, step = layer.forward, layer.gradient_computing, optimizer.step
    losses = []
    for Input, labels in batches:
        losses.append(forward(Input, labels)[0])
        gradient_computing()
        step()
    return later(as_numbers, losses)


@check(
    "training.small",
    points=5,
    needs=["loss", "optimizer"],
    title={"zh": "在小数据集上训练的损失曲线"},
    expect=LOSS,
)
def training_small(student, rng):
    """loss curve of a training on made-up data"""
    # Classes well apart, so that no label becomes improbable on the way.
    centres = 2 * np.eye(6)[rng.choice(6, 3, replace=False)]
    labels = rng.integers(0, 3, (5, 10)).astype(np.uint8)
    batches = [(centres[row] + 0.5 * rng.normal(size=(10, 6)), row) for row in labels]
    # A bias from the start, and large steps, so that a decay of it is seen after a few.
    W, b = 0.1 * rng.normal(size=(6, 3)), rng.permutation([[-1.0], [0.0], [1.0]]).T
    return {"loss before each step": loss_curve(student, W, b, batches, 0.2, 0.9)}
