"""The visible checks of the multilayer perceptron: run them with `softmark check mlp`.

N samples a batch, D inputs and M outputs of a layer, K classes. Layers, losses and the optimizer are
checked one by one, so that a mistake in one costs no points in the others.
"""

from itertools import pairwise

import numpy as np

from autograder.checks import Expect, all_differ, as_numbers, central_difference, check, later

# An epsilon inside the logarithm, which moves the loss by about epsilon / p, is for losses.extreme to find.
LOSS = Expect(rtol=1e-6, atol=1e-6)
STEP = Expect(rtol=1e-9, atol=1e-12)
# Of the standard deviation of 60,000 draws; its own deviation is 0.3 %.
DRAWN = {
    "deviation*": Expect(rtol=0.02),
    "mean*": Expect(atol=0.002),
    "share*": Expect(atol=0.015),
}


def away_from_zero(rng, shape):
    """Returns numbers of both signs with sizes from 0.1 to 2.1, away from the kink of a ReLU."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 2.1, shape)


def look_at_draws(student, name, seed):
    """Returns what must hold of an initialisation, whatever its random numbers."""
    draw = getattr(student.layers, name)
    drawn = [draw(400, 150, seed), draw(400, 150, seed + 1), draw(150, 400, seed)]
    W, other, wide = (as_numbers(value) for value in student.read_list(drawn))
    return {
        "shape of W": np.array(W.shape),
        "deviation of W, (D, M) = (400, 150)": W.std(),
        "deviation of W, (D, M) = (150, 400)": wide.std(),
        "mean of W": W.mean(),
        "share of W within one deviation": np.mean(np.abs(W) < W.std()),
        "another seed draws other numbers": all_differ(other, W),
    }


@check("initial.gaussian", points=2, needs=["layers"], title={"zh": "高斯初始化"}, expect=DRAWN)
def initial_gaussian(student, rng):
    """weights of a fixed deviation"""
    return look_at_draws(student, "gaussian", int(rng.integers(10_000)))


@check("initial.xavier", points=3, needs=["layers"], title={"zh": "Xavier 初始化"}, expect=DRAWN)
def initial_xavier(student, rng):
    """weights of the Xavier initialisation"""
    return look_at_draws(student, "xavier", int(rng.integers(10_000)))


@check("initial.msra", points=3, needs=["layers"], title={"zh": "MSRA 初始化"}, expect=DRAWN)
def initial_msra(student, rng):
    """weights of the MSRA initialisation"""
    return look_at_draws(student, "msra", int(rng.integers(10_000)))


def make_linear(student, W, b):
    """Returns the submission's fully connected layer with these parameters."""
    layer = student.layers.FullyConnected(*W.shape)
    layer.W = W
    layer.b = b
    return layer


def pass_through_linear(student, Input, W, b, delta):
    """Returns what both passes of a fully connected layer compute."""
    layer = make_linear(student, W, b)
    output = layer.forward(Input)
    grad_Input = layer.backward(delta)
    return {
        "output": output,
        "grad_W": layer.grad_W,
        "grad_b": layer.grad_b,
        "grad_Input": grad_Input,
    }


def make_linear_problem(rng, N, D, M):
    """Returns (Input (N, D), W (D, M), b (1, M), delta (N, M))."""
    shapes = ((N, D), (D, M), (1, M), (N, M))
    return tuple(rng.normal(size=shape) for shape in shapes)


@check(
    "layers.linear",
    points=8,
    needs=["layers"],
    title={"zh": "全连接层的前向与反向"},
    expect={"grad_b": Expect(squeeze=True)},
    facts={"batch": 6, "inputs": 4},
)
def layers_linear(student, rng):
    """forward and backward pass of a fully connected layer"""
    return pass_through_linear(student, *make_linear_problem(rng, 6, 4, 3))


def pass_through(student, layer, Input, delta):
    """Returns what both passes of an activation compute."""
    output = layer.forward(Input)
    return {"output": output, "grad_Input": layer.backward(delta)}


def activation_problem(rng):
    """Returns (Input, delta), both of the shape (5, 7); two inputs are exactly 0."""
    Input = away_from_zero(rng, (5, 7))
    Input[[1, 3], [5, 2]] = 0
    return Input, rng.normal(size=(5, 7))


