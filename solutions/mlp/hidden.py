"""The hidden checks of the multilayer perceptron, and what the visible ones expect."""

from copy import deepcopy
from functools import partial
from itertools import pairwise

import numpy as np
from checks import (
    DRAWN,
    LOSS,
    OTHER_ALPHA,
    OTHER_SLOPE,
    SMALLER,
    activation_problem,
    away_from_zero,
    draw_rise,
    gradients_of_chain,
    initial_gaussian,
    initial_msra,
    initial_xavier,
    layers_elu,
    layers_leaky,
    layers_linear,
    layers_relu,
    layers_sigmoid,
    layers_tanh,
    losses_euclidean,
    losses_softmax,
    make_linear,
    make_linear_problem,
    make_mlp,
    make_outputs,
    make_parameters,
    make_steps,
    network_count,
    network_passes,
    optimizer_decay,
    optimizer_momentum,
    optimizer_plain,
    optimizer_rise,
    pass_through,
)

from autograder.checks import Expect, all_differ, as_numbers, central_difference, check, later

NORMAL_SHARE = 0.682689  # of a normal distribution, within one deviation of its mean


def expected_draws(deviation):
    """Returns what `look_at_draws` finds, for a function (D, M) -> deviation."""
    return {
        "shape of W": np.array([400, 150]),
        "deviation of W, (D, M) = (400, 150)": deviation(400, 150),
        "deviation of W, (D, M) = (150, 400)": deviation(150, 400),
        "mean of W": 0.0,
        "share of W within one deviation": NORMAL_SHARE,
        "another seed draws other numbers": True,
    }


@initial_gaussian.oracle
def expected_gaussian(reference, rng):
    return expected_draws(lambda D, M: 0.01)


@initial_xavier.oracle
def expected_xavier(reference, rng):
    return expected_draws(lambda D, M: 2 / np.sqrt(D + M))


@initial_msra.oracle
def expected_msra(reference, rng):
    return expected_draws(lambda D, M: np.sqrt(2 / D))


def leaky(x, slope=0.1):
    return np.where(x < 0, slope * x, x)


def elu(x, alpha=1.0):
    return np.where(x < 0, alpha * (np.exp(np.minimum(x, 0)) - 1), x)


ACTIVATIONS = {
    "Sigmoid": lambda x: (1 + np.tanh(x / 2)) / 2,
    "Tanh": lambda x: (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)),
    "ReLU": lambda x: (x + np.abs(x)) / 2,
    "LeakyReLU": leaky,
    "ELU": elu,
}
# The handout's derivatives where there is a kink.
AT_ZERO = {"ReLU": 0.0, "LeakyReLU": 0.1, "ELU": 1.0}


def slopes(f, x, h=1e-3):
    """Returns the derivative of an elementwise function by differences of fourth order."""
    near, far = f(x + h) - f(x - h), f(x + 2 * h) - f(x - 2 * h)
    return (8 * near - far) / (12 * h)


def expected_activation(name, rng):
    """Returns what `pass_through` should for an activation."""
    Input, delta = activation_problem(rng)
    f = ACTIVATIONS[name]
    slope = slopes(f, Input)
    # Differences see the mean of both sides of a kink.
    slope = np.where(Input == 0, AT_ZERO.get(name, slope), slope)
    return {"output": f(Input), "grad_Input": delta * slope}


@layers_sigmoid.oracle
def expected_sigmoid(reference, rng):
    return expected_activation("Sigmoid", rng)


@layers_tanh.oracle
def expected_tanh(reference, rng):
    return expected_activation("Tanh", rng)


@layers_relu.oracle
def expected_relu(reference, rng):
    return expected_activation("ReLU", rng)


def with_another(passes, name, other, f, at_zero, rng):
    """Returns what `pass_through_both` should: both passes of an activation, and those of f."""
    Input, delta = activation_problem(rng)
    slope = np.where(Input == 0, at_zero, slopes(f, Input))
    changed = {"output": f(Input), "grad_Input": delta * slope}
    return passes | {f"{key}, {name} {other}": value for key, value in changed.items()}


