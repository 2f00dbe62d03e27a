"""The visible checks of softmax regression on MNIST: run them with `softmark check softmax_mnist`.

N samples a batch, D inputs, K classes. The optimizer is checked on a stand-in model, so that a wrong
loss costs no points here, nor the other way round.
"""

import numpy as np

from autograder.checks import Expect, central_difference, check

# Room for an epsilon inside the logarithm, which moves the loss by about epsilon / p.
LOSS = Expect(rtol=1e-6, atol=1e-6)
# Both textbook forms of momentum agree up to rounding.
STEP = Expect(rtol=1e-9, atol=1e-12)


def make_batch(rng, N, D, K):
    """Returns (Input (N, D), labels (N,) uint8, W (D, K), b (1, K))."""
    labels = rng.integers(0, K, N).astype(np.uint8)
    return rng.normal(size=(N, D)), labels, rng.normal(size=(D, K)) / 2, rng.normal(size=(1, K)) / 2


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

    def loss_at(moved):
        layer.W = moved
        return layer.forward(Input, labels)[0]

    return central_difference(loss_at, W)


def numeric_grad_b(student, Input, labels, W, b):
    """Returns the gradient of the layer's loss with respect to b by central differences."""
    layer = make_layer(student, W, b)

    def loss_at(moved):
        layer.b = moved
        return layer.forward(Input, labels)[0]

    return central_difference(loss_at, b)


@check(
    "loss.value",
    points=9,
    needs=["loss"],
    zh="一个批次的平均损失",
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
    zh="一个批次的准确率",
    facts={"batch": 16, "classes": 5, "inputs": 12},
)
def loss_accuracy(student, rng):
    """accuracy of a batch"""
    Input, labels, W, b = make_batch(rng, 16, 12, 5)
    labels = np.argmax(Input @ W + b, axis=1).astype(np.uint8)
    wrong = rng.choice(16, size=int(rng.integers(3, 8)), replace=False)
    labels[wrong] = (labels[wrong] + 1) % 5
    return {"accuracy": make_layer(student, W, b).forward(Input, labels)[1]}


@check(
    "gradient.w",
    points=10,
    needs=["loss"],
    zh="损失对 W 的梯度",
    facts={"batch": 8, "classes": 5, "inputs": 12},
)
def gradient_w(student, rng):
    """gradient of the loss with respect to W"""
    return {"grad_W": gradients_of(student, *make_batch(rng, 8, 12, 5))[0]}


@gradient_w.oracle
@gradient_w.own_loss
def numeric_w(student, rng):
    return {"grad_W": numeric_grad_W(student, *make_batch(rng, 8, 12, 5))}


@check(
    "gradient.b",
    points=6,
    needs=["loss"],
    zh="损失对 b 的梯度",
    expect=Expect(squeeze=True),
    facts={"batch": 8, "classes": 5, "inputs": 12},
)
def gradient_b(student, rng):
    """gradient of the loss with respect to b"""
    return {"grad_b": gradients_of(student, *make_batch(rng, 8, 12, 5))[1]}


@gradient_b.oracle
@gradient_b.own_loss
def numeric_b(student, rng):
    return {"grad_b": numeric_grad_b(student, *make_batch(rng, 8, 12, 5))}


@check(
    "stability.logits",
    points=3,
    needs=["loss"],
    zh="logits 为 ±1000 时的损失和梯度",
    expect={"loss*": LOSS, "grad_b": Expect(squeeze=True)},
    facts={"batch": 4, "classes": 5, "inputs": 4},
)
def stability_logits(student, rng):
    """loss and gradients for logits of +-1000"""
    Input = np.eye(4)
    W = rng.normal(size=(4, 5)) + 1000 * np.array([[1], [-1], [1], [-1]])
    labels = rng.integers(0, 5, 4).astype(np.uint8)
    layer = make_layer(student, W, np.zeros((1, 5)))
    loss = layer.forward(Input, labels)[0]
    layer.gradient_computing()
    outputs = {"loss": loss, "grad_W": layer.grad_W, "grad_b": layer.grad_b}
    layer.W = rng.normal(size=(4, 5)) + 1000
    outputs["loss where all logits are near 1000"] = layer.forward(Input, labels)[0]
    return outputs


def make_steps(rng, count, D=6, K=4):
    """Returns (W, b, gradients): parameters, and `count` pairs of gradients to step along."""
    gradients = [(rng.normal(size=(D, K)), rng.normal(size=(1, K))) for _ in range(count)]
    return rng.normal(size=(D, K)), rng.normal(size=(1, K)), gradients


def follow(student, W, b, gradients, learning_rate, momentum):
    """Returns W and b after every step of the submission's optimizer on a stand-in model."""
    model = student.record(
        W=W, b=b, grad_W=np.zeros_like(W), grad_b=np.zeros_like(b), trainable=True
    )
    optimizer = student.optimizer.SGD(model, learning_rate, momentum)
    outputs = {}
    for number, (grad_W, grad_b) in enumerate(gradients, start=1):
        model.grad_W = grad_W
        model.grad_b = grad_b
        optimizer.step()
        outputs[f"W after step {number}"] = model.W
        outputs[f"b after step {number}"] = model.b
    return outputs


@check(
    "optimizer.sgd",
    points=6,
    needs=["optimizer"],
    zh="无动量的 SGD",
    expect=STEP,
    facts={"learning_rate": 0.1},
)
def optimizer_sgd(student, rng):
    """steps of plain SGD"""
    return follow(student, *make_steps(rng, 3), learning_rate=0.1, momentum=0.0)


@check(
    "optimizer.momentum",
    points=8,
    needs=["optimizer"],
    zh="带动量的 SGD",
    expect=STEP,
    facts={"learning_rate": 0.05, "momentum": 0.9},
)
def optimizer_momentum(student, rng):
    """steps of SGD with momentum, while the gradient changes"""
    return follow(student, *make_steps(rng, 5), learning_rate=0.05, momentum=0.9)


def loss_curve(student, W, b, batches, learning_rate, momentum):
    """Returns the submission's loss before each step, trained on (Input, labels) batches."""
    layer = make_layer(student, W, b)
    optimizer = student.optimizer.SGD(layer, learning_rate, momentum)
    losses = []
    for Input, labels in batches:
        losses.append(layer.forward(Input, labels)[0])
        layer.gradient_computing()
        optimizer.step()
    return np.array(student.read_list(losses))


@check(
    "training.small",
    points=5,
    needs=["loss", "optimizer"],
    zh="在小数据集上训练的损失曲线",
    expect=LOSS,
)
def training_small(student, rng):
    """loss curve of a training on made-up data"""
    centres = rng.normal(size=(3, 6))
    labels = rng.integers(0, 3, (12, 10)).astype(np.uint8)
    batches = [(centres[row] + rng.normal(size=(10, 6)), row) for row in labels]
    curve = loss_curve(student, 0.1 * rng.normal(size=(6, 3)), np.zeros((1, 3)), batches, 0.1, 0.9)
    return {"loss before each step": curve}