@check("layers.sigmoid", points=4, needs=["layers"], title={"zh": "Sigmoid 的前向与反向"})
def layers_sigmoid(student, rng):
    """forward and backward pass of the sigmoid"""
    return pass_through(student, student.layers.Sigmoid(), *activation_problem(rng))


@check("layers.tanh", points=3, needs=["layers"], title={"zh": "Tanh 的前向与反向"})
def layers_tanh(student, rng):
    """forward and backward pass of tanh"""
    return pass_through(student, student.layers.Tanh(), *activation_problem(rng))


@check("layers.relu", points=3, needs=["layers"], title={"zh": "ReLU 的前向与反向"})
def layers_relu(student, rng):
    """forward and backward pass of ReLU"""
    return pass_through(student, student.layers.ReLU(), *activation_problem(rng))


def pass_through_both(student, activation, name, other, rng):
    """Returns what the passes of an activation compute as it is, and with another number than usual."""
    Input, delta = activation_problem(rng)
    usual = pass_through(student, activation(), Input, delta)
    changed = pass_through(student, activation(other), Input, delta)
    return usual | {f"{key}, {name} {other}": value for key, value in changed.items()}


OTHER_SLOPE, OTHER_ALPHA = 0.3, 0.6


@check(
    "layers.leaky",
    points=4,
    needs=["layers"],
    title={"zh": "Leaky ReLU 的前向与反向，斜率为 0.1 与 0.3"},
)
def layers_leaky(student, rng):
    """forward and backward pass of leaky ReLU with slope 0.1, and with 0.3"""
    return pass_through_both(student, student.layers.LeakyReLU, "slope", OTHER_SLOPE, rng)


@check(
    "layers.elu", points=4, needs=["layers"], title={"zh": "ELU 的前向与反向，alpha 为 1 与 0.6"}
)
def layers_elu(student, rng):
    """forward and backward pass of ELU with alpha 1, and with 0.6"""
    return pass_through_both(student, student.layers.ELU, "alpha", OTHER_ALPHA, rng)


def likely_labels(rng, Output):
    """Returns labels (N,), each drawn among the classes whose output is at most 1.5 below the largest."""
    near = np.sort(Output, axis=1)[:, -1:] - 1.5 < Output
    return np.argmax(near * rng.uniform(1, 2, Output.shape), axis=1)


def make_outputs(rng, N, K):
    """Returns (Output (N, K), targets (N, K)), the targets one-hot and not all alike."""
    while True:
        Output = rng.normal(size=(N, K))
        labels = likely_labels(rng, Output)
        if np.ptp(labels):
            return Output, np.eye(K)[labels]


def loss_and_gradient(student, name, Output, targets):
    """Returns the loss and its gradient that the submission's criterion computes."""
    criterion = getattr(student.losses, name)()
    loss = criterion.forward(Output, targets)
    return {"loss": loss, "delta": criterion.backward()}


# Sizes of further batches, by which a mean is told from other factors.
SMALLER = (3, 5)


def losses_of_batches(student, rng, name):
    """Returns the losses that the submission's criterion computes for smaller batches."""
    criterion = getattr(student.losses, name)()
    return {f"loss of {N} samples": criterion.forward(*make_outputs(rng, N, 4)) for N in SMALLER}


def numeric_delta(student, name, Output, targets):
    """Returns the gradient of the submission's own criterion by central differences."""
    criterion = getattr(student.losses, name)()
    return central_difference(lambda moved: criterion.forward(moved, targets), Output)


@check("losses.one_hot", points=3, needs=["losses"], title={"zh": "标签的 one-hot 编码"})
def losses_one_hot(student, rng):
    """targets of labels"""
    # None of the last class: the number of classes is not to be had from the labels.
    labels = rng.integers(0, 6, 9).astype(np.uint8)
    return {"targets": student.losses.one_hot(labels, 7)}


@check(
    "losses.euclidean",
    points=5,
    needs=["losses"],
    title={"zh": "欧氏损失及其梯度"},
    facts={"batch": 6, "classes": 4},
)
def losses_euclidean(student, rng):
    """Euclidean loss and its gradient"""
    outputs = loss_and_gradient(student, "EuclideanLoss", *make_outputs(rng, 6, 4))
    return {**outputs, **losses_of_batches(student, rng, "EuclideanLoss")}


