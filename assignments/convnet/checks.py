"""The visible checks of the convolutional network: run them with `softmark check convnet`.

N images of C channels, H rows and W columns; F kernels of k x k; A rows and B columns of output. Images are
small and not square, so that rows and columns cannot be mistaken for each other.
"""

import numpy as np

from autograder.checks import Expect, as_numbers, central_difference, check, subtract

# Of 3,000 numbers: the deviation of a share is 0.008 to 0.01.
DRAWN = Expect(atol=0.05)


# (kernel, stride, padding)
SIZED = ((1, 1, 0), (3, 1, 1), (2, 2, 0), (3, 2, 1), (5, 1, 2), (3, 3, 0), (4, 3, 2))


def draw_sizes(rng):
    """Returns the sizes of four images for each of SIZED, with and without rows that are left over."""
    return ([kernel + stride + rng.permutation(6)[:4] for kernel, stride, _ in SIZED],)


@check(
    "convolution.size",
    points=3,
    needs=["convolution"],
    title={"zh": "输出的大小"},
    inputs=draw_sizes,
)
def convolution_size(student, sizes):
    """sizes of outputs"""
    outputs = {}
    for (kernel, stride, padding), row in zip(SIZED, sizes, strict=True):
        call = student.convolution.output_size
        found = student.read_list([call(int(size), kernel, stride, padding) for size in row])
        pairs = [[int(size), value] for size, value in zip(row, found, strict=True)]
        outputs[f"(size, places), kernel {kernel}, stride {stride}, padding {padding}"] = pairs
    return outputs


# (C, H, W), kernel, stride, padding. In the second, a row and a column are left over.
PLAIN = (2, 4, 3), 3, 1, 1
STRIDED = (2, 6, 8), 3, 2, 1
SMALL = (2, 4, 5), 2, 1, 0
# (A, B), at how many places a kernel fits in each.
PLACES = {PLAIN: (4, 3), STRIDED: (3, 4), SMALL: (3, 4)}
# Images of a check, and for the rule on loops over samples.
ROWS = (2, 32)


def draw_whole(rng, shape):
    """Returns whole numbers from -99 to 99 without 0, as floats: easy to read, and to tell from padding."""
    return (rng.choice([-1, 1], shape) * rng.integers(1, 100, shape)).astype(np.float64)


@check(
    "convolution.columns",
    points=7,
    needs=["convolution"],
    title={"zh": "把图像块写成列"},
    inputs=lambda rng, rows: tuple(draw_whole(rng, (rows, *case[0])) for case in (SMALL, STRIDED)),
    rows=ROWS,
)
def convolution_columns(student, small, strided):
    """patches as columns"""
    return {
        "columns, kernel 2": student.convolution.im2col(small, *SMALL[1:]),
        "columns, kernel 3, stride 2, padding 1": student.convolution.im2col(strided, *STRIDED[1:]),
    }


def draw_columns(rng, rows, case):
    """Returns columns for images of such a shape, (N, C k k, A B)."""
    (channels, *_), kernel, _, _ = case
    A, B = PLACES[case]
    return draw_whole(rng, (rows, channels * kernel**2, A * B))


@check(
    "convolution.back",
    points=7,
    needs=["convolution"],
    title={"zh": "把列加回到像素上"},
    inputs=lambda rng, rows: tuple(draw_columns(rng, rows, case) for case in (SMALL, STRIDED)),
    rows=ROWS,
)
def convolution_back(student, small, strided):
    """columns added to the pixels"""
    outputs = {}
    for name, columns, (shape, *case) in (
        ("image, kernel 2", small, SMALL),
        ("image, kernel 3, stride 2, padding 1", strided, STRIDED),
    ):
        outputs[name] = student.convolution.col2im(columns, (len(columns), *shape), *case)
    return outputs


def convolution_problem(rng, rows, case, size, filters=3):
    """Returns (Input, W, b, delta, stride, padding); `size` is (A, B)."""
    shape, kernel, stride, padding = case
    Input = rng.normal(size=(rows, *shape))
    W = rng.normal(size=(filters, shape[0], kernel, kernel))
    delta = rng.normal(size=(rows, filters, *size))
    return Input, W, rng.normal(size=filters), delta, stride, padding


def make_convolution(student, W, b, stride, padding):
    """Returns the submission's layer with these parameters."""
    layer = student.convolution.Convolution(W.shape[1], len(W), W.shape[2], stride, padding)
    layer.W = W
    layer.b = b
    return layer