@layers_leaky.oracle
def expected_leaky(reference, rng):
    f = partial(leaky, slope=OTHER_SLOPE)
    usual = expected_activation("LeakyReLU", deepcopy(rng))
    return with_another(usual, "slope", OTHER_SLOPE, f, OTHER_SLOPE, rng)


@layers_elu.oracle
def expected_elu(reference, rng):
    f = partial(elu, alpha=OTHER_ALPHA)
    usual = expected_activation("ELU", deepcopy(rng))
    return with_another(usual, "alpha", OTHER_ALPHA, f, OTHER_ALPHA, rng)


def differences_along(delta, output, x):
    """Returns the gradient of sum(delta * output(x)), where `output` takes stacked arrays, too."""
    return central_difference(
        lambda moved: np.sum(delta * output(moved), axis=(-2, -1)), x, stacked=True
    )


def numeric_linear(Input, W, b, delta):
    """Returns the passes of a fully connected layer, the backward one by differences."""

    def output(Input, W, b):
        return np.einsum("...nd,...dm->...nm", Input, W) + b

    return {
        "output": output(Input, W, b),
        "grad_W": differences_along(delta, lambda moved: output(Input, moved, b), W),
        "grad_b": differences_along(delta, lambda moved: output(Input, W, moved), b),
        "grad_Input": differences_along(delta, lambda moved: output(moved, W, b), Input),
    }


@layers_linear.oracle
def expected_linear(reference, rng):
    return numeric_linear(*make_linear_problem(rng, 6, 4, 3))


def euclidean(Output, targets):
    """Returns the Euclidean loss of a batch, or of each of stacked ones."""
    return np.sum(np.linalg.norm(Output - targets, axis=-1) ** 2, axis=-1) / 2 / len(targets)


def cross_entropy(Output, targets):
    """Returns the mean cross-entropy of a batch, or of each of stacked ones, by logaddexp."""
    log_p = Output - np.logaddexp.reduce(Output, axis=-1, keepdims=True)
    return -np.einsum("nk,...nk->...n", targets, log_p).mean(axis=-1)


@losses_euclidean.oracle
def expected_euclidean(reference, rng):
    Output, targets = make_outputs(rng, 6, 4)
    delta = central_difference(lambda moved: euclidean(moved, targets), Output, stacked=True)
    return {
        "loss": euclidean(Output, targets),
        "delta": delta,
        **{f"loss of {N} samples": euclidean(*make_outputs(rng, N, 4)) for N in SMALLER},
    }


@losses_softmax.oracle
def expected_softmax(reference, rng):
    Output, targets = make_outputs(rng, 6, 4)
    delta = central_difference(lambda moved: cross_entropy(moved, targets), Output, stacked=True)
    return {
        "loss": cross_entropy(Output, targets),
        "delta": delta,
        **{f"loss of {N} samples": cross_entropy(*make_outputs(rng, N, 4)) for N in SMALLER},
    }


def recurrence(starts, momentum, weight_decay):
    """Returns W and b as `follow` should, in the form v = mu v - rate grad; W = W + v."""
    outputs = {}
    now = [[W, b, 0.0, 0.0] for W, b, _ in starts]
    for step, mu in enumerate(momentum):
        for number, (state, (_, _, gradients)) in enumerate(zip(now, starts, strict=True), 1):
            W, b, v_W, v_b = state
            grad_W, grad_b = gradients[step]
            v_W = mu * v_W - 0.1 * (grad_W + weight_decay * W)
            v_b = mu * v_b - 0.1 * grad_b
            state[:] = W + v_W, b + v_b, v_W, v_b
            outputs[f"W of layer {number} after step {step + 1}"] = W + v_W
            outputs[f"b of layer {number} after step {step + 1}"] = b + v_b
    return outputs


@optimizer_plain.oracle
def expected_plain(reference, rng):
    return recurrence([make_steps(rng, 2)], [0.0] * 2, 0.0)


@optimizer_decay.oracle
def expected_decay(reference, rng):
    start = make_steps(rng, 2)
    grad_W, grad_b = start[2][-1]
    steps = recurrence([start], [0.0] * 2, 0.3)
    return {**steps, "grad_W afterwards": grad_W, "grad_b afterwards": grad_b}