@losses_euclidean.self_consistency
def own_euclidean(student, rng):
    return {"delta": numeric_delta(student, "EuclideanLoss", *make_outputs(rng, 6, 4))}


@check(
    "losses.softmax",
    points=6,
    needs=["losses"],
    title={"zh": "Softmax 交叉熵损失及其梯度"},
    expect={"loss*": LOSS},
    facts={"batch": 6, "classes": 4},
)
def losses_softmax(student, rng):
    """softmax cross-entropy loss and its gradient"""
    outputs = loss_and_gradient(student, "SoftmaxCrossEntropy", *make_outputs(rng, 6, 4))
    return {**outputs, **losses_of_batches(student, rng, "SoftmaxCrossEntropy")}


@losses_softmax.self_consistency
def own_softmax(student, rng):
    return {"delta": numeric_delta(student, "SoftmaxCrossEntropy", *make_outputs(rng, 6, 4))}


def make_steps(rng, count, D=4, M=3):
    """Returns (W, b, gradients): parameters, and `count` pairs of gradients to step along."""
    gradients = [(rng.normal(size=(D, M)), rng.normal(size=(1, M))) for _ in range(count)]
    return rng.normal(size=(D, M)), rng.normal(size=(1, M)), gradients


def follow(student, starts, momentum, weight_decay):
    """Returns W and b of stand-in layers after every step, an activation between them, and the last gradients.

    Args:
        starts: (W, b, gradients) of each layer.
        momentum: of each step; the learning rate is 0.1.
    """
    layers = []
    for W, b, _ in starts:
        layers.append(student.record(W=W, b=b, grad_W=np.zeros_like(W), grad_b=np.zeros_like(b)))
        layers.append(student.record(slope=0.1))
    optimizer = student.optimizer.SGD(layers, 0.1, momentum[0], weight_decay)
    outputs = {}
    for step, mu in enumerate(momentum):
        optimizer.momentum = mu
        for layer, (_, _, gradients) in zip(layers[::2], starts, strict=True):
            layer.grad_W, layer.grad_b = gradients[step]
        optimizer.step()
        for number, layer in enumerate(layers[::2], start=1):
            outputs[f"W of layer {number} after step {step + 1}"] = layer.W
            outputs[f"b of layer {number} after step {step + 1}"] = layer.b
    return outputs, {"grad_W afterwards": layers[0].grad_W, "grad_b afterwards": layers[0].grad_b}


@check(
    "optimizer.plain", points=3, needs=["optimizer"], title={"zh": "普通 SGD 的更新"}, expect=STEP
)
def optimizer_plain(student, rng):
    """steps without momentum"""
    return follow(student, [make_steps(rng, 2)], [0.0] * 2, 0.0)[0]


@check(
    "optimizer.decay",
    points=4,
    needs=["optimizer"],
    title={"zh": "带权重衰减的更新"},
    expect=STEP,
    facts={"learning_rate": 0.1},
)
def optimizer_decay(student, rng):
    """weight decay pulls on W and leaves b alone"""
    steps, gradients = follow(student, [make_steps(rng, 2)], [0.0] * 2, 0.3)
    # Here, as a decay is what is most often added to them in place.
    return steps | gradients


@check(
    "optimizer.momentum",
    points=4,
    needs=["optimizer"],
    title={"zh": "两层，动量随步数上升"},
    expect=STEP,
    facts={"learning_rate": 0.1},
)
def optimizer_momentum(student, rng):
    """steps of two layers, while momentum rises"""
    return follow(student, [make_steps(rng, 4) for _ in range(2)], [0.5, 0.6, 0.8, 0.9], 0.0)[0]


@check("optimizer.rise", points=3, needs=["optimizer"], title={"zh": "动量从 0.5 升到 0.9"})
def optimizer_rise(student, rng):
    """momentum rises from 0.5 to 0.9, or between other ends, and stays there"""
    rise, ends = draw_rise(rng)
    momentum_at = student.optimizer.momentum_at
    return {
        "momentum by epoch": later(
            as_numbers, [momentum_at(epoch, rise) for epoch in range(rise + 3)]
        ),
        "momentum by epoch, other start and end": later(
            as_numbers, [momentum_at(epoch, rise, *ends) for epoch in range(rise + 3)]
        ),
    }