def plain_problem(rng, rows):
    return convolution_problem(rng, rows, PLAIN, PLACES[PLAIN])


@check(
    "convolution.forward",
    points=6,
    needs=["convolution"],
    title={"zh": "卷积的前向"},
    inputs=plain_problem,
    rows=ROWS,
)
def convolution_forward(student, Input, W, b, delta, stride, padding):
    """forward pass of a convolution"""
    return {"output": make_convolution(student, W, b, stride, padding).forward(Input)}


def convolution_gradients(student, Input, W, b, delta, stride, padding):
    """Returns what the backward pass of a convolution leaves and returns."""
    layer = make_convolution(student, W, b, stride, padding)
    layer.forward(Input)
    grad_Input = layer.backward(delta)
    return {"grad_W": layer.grad_W, "grad_b": layer.grad_b, "grad_Input": grad_Input}


@check(
    "convolution.backward",
    points=9,
    needs=["convolution"],
    title={"zh": "卷积的反向"},
    facts={"batch": 2},
    inputs=plain_problem,
    rows=ROWS,
)
def convolution_backward(student, Input, W, b, delta, stride, padding):
    """backward pass of a convolution"""
    return convolution_gradients(student, Input, W, b, delta, stride, padding)


@convolution_backward.self_consistency
def own_convolution(student, Input, W, b, delta, stride, padding):
    def follow(Input, W, b):
        output = student.read(make_convolution(student, W, b, stride, padding).forward(Input))
        return np.sum(delta * as_numbers(output, delta.shape))

    return {
        "grad_W": central_difference(lambda moved: follow(Input, moved, b), W),
        "grad_b": central_difference(lambda moved: follow(Input, W, moved), b),
        "grad_Input": central_difference(lambda moved: follow(moved, W, b), Input),
    }


def pool_problem(rng, rows):
    """Returns (Input (N, 3, 5, 6), delta (N, 3, 2, 3)); all numbers of one window are negative."""
    Input = rng.normal(size=(rows, 3, 5, 6))
    Input[1, 2, :2, 2:4] = -rng.uniform(0.1, 1, (2, 2))
    return Input, rng.normal(size=(rows, 3, 2, 3))


@check(
    "pool.forward",
    points=4,
    needs=["convolution"],
    title={"zh": "最大池化的前向"},
    inputs=pool_problem,
    rows=ROWS,
)
def pool_forward(student, Input, delta):
    """forward pass of max pooling"""
    return {"output": student.convolution.MaxPool(2, 2).forward(Input)}


def pool_gradient(student, Input, delta, size=2, stride=2):
    """Returns both passes of max pooling."""
    layer = student.convolution.MaxPool(size, stride)
    output = layer.forward(Input)
    return {"output": output, "grad_Input": layer.backward(delta)}


@check(
    "pool.backward",
    points=4,
    needs=["convolution"],
    title={"zh": "最大池化的反向"},
    inputs=pool_problem,
    rows=ROWS,
)
def pool_backward(student, Input, delta):
    """backward pass of max pooling"""
    return {"grad_Input": pool_gradient(student, Input, delta)["grad_Input"]}


def tied_problem(rng):
    """Returns (Input (2, 2, 4, 6), delta (2, 2, 2, 3)): whole numbers, each window with ties of another kind."""
    Input = rng.integers(0, 2, (2, 2, 4, 6)).astype(np.float64)
    Input[0, 0, :2, :2] = [[1, 2], [2, 0]]
    Input[0, 1, :2, :2] = [[0, 2], [0, 2]]
    Input[1, 0, :2, :2] = 0
    Input[1, 1, :2, :2] = [[0, 0], [3, 3]]
    return Input, rng.uniform(0.5, 2, (2, 2, 2, 3))


@check(
    "pool.ties",
    points=3,
    needs=["convolution"],
    title={"zh": "窗口中有多个最大值"},
    inputs=tied_problem,
)
def pool_ties(student, Input, delta):
    """windows with several largest numbers"""
    return {"grad_Input": pool_gradient(student, Input, delta)["grad_Input"]}


def norm_problem(rng, rows=3):
    """Returns (Input (N, 3, 2, 2), gamma, beta (3,), delta); every channel has a mean and a size of its own."""
    size = np.array([0.5, 1.5, 3.0])[:, np.newaxis, np.newaxis]
    mean = np.array([2.0, -1.0, 0.5])[:, np.newaxis, np.newaxis]
    Input = size * rng.normal(size=(rows, 3, 2, 2)) + mean
    gamma = rng.uniform(0.5, 2, 3) * np.array([1, -1, 1])
    return Input, gamma, rng.normal(size=3), rng.normal(size=(rows, 3, 2, 2))