@optimizer_momentum.oracle
def expected_momentum(reference, rng):
    return recurrence([make_steps(rng, 4) for _ in range(2)], [0.5, 0.6, 0.8, 0.9], 0.0)


@optimizer_rise.oracle
def expected_rise(reference, rng):
    rise, (start, end) = draw_rise(rng)
    return {
        "momentum by epoch": np.append(np.linspace(0.5, 0.9, rise + 1), [0.9, 0.9]),
        "momentum by epoch, other start and end": np.append(
            np.linspace(start, end, rise + 1), [end, end]
        ),
    }


@network_count.oracle
def expected_count(reference, rng):
    sizes = [int(size) for size in rng.integers(2, 12, 4)]
    weights = sum(D * M + M for D, M in pairwise(sizes))
    return {"784-50-100-10": 45_360, "another network": weights}


def run_chain(parameters, f, Input):
    """Returns the output of a network whose activation is f; any of the arrays can be stacked."""
    for number, (W, b) in enumerate(parameters):
        Input = (f(Input) if number else Input) @ W + b
    return Input


def numeric_chain(parameters, activation, Input, delta):
    """Returns what `gradients_of_chain` should, the gradients by differences."""
    f = ACTIVATIONS[activation]

    def output_with(layer, place):
        def output(moved):
            changed = [list(pair) for pair in parameters]
            changed[layer][place] = moved
            return run_chain(changed, f, Input)

        return output

    outputs = {"output": run_chain(parameters, f, Input)}
    outputs["grad_Input"] = differences_along(
        delta, lambda moved: run_chain(parameters, f, moved), Input
    )
    for layer, pair in enumerate(parameters):
        for place, name in enumerate("Wb"):
            gradient = differences_along(delta, output_with(layer, place), pair[place])
            outputs[f"grad_{name} of layer {layer + 1}"] = gradient
    return outputs


@network_passes.oracle
def expected_passes(reference, rng):
    Input, delta = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    return numeric_chain(make_parameters(rng), "Tanh", Input, delta)


@check(
    "initial.layer",
    points=3,
    needs=["layers", "network"],
    title={"zh": "网络的各层用给定方法初始化，互不相同"},
    expect=DRAWN,
)
def initial_layer(student, rng):
    """a network draws its layers with the given initialisation, each with a seed of its own"""
    network = student.network.make_mlp(
        (300, 200, 300, 200), student.layers.ReLU, student.layers.msra, int(rng.integers(1000))
    )
    values = student.read_list([network.layers[number].W for number in (0, 2, 4)])
    first, second, third = (as_numbers(value) for value in values)
    return {
        "deviation of W of layer 1": first.std(),
        "deviation of W of layer 2": second.std(),
        "layers 1 and 3 differ": all_differ(first, third),
    }


@initial_layer.oracle
def expected_layer(reference, rng):
    return {
        "deviation of W of layer 1": np.sqrt(2 / 300),
        "deviation of W of layer 2": np.sqrt(2 / 200),
        "layers 1 and 3 differ": True,
    }


@check("layers.extreme", points=4, needs=["layers"], title={"zh": "输入为 ±1000 时的激活函数"})
def layers_extreme(student, rng):
    """activations for inputs of +-1000"""
    Input = np.array([[1000.0, -1000.0, 800.0, -800.0]]) + rng.normal(size=(1, 4))
    outputs = {}
    for name in ACTIVATIONS:
        layer = getattr(student.layers, name)()
        for key, value in pass_through(student, layer, Input, np.full((1, 4), 3.0)).items():
            outputs[f"{key} of {name}"] = value
    return outputs


@layers_extreme.oracle
def expected_extreme(reference, rng):
    Input = np.array([[1000.0, -1000.0, 800.0, -800.0]]) + rng.normal(size=(1, 4))
    up = Input > 0
    limits = {
        "Sigmoid": (up, 0.0, 0.0),
        "Tanh": (np.sign(Input), 0.0, 0.0),
        "ReLU": (Input * up, 3.0, 0.0),
        "LeakyReLU": (np.where(up, Input, 0.1 * Input), 3.0, 0.3),
        "ELU": (np.where(up, Input, -1.0), 3.0, 0.0),
    }
    outputs = {}
    for name, (output, right, left) in limits.items():
        outputs[f"output of {name}"] = np.asarray(output, dtype=np.float64)
        outputs[f"grad_Input of {name}"] = np.where(up, right, left)
    return outputs