def draw_rise(rng):
    """Returns (rise, (start, end)); neither end is the usual one."""
    return int(rng.integers(3, 7)), (float(rng.uniform(0.1, 0.4)), float(rng.uniform(0.6, 0.8)))


@check("optimizer.inverse", points=2, needs=["optimizer"], title={"zh": "学习率 a / (b + t)"})
def optimizer_inverse(student, rng):
    """learning rate a / (b + t)"""
    a, b = (float(value) for value in rng.uniform(0.5, 5, 2))
    values = [student.optimizer.inverse_rate(t, a, b) for t in range(5)]
    return {"learning rate by t": later(as_numbers, values)}


def make_mlp(student, sizes, activation="ReLU"):
    """Returns a network of the submission's."""
    return student.network.make_mlp(sizes, getattr(student.layers, activation))


@check(
    "network.count",
    points=3,
    needs=["layers", "network"],
    title={"zh": "784-50-100-10 网络的参数个数"},
)
def network_count(student, rng):
    """parameters of the network 784-50-100-10, and of a random one"""
    sizes = tuple(int(size) for size in rng.integers(2, 12, 4))
    return {
        "784-50-100-10": make_mlp(student, (784, 50, 100, 10), "Sigmoid").count_parameters(),
        "another network": make_mlp(student, sizes).count_parameters(),
    }


SIZES = (4, 6, 5, 3)


def make_parameters(rng, sizes=SIZES):
    """Returns (W, b) of each fully connected layer of a network of these sizes."""
    return [
        (rng.normal(size=(D, M)) * np.sqrt(2 / D), 0.1 * rng.normal(size=(1, M)))
        for D, M in pairwise(sizes)
    ]


def make_chain(student, parameters, activation):
    """Returns (network, its fully connected layers), with these parameters."""
    sizes = (len(parameters[0][0]), *(b.size for _, b in parameters))
    network = make_mlp(student, sizes, activation)
    linear = [network.layers[2 * number] for number in range(len(parameters))]
    for layer, (W, b) in zip(linear, parameters, strict=True):
        layer.W = W
        layer.b = b
    return network, linear


def gradients_of_chain(student, parameters, activation, Input, delta):
    """Returns the output of a network and all gradients that its backward pass leaves."""
    network, linear = make_chain(student, parameters, activation)
    outputs = {"output": network.forward(Input)}
    outputs["grad_Input"] = network.backward(delta)
    for number, layer in enumerate(linear, start=1):
        outputs[f"grad_W of layer {number}"] = layer.grad_W
        outputs[f"grad_b of layer {number}"] = layer.grad_b
    return outputs


@check(
    "network.passes",
    points=4,
    needs=["layers", "network"],
    title={"zh": "整个网络的前向与反向"},
    expect={"grad_b*": Expect(squeeze=True)},
)
def network_passes(student, rng):
    """forward and backward pass through a network with tanh"""
    Input, delta = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    return gradients_of_chain(student, make_parameters(rng), "Tanh", Input, delta)


def train_chain(student, parameters, activation, batches, criterion="SoftmaxCrossEntropy"):
    """Returns the losses of one epoch on (Input, targets) batches, and the weights after it."""
    network, linear = make_chain(student, parameters, activation)
    optimizer = student.optimizer.SGD(network.layers, 0.2, 0.5, 0.001)
    losses = student.network.train_epoch(
        network, getattr(student.losses, criterion)(), optimizer, batches
    )
    return {"losses": losses, "W of layer 1": linear[0].W, "b of layer 3": linear[2].b}


@check(
    "network.curve",
    points=4,
    needs=["layers", "losses", "network", "optimizer"],
    title={"zh": "训练一轮的损失曲线"},
    expect=LOSS,
    facts={"batch": 10},
)
def network_curve(student, rng):
    """loss curve of an epoch on made-up data"""
    centres = rng.normal(size=(3, 4))
    batches = []
    for labels in rng.integers(0, 3, (8, 10)):
        batches.append((centres[labels] + 0.5 * rng.normal(size=(10, 4)), np.eye(3)[labels]))
    parameters = make_parameters(rng)
    # Small, so that no label is improbable at first.
    parameters[-1][0][:] /= 2
    return train_chain(student, parameters, "Sigmoid", batches)