def make_norm(student, gamma, beta):
    """Returns the submission's layer with these parameters."""
    layer = student.regularisation.BatchNorm(len(gamma))
    layer.gamma = gamma
    layer.beta = beta
    return layer


@check(
    "norm.forward",
    points=4,
    needs=["regularisation"],
    title={"zh": "训练时批归一化的前向"},
    inputs=norm_problem,
    rows=(3, 32),
)
def norm_forward(student, Input, gamma, beta, delta):
    """forward pass of batch norm while training"""
    return {"output": make_norm(student, gamma, beta).forward(Input)}


@check(
    "norm.backward",
    points=7,
    needs=["regularisation"],
    title={"zh": "批归一化的反向"},
    facts={"batch": 3},
    inputs=norm_problem,
    rows=(3, 32),
)
def norm_backward(student, Input, gamma, beta, delta):
    """backward pass of batch norm"""
    layer = make_norm(student, gamma, beta)
    layer.forward(Input)
    grad_Input = layer.backward(delta)
    return {"grad_gamma": layer.grad_gamma, "grad_beta": layer.grad_beta, "grad_Input": grad_Input}


@norm_backward.self_consistency
def own_norm(student, Input, gamma, beta, delta):
    def follow(Input, gamma, beta):
        output = student.read(make_norm(student, gamma, beta).forward(Input))
        return np.sum(delta * as_numbers(output, delta.shape))

    return {
        "grad_gamma": central_difference(lambda moved: follow(Input, moved, beta), gamma),
        "grad_beta": central_difference(lambda moved: follow(Input, gamma, moved), beta),
        "grad_Input": central_difference(lambda moved: follow(moved, gamma, beta), Input),
    }


def three_batches(rng):
    return ([norm_problem(rng)[0] for _ in range(3)],)


@check(
    "norm.running",
    points=4,
    needs=["regularisation"],
    title={"zh": "训练时的滑动平均"},
    inputs=three_batches,
)
def norm_running(student, batches):
    """running averages while training"""
    outputs = {}
    for keep in (0.9, 0.6):
        layer = student.regularisation.BatchNorm(3, keep)
        # In float64, like the batches: 0.9 as a float32 is another number.
        layer.running_mean, layer.running_var = np.zeros(3), np.ones(3)
        for number, Input in enumerate(batches, start=1):
            layer.forward(Input)
            outputs[f"running_mean after batch {number}, keep {keep}"] = layer.running_mean
            outputs[f"running_var after batch {number}, keep {keep}"] = layer.running_var
    return outputs


def testing_problem(rng):
    """Returns (Input, gamma, beta, running_mean, running_var)."""
    Input, gamma, beta, _ = norm_problem(rng)
    return Input, gamma, beta, rng.normal(size=3), rng.uniform(0.3, 3, 3)


@check(
    "norm.testing",
    points=3,
    needs=["regularisation"],
    title={"zh": "测试时的批归一化"},
    inputs=testing_problem,
)
def norm_testing(student, Input, gamma, beta, mean, var):
    """batch norm while testing"""
    layer = make_norm(student, gamma, beta)
    layer.running_mean = mean
    layer.running_var = var
    layer.training = False
    return {
        "output": layer.forward(Input),
        "running_mean afterwards": layer.running_mean,
        "running_var afterwards": layer.running_var,
    }


def dropout_problem(rng):
    """Returns (Input (60, 50) without zeros, delta (60, 50) without zeros, a seed); 30 % are dropped."""
    signs = rng.choice([-1.0, 1.0], (2, 60, 50))
    Input, delta = signs * rng.uniform(0.5, 2, (2, 60, 50))
    return Input, delta, int(rng.integers(10_000))


def factors_of(output, Input):
    """Returns output / Input, number by number."""
    return as_numbers(output, Input.shape) / Input