@check(
    "layers.again",
    points=5,
    needs=["layers"],
    title={"zh": "重复反向、换一个批次，且不修改输入"},
    facts={"batch": 7},
)
def layers_again(student, rng):
    """a second backward pass, another batch, and arguments that stay as they are"""
    outputs = {}
    W, b = rng.normal(size=(4, 4)), rng.normal(size=(1, 4))
    for name in ("FullyConnected", *ACTIVATIONS):
        linear = name == "FullyConnected"
        layer = make_linear(student, W, b) if linear else getattr(student.layers, name)()
        for N in (3, 7):
            kept = student.record(Input=away_from_zero(rng, (N, 4)), delta=rng.normal(size=(N, 4)))
            outputs[f"output of {name}, {N} samples"] = layer.forward(kept.Input)
            layer.backward(kept.delta)
            outputs[f"grad_Input of {name}, {N} samples"] = layer.backward(kept.delta)
            outputs[f"Input of {name} afterwards, {N} samples"] = kept.Input
            outputs[f"delta of {name} afterwards, {N} samples"] = kept.delta
        if linear:
            outputs["grad_W of FullyConnected, 7 samples"] = layer.grad_W
    return outputs


@layers_again.oracle
def expected_again(reference, rng):
    outputs = {}
    W, b = rng.normal(size=(4, 4)), rng.normal(size=(1, 4))
    for name in ("FullyConnected", *ACTIVATIONS):
        for N in (3, 7):
            Input, delta = away_from_zero(rng, (N, 4)), rng.normal(size=(N, 4))
            if name == "FullyConnected":
                passes = numeric_linear(Input, W, b, delta)
                outputs["grad_W of FullyConnected, 7 samples"] = passes["grad_W"]
            else:
                f = ACTIVATIONS[name]
                passes = {"output": f(Input), "grad_Input": delta * slopes(f, Input)}
            outputs[f"output of {name}, {N} samples"] = passes["output"]
            outputs[f"grad_Input of {name}, {N} samples"] = passes["grad_Input"]
            outputs[f"Input of {name} afterwards, {N} samples"] = Input
            outputs[f"delta of {name} afterwards, {N} samples"] = delta
    return outputs


@check(
    "losses.extreme",
    points=3,
    needs=["losses"],
    title={"zh": "输出为 ±1000 时的 Softmax 交叉熵"},
    expect={"loss*": LOSS},
)
def losses_extreme(student, rng):
    """softmax cross-entropy for outputs of +-1000"""
    # Rows of large outputs, of small ones, and of both. The third one's label is among the small ones:
    # its probability underflows to 0, and its loss is 2000.
    signs = np.array([[1] * 5, [-1] * 5, [1, -1, -1, 1, -1], [-1, 1, 1, 1, 1]])
    Output = rng.normal(size=(4, 5)) + 1000 * signs
    labels = [*rng.integers(0, 5, 2), rng.choice([1, 2, 4]), rng.integers(1, 5)]
    criterion = student.losses.SoftmaxCrossEntropy()
    targets = np.eye(5)[labels]
    outputs = {
        # What is subtracted decides of one, whether log p goes through p of the other.
        "loss of two samples far apart": criterion.forward(Output[:2], targets[:2]),
        "loss of one sample with its label at -1000": criterion.forward(Output[2:3], targets[2:3]),
        "loss": criterion.forward(Output, targets),
    }
    return outputs | {"delta": criterion.backward()}