@check(
    "dropout.training",
    points=4,
    needs=["regularisation"],
    title={"zh": "训练时的 dropout"},
    expect={"share*": DRAWN},
    inputs=dropout_problem,
)
def dropout_training(student, Input, delta, seed):
    """dropout while training, 0.3 of the numbers"""
    layer = student.regularisation.Dropout(0.3, seed)
    first, second = (
        factors_of(value, Input)
        for value in student.read_list([layer.forward(Input), layer.forward(Input)])
    )
    dropped = first == 0
    kept = first[~dropped] if not dropped.all() else np.zeros(1)
    return {
        "share of numbers that are dropped": dropped.mean(),
        "smallest factor of the others": kept.min(),
        "largest factor of the others": kept.max(),
        "share of numbers for which a second call decides alike": np.mean(dropped == (second == 0)),
        "share of numbers for which the next sample decides alike": np.mean(
            dropped[1:] == dropped[:-1]
        ),
    }


@check(
    "dropout.backward",
    points=3,
    needs=["regularisation"],
    title={"zh": "dropout 的反向"},
    inputs=dropout_problem,
)
def dropout_backward(student, Input, delta, seed):
    """backward pass of dropout"""
    layer = student.regularisation.Dropout(0.3, seed)
    output, gradient = student.read_list([layer.forward(Input), layer.backward(delta)])
    forward, backward = factors_of(output, Input), factors_of(gradient, delta)
    passed = backward[backward != 0] if backward.any() else np.zeros(1)
    return {
        "some numbers get no gradient": bool(np.any(backward == 0)),
        "share of dropped numbers that get a gradient": np.mean(backward[forward == 0] != 0)
        if not forward.all()
        else 0.0,
        "smallest factor of delta elsewhere": passed.min(),
        "largest factor of delta elsewhere": passed.max(),
    }


@check(
    "dropout.testing",
    points=2,
    needs=["regularisation"],
    title={"zh": "测试时的 dropout"},
    inputs=dropout_problem,
)
def dropout_testing(student, Input, delta, seed):
    """dropout while testing, after a batch of training"""
    layer = student.regularisation.Dropout(0.3, seed)
    trained = layer.forward(Input)
    layer.training = False
    tested = layer.forward(Input[:3, :4])
    dropped = factors_of(student.read(trained), Input) == 0
    return {"some numbers are dropped before": bool(dropped.any()), "output": tested}


@check(
    "network.blocks",
    points=3,
    needs=["convolution", "regularisation", "network"],
    title={"zh": "make_convnet 的各层"},
    inputs=lambda rng: (float(rng.uniform(0.1, 0.6)), int(rng.integers(1000))),
)
def network_blocks(student, drop, seed):
    """the layers of make_convnet"""
    make = student.network.make_convnet
    network = make((2, 16, 12), (2, 2), 4, 3, drop, seed)
    layers = [network.layers[number] for number in range(11)]
    weights = [layers[number].W for number in (0, 4, 10)]
    weights += [
        make((2, 16, 12), (2, 2), 4, 3, drop, seed + 1).layers[0].W,
        make((1, 10, 10), (3, 2), 4).layers[4].W,
    ]
    first, second, last, following, narrow = map(as_numbers, student.read_list(weights))
    return {
        "shape of W of layer 1, Convolution": np.array(first.shape),
        "gamma of layer 2, BatchNorm": layers[1].gamma,
        "size of layer 4, MaxPool": layers[3].size,
        "shape of W of layer 5, Convolution": np.array(second.shape),
        "stride of layer 8, MaxPool": layers[7].stride,
        "drop of layer 10, Dropout": layers[9].drop,
        "shape of W of layer 11, FullyConnected": np.array(last.shape),
        "first numbers of W of layer 11": last.ravel()[:4],
        "both convolutions have the same W": not subtract(first, second).any(),
        "layer 5 has the W of layer 1 at the next seed": not subtract(following, second).any(),
        "shape of W of layer 5, filters 3 and 2": np.array(narrow.shape),
    }


@check(
    "network.modes",
    points=2,
    needs=["network"],
    title={"zh": "set_training 切换各层"},
    inputs=lambda rng: (int(rng.integers(2)),),
)
def network_modes(student, place):
    """set_training reaches every layer"""
    layers = [student.record(training=True, keep=0.9), student.record(drop=0.5, training=True)]
    layers.insert(place, student.record(slope=0.1))
    network = student.network.Network(layers)
    modal = [layer for number, layer in enumerate(layers) if number != place]
    outputs = {}
    for training in (False, True):
        network.set_training(training)
        values = student.read_list([layer.training for layer in modal])
        outputs[f"training after set_training({training})"] = values
    return outputs


def network_problem(rng):
    """Returns (Input, targets, parameters): three images of 6 x 6, and all that make_small sets."""
    Input = rng.normal(size=(3, 1, 6, 6))
    return Input, np.eye(3), draw_parameters(rng)


def draw_parameters(rng):
    """Returns W, b of a convolution, gamma, beta, and W, b of the last layer, by name."""
    return {
        "convolution W": rng.normal(size=(2, 1, 3, 3)),
        "convolution b": rng.normal(size=2),
        "gamma": rng.uniform(0.5, 1.5, 2),
        # Above 0, so that ReLU cuts off neither channel.
        "beta": rng.uniform(0.2, 1.5, 2),
        "last W": rng.normal(size=(8, 3)) / 2,
        "last b": rng.normal(size=(1, 3)),
    }


def make_small(student, parameters, drop=0.0):
    """Returns (network, its layers with parameters by name), of one block with two kernels of 3 x 3."""
    network = student.network.make_convnet((1, 6, 6), (2,), 3, 3, drop)
    convolution, norm, last = network.layers[0], network.layers[1], network.layers[6]
    convolution.W, convolution.b = parameters["convolution W"], parameters["convolution b"]
    norm.gamma, norm.beta = parameters["gamma"], parameters["beta"]
    last.W, last.b = parameters["last W"], parameters["last b"]
    return network, {"convolution": convolution, "norm": norm, "last": last}


@check(
    "network.passes",
    points=3,
    needs=["convolution", "regularisation", "network"],
    title={"zh": "整个网络的前向与反向"},
    inputs=network_problem,
)
def network_passes(student, Input, delta, parameters):
    """forward and backward pass through a network"""
    network, layers = make_small(student, parameters)
    output = network.forward(Input)
    row = network.backward(delta)[0][0][2]
    return {
        "output": output,
        "grad_gamma": layers["norm"].grad_gamma,
        "grad_W of the convolution, kernel 1": layers["convolution"].grad_W[0],
        "grad_Input of the first image, row 2": row,
    }


def accuracy_problem(rng):
    """Returns (Input (60, 5, 1, 1), labels (60,)): 8 to 15 of the largest inputs are not the label's."""
    Input = rng.normal(size=(60, 5, 1, 1))
    labels = Input.reshape(60, 5).argmax(axis=1)
    # The last samples are among them, so that batches differ in accuracy.
    wrong = np.append(rng.choice(55, int(rng.integers(4, 11)), replace=False), np.arange(56, 59))
    labels[wrong] = (labels[wrong] + 1) % 5
    return Input, labels


@check(
    "network.accuracy",
    points=2,
    needs=["regularisation", "network"],
    title={"zh": "测试模式下的准确率"},
    inputs=accuracy_problem,
)
def network_accuracy(student, Input, labels):
    """accuracy, in testing, some images at a time"""
    dropout = student.regularisation.Dropout(0.9)
    network = student.network.Network([student.parts.Flatten(), dropout])
    share = student.network.accuracy(network, Input, labels, 7)
    return {"accuracy": share, "training afterwards": dropout.training}


def curve_problem(rng):
    """Returns (batches, parameters): six batches of five images with a bright row, column or corner."""
    patterns = np.zeros((3, 1, 6, 6))
    patterns[0, 0, 2], patterns[1, 0, :, 3], patterns[2, 0, :3, :3] = 1, 1, 1
    batches = []
    for labels in rng.integers(0, 3, (6, 5)):
        batches.append((patterns[labels] + 0.3 * rng.normal(size=(5, 1, 6, 6)), np.eye(3)[labels]))
    parameters = draw_parameters(rng)
    # So small that epsilon counts beside the variance.
    parameters["convolution W"] /= 10
    return batches, parameters


@check(
    "network.curve",
    points=2,
    needs=["convolution", "regularisation", "network"],
    title={"zh": "训练一轮的损失曲线"},
    expect=Expect(rtol=1e-6, atol=1e-6),
    inputs=curve_problem,
)
def network_curve(student, batches, parameters):
    """loss curve of an epoch on made-up images"""
    network, layers = make_small(student, parameters)
    layers["norm"].training = False
    optimizer = student.parts.SGD(network.layers, 0.05, 0.9, 0.001)
    losses = student.network.train_epoch(
        network, student.parts.SoftmaxCrossEntropy(), optimizer, batches
    )
    return {
        "losses": losses,
        "b of the convolution": layers["convolution"].b,
        "b of the last layer": layers["last"].b,
        "training afterwards": layers["norm"].training,
    }