@check("optimizer.halve", points=3, needs=["optimizer"], title={"zh": "损失停滞时学习率减半"})
def optimizer_halve(student, rng):
    """the learning rate is halved when the loss has stopped falling"""
    falling = 2 - np.sort(rng.uniform(0, 1, 3))
    # A small progress is one, too.
    best = falling[-1] - 1e-6
    # One as small as the best is none; neither is one smaller than the last alone.
    stalls = [best + 0.1, best, best + 0.3, best + 0.2, best + 0.4]
    losses = [*falling, best, *stalls, best - 0.5, best, best, best + 1, 9.0, 9.0, 9.0]
    schedule = student.optimizer.HalveOnPlateau(0.8, 2)
    rates = [schedule.update(float(loss)) for loss in losses]
    patient = student.optimizer.HalveOnPlateau(0.8, 3)
    more = [patient.update(float(loss)) for loss in losses]
    return {
        "learning rates, patience 2": later(as_numbers, rates),
        "learning rates, patience 3": later(as_numbers, more),
    }


@optimizer_halve.oracle
def expected_halve(reference, rng):
    # After 4 falling losses: 5 stalls, a new best; then 6 stalls in a row.
    halvings = {
        2: [0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5],
        3: [0] * 6 + [1] * 6 + [2] * 3 + [3],
    }
    return {
        f"learning rates, patience {patience}": 0.8 / 2.0 ** np.array(counts)
        for patience, counts in halvings.items()
    }


SQUARE = (4, 4, 4, 4)


@check(
    "network.square",
    points=3,
    needs=["layers", "network"],
    title={"zh": "各层大小相同的 Sigmoid 网络的所有梯度"},
    expect={"grad_b*": Expect(squeeze=True)},
)
def network_square(student, rng):
    """gradients of all parameters of a network of sigmoids, all layers of one size"""
    outputs = {}
    for N in (1, 8):
        Input, delta = rng.normal(size=(N, 4)), rng.normal(size=(N, 4))
        found = gradients_of_chain(student, make_parameters(rng, SQUARE), "Sigmoid", Input, delta)
        outputs.update({f"{name}, {N} samples": value for name, value in found.items()})
    return outputs


@network_square.oracle
def expected_square(reference, rng):
    outputs = {}
    for N in (1, 8):
        Input, delta = rng.normal(size=(N, 4)), rng.normal(size=(N, 4))
        found = numeric_chain(make_parameters(rng, SQUARE), "Sigmoid", Input, delta)
        outputs.update({f"{name}, {N} samples": value for name, value in found.items()})
    return outputs


@check("network.accuracy", points=2, needs=["network"], title={"zh": "网络的准确率"})
def network_accuracy(student, rng):
    """accuracies of a network's predictions"""
    nothing_but_input = student.network.Network([])
    shares = []
    for N in (30, 40, 50, 60):
        Input = rng.normal(size=(N, 5))
        labels = Input.argmax(axis=1)
        wrong = rng.choice(N, size=int(rng.integers(5, 25)), replace=False)
        labels[wrong] = (labels[wrong] + 1) % 5
        shares.append(student.network.accuracy(nothing_but_input, Input, labels))
    return {"accuracies of four batches": later(as_numbers, shares)}


@check(
    "network.mnist",
    points=2,
    needs=["layers", "losses", "network", "optimizer"],
    title={"zh": "在 MNIST 上训练的损失曲线"},
    expect=LOSS,
    facts={"batch": 25},
)
def network_mnist(student, rng):
    """loss curve of 784-20-15-10 on MNIST with the Euclidean loss"""
    network = make_mlp(student, (784, 20, 15, 10), "LeakyReLU")
    for number, (D, M) in enumerate(((784, 20), (20, 15), (15, 10))):
        network.layers[2 * number].W = rng.normal(size=(D, M)) * np.sqrt(2 / D)
        # Not 0, so that a decay of it is seen.
        network.layers[2 * number].b = rng.normal(size=(1, M)) / 2
    # Of all labels at once: whether a batch of 25 has every class is up to chance.
    targets = student.losses.one_hot(student.fixture("mnist", "labels", np.arange(300)), 10)
    batches = [
        (student.fixture("mnist", "images", rows), targets[rows])
        for rows in rng.permutation(300).reshape(12, 25)
    ]
    optimizer = student.optimizer.SGD(network.layers, 0.01, 0.5, 1e-3)
    criterion = student.losses.EuclideanLoss()
    # As a generator of shuffled batches, they can be gone over once.
    losses = student.network.train_epoch(network, criterion, optimizer, student.once(batches))
    return {"losses": losses, "b of layer 3": network.layers[4].b}
