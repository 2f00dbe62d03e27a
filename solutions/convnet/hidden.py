"""The hidden checks of the convolutional network, and what the visible ones expect."""

import numpy as np
from checks import (
    DRAWN,
    PLACES,
    SIZED,
    SMALL,
    STRIDED,
    convolution_back,
    convolution_backward,
    convolution_columns,
    convolution_forward,
    convolution_gradients,
    convolution_problem,
    convolution_size,
    dropout_training,
    factors_of,
    make_convolution,
    make_norm,
    network_accuracy,
    network_blocks,
    network_passes,
    norm_backward,
    norm_forward,
    norm_problem,
    norm_running,
    norm_testing,
    pool_backward,
    pool_forward,
    pool_gradient,
    pool_ties,
)

from autograder.checks import Expect, as_numbers, central_difference, check


@convolution_size.oracle
def expected_size(reference, sizes):
    outputs = {}
    for (kernel, stride, padding), row in zip(SIZED, sizes, strict=True):
        pairs = [[int(n), len(range(0, n + 2 * padding - kernel + 1, stride))] for n in row]
        outputs[f"(size, places), kernel {kernel}, stride {stride}, padding {padding}"] = pairs
    return outputs


def places(shape, kernel, stride, padding):
    """Returns (A, B), at how many places a kernel fits."""
    return tuple(len(range(0, size + 2 * padding - kernel + 1, stride)) for size in shape[-2:])


def patches(image, shape, kernel, stride, padding):
    """Yields (number of the place, the part of a padded image under the kernel there), a view."""
    A, B = places(shape, kernel, stride, padding)
    for a in range(A):
        for b in range(B):
            rows = slice(a * stride, a * stride + kernel)
            yield a * B + b, image[:, :, rows, b * stride : b * stride + kernel]


def pad(Input, padding):
    """Returns images with a border of zeros."""
    N, C, H, W = Input.shape
    padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    padded[:, :, padding : padding + H, padding : padding + W] = Input
    return padded


def place_by_place(Input, kernel, stride, padding):
    """Returns the columns of images, a place at a time."""
    padded = pad(Input, padding)
    found = [
        patch.reshape(len(Input), -1)
        for _, patch in patches(padded, Input.shape, kernel, stride, padding)
    ]
    return np.stack(found, axis=2)


@convolution_columns.oracle
def expected_columns(reference, small, strided):
    return {
        "columns, kernel 2": place_by_place(small, *SMALL[1:]),
        "columns, kernel 3, stride 2, padding 1": place_by_place(strided, *STRIDED[1:]),
    }


def added_back(columns, shape, kernel, stride, padding):
    """Returns the image to which the columns add up, a place at a time."""
    N, C, H, W = shape
    image = pad(np.zeros(shape), padding)
    for place, patch in patches(image, shape, kernel, stride, padding):
        patch += columns[:, :, place].reshape(N, C, kernel, kernel)
    return image[:, :, padding : padding + H, padding : padding + W]


@convolution_back.oracle
def expected_back(reference, small, strided):
    return {
        "image, kernel 2": added_back(small, (len(small), *SMALL[0]), *SMALL[1:]),
        "image, kernel 3, stride 2, padding 1": added_back(
            strided, (len(strided), *STRIDED[0]), *STRIDED[1:]
        ),
    }


def correlate(Input, W, b, stride, padding):
    """Returns the output of a convolution, a place at a time."""
    A, B = places(Input.shape, W.shape[2], stride, padding)
    padded = pad(Input, padding)
    output = [
        np.einsum("ncpq,fcpq->nf", patch, W) + b
        for _, patch in patches(padded, Input.shape, W.shape[2], stride, padding)
    ]
    return np.stack(output, axis=2).reshape(len(Input), len(W), A, B)


def correlated_back(Input, W, b, delta, stride, padding):
    """Returns the gradients of a convolution, a place at a time."""
    N, _, H, width = Input.shape
    kernel = W.shape[2]
    flat = delta.reshape(N, len(W), -1)
    grad_W = np.zeros_like(W)
    for place, patch in patches(pad(Input, padding), Input.shape, kernel, stride, padding):
        grad_W += np.einsum("nf,ncpq->fcpq", flat[:, :, place], patch)
    image = pad(np.zeros(Input.shape), padding)
    for place, patch in patches(image, Input.shape, kernel, stride, padding):
        patch += np.einsum("nf,fcpq->ncpq", flat[:, :, place], W)
    grad_Input = image[:, :, padding : padding + H, padding : padding + width]
    return {"grad_W": grad_W, "grad_b": np.einsum("nfp->f", flat), "grad_Input": grad_Input}


@convolution_forward.oracle
def expected_forward(reference, Input, W, b, delta, stride, padding):
    return {"output": correlate(Input, W, b, stride, padding)}


@convolution_backward.oracle
def expected_backward(reference, Input, W, b, delta, stride, padding):
    return correlated_back(Input, W, b, delta, stride, padding)


@check(
    "convolution.stride",
    points=5,
    needs=["convolution"],
    title={"zh": "步幅大于 1、有剩余行列时的卷积"},
    inputs=lambda rng: (
        convolution_problem(rng, 2, STRIDED, PLACES[STRIDED]),
        convolution_problem(rng, 2, ((3, 6, 5), 2, 3, 0), (2, 2)),
    ),
)
def convolution_stride(student, padded, bare):
    """a convolution with strides, with rows and columns left over"""
    outputs = {}
    for name, problem in (("stride 2, padding 1", padded), ("stride 3", bare)):
        Input, W, b, _, stride, padding = problem
        outputs[f"output, {name}"] = make_convolution(student, W, b, stride, padding).forward(Input)
        for key, value in convolution_gradients(student, *problem).items():
            outputs[f"{key}, {name}"] = value
    return outputs


@convolution_stride.oracle
def expected_stride(reference, padded, bare):
    outputs = {}
    for name, problem in (("stride 2, padding 1", padded), ("stride 3", bare)):
        Input, W, b, _, stride, padding = problem
        outputs[f"output, {name}"] = correlate(Input, W, b, stride, padding)
        for key, value in correlated_back(*problem).items():
            outputs[f"{key}, {name}"] = value
    return outputs


def two_batches(rng):
    """Returns (W, b, [(Input, delta of the convolution, delta of the pooling)] of 2 and of 4 images).

    All numbers of one window of each batch are negative.
    """
    W, b = rng.normal(size=(2, 2, 3, 3)), rng.normal(size=2)
    batches = [
        (
            rng.normal(size=(N, 2, 4, 5)),
            rng.normal(size=(N, 2, 2, 3)),
            rng.normal(size=(N, 2, 2, 2)),
        )
        for N in (2, 4)
    ]
    for Input, *_ in batches:
        Input[1, 0, :2, :2] = -rng.uniform(0.1, 1, (2, 2))
    return W, b, batches


@check(
    "convolution.again",
    points=4,
    needs=["convolution"],
    title={"zh": "重复反向、换一个批次，且不修改输入"},
    facts={"batch": 4},
    inputs=two_batches,
)
def convolution_again(student, W, b, batches):
    """a second backward pass, another batch, and arguments that stay as they are"""
    outputs = {}
    convolution = make_convolution(student, W, b, 1, 0)
    pool = student.convolution.MaxPool()
    for Input, *deltas in batches:
        for name, layer, delta in zip(
            ("convolution", "pooling"), (convolution, pool), deltas, strict=True
        ):
            kept = student.record(Input=Input, delta=delta)
            outputs[f"output of {name}, {len(Input)} images"] = layer.forward(kept.Input)
            layer.backward(kept.delta)
            outputs[f"grad_Input of {name}, {len(Input)} images"] = layer.backward(kept.delta)
            outputs[f"Input of {name} afterwards, {len(Input)} images"] = kept.Input
            outputs[f"delta of {name} afterwards, {len(Input)} images"] = kept.delta
    outputs["grad_W, 4 images"] = convolution.grad_W
    return outputs


@convolution_again.oracle
def expected_again(reference, W, b, batches):
    outputs = {}
    for Input, delta, delta_pool in batches:
        passes = correlated_back(Input, W, b, delta, 1, 0) | {
            "output": correlate(Input, W, b, 1, 0)
        }
        pooled = window_by_window(Input, delta_pool, 2, 2)
        for name, found, given in (("convolution", passes, delta), ("pooling", pooled, delta_pool)):
            for key in ("output", "grad_Input"):
                outputs[f"{key} of {name}, {len(Input)} images"] = found[key]
            outputs[f"Input of {name} afterwards, {len(Input)} images"] = Input
            outputs[f"delta of {name} afterwards, {len(Input)} images"] = given
        outputs["grad_W, 4 images"] = passes["grad_W"]
    return outputs


def stay_float32(*outputs):
    """Returns what is asked of outputs that are names of types, and is said where one is another."""
    return {
        name: Expect(
            says={
                "en": f"{name} is not float32: what comes in as float32 has to go out as float32",
                "zh": f"{name} 不是 float32：输入是 float32，输出也应当是 float32",
            }
        )
        for name in outputs
    }


def single(rng, *shapes):
    """Returns arrays of float32."""
    return tuple(rng.normal(size=shape).astype(np.float32) for shape in shapes)


def single_problem(rng):
    """Returns (Input (2, 2, 5, 5), delta, delta of the pooling) in float32; one window is negative."""
    Input, delta, delta_pool = single(rng, (2, 2, 5, 5), (2, 3, 5, 5), (2, 2, 2, 2))
    Input[1, 1, 2:4, :2] = -1 - Input[1, 1, 2:4, :2] ** 2
    return Input, delta, delta_pool


@check(
    "convolution.float32",
    points=2,
    needs=["convolution"],
    title={"zh": "卷积与池化保持 float32"},
    expect=stay_float32(
        "output of Convolution",
        "grad_Input of Convolution",
        "grad_W",
        "output of MaxPool",
        "grad_Input of MaxPool",
    ),
    inputs=single_problem,
)
def convolution_float32(student, Input, delta, delta_pool):
    """convolution and pooling keep float32"""
    layer = student.convolution.Convolution(2, 3, 3, padding=1)
    pool = student.convolution.MaxPool()
    output = pool.forward(Input)
    return {
        "output of Convolution": layer.forward(Input).dtype.name,
        "grad_Input of Convolution": layer.backward(delta).dtype.name,
        "grad_W": layer.grad_W.dtype.name,
        "output of MaxPool": output.dtype.name,
        "grad_Input of MaxPool": pool.backward(delta_pool).dtype.name,
        "numbers of MaxPool": output,
    }


def window_by_window(Input, delta, size, stride):
    """Returns both passes of max pooling, a window at a time; the first of equal numbers wins."""
    N, C = Input.shape[:2]
    output, grad_Input = np.zeros_like(delta), np.zeros_like(Input)
    for place, window in patches(Input, Input.shape, size, stride, 0):
        a, b = divmod(place, delta.shape[3])
        flat = window.reshape(N, C, -1)
        output[:, :, a, b] = flat.max(axis=2)
        best = flat.argmax(axis=2)
        n, c = np.indices((N, C))
        # A pixel stands once in each window, so that nothing is lost by adding to all at once.
        grad_Input[n, c, a * stride + best // size, b * stride + best % size] += delta[:, :, a, b]
    return {"output": output, "grad_Input": grad_Input}


@pool_forward.oracle
def expected_pool(reference, Input, delta):
    return {"output": window_by_window(Input, delta, 2, 2)["output"]}


@pool_backward.oracle
def expected_pool_gradient(reference, Input, delta):
    return {"grad_Input": window_by_window(Input, delta, 2, 2)["grad_Input"]}


@pool_ties.oracle
def expected_ties(reference, Input, delta):
    return {"grad_Input": window_by_window(Input, delta, 2, 2)["grad_Input"]}


def overlapping(rng):
    """Returns (Input (2, 2, 7, 6), delta (2, 2, 3, 2)); one pixel is the largest of four windows."""
    Input = rng.normal(size=(2, 2, 7, 6))
    Input[:, :, 2, 2] = rng.uniform(6, 8, (2, 2))
    return Input, rng.normal(size=(2, 2, 3, 2))


@check(
    "pool.overlap",
    points=3,
    needs=["convolution"],
    title={"zh": "窗口重叠的池化"},
    inputs=overlapping,
)
def pool_overlap(student, Input, delta):
    """windows of 3 x 3 that overlap"""
    return pool_gradient(student, Input, delta, 3, 2)


@pool_overlap.oracle
def expected_overlap(reference, Input, delta):
    return window_by_window(Input, delta, 3, 2)


def channel_by_channel(Input, gamma, beta):
    """Returns the output of batch norm in training, a channel at a time."""
    output = np.empty_like(Input)
    for c in range(Input.shape[1]):
        values = Input[:, c]
        mean = np.sum(values) / values.size
        var = np.sum(values**2) / values.size - mean**2
        output[:, c] = gamma[c] * (values - mean) * (var + 1e-5) ** -0.5 + beta[c]
    return output


@norm_forward.oracle
def expected_norm(reference, Input, gamma, beta, delta):
    return {"output": channel_by_channel(Input, gamma, beta)}


@norm_backward.oracle
def expected_norm_gradients(reference, Input, gamma, beta, delta):
    def follow(Input, gamma, beta):
        return np.sum(delta * channel_by_channel(Input, gamma, beta))

    return {
        "grad_gamma": central_difference(lambda moved: follow(Input, moved, beta), gamma),
        "grad_beta": central_difference(lambda moved: follow(Input, gamma, moved), beta),
        "grad_Input": central_difference(lambda moved: follow(moved, gamma, beta), Input),
    }


@norm_running.oracle
def expected_running(reference, batches):
    outputs = {}
    for keep in (0.9, 0.6):
        mean, var = np.zeros(3), np.ones(3)
        for number, Input in enumerate(batches, start=1):
            rows = np.moveaxis(Input, 1, 0).reshape(3, -1)
            mean = keep * mean + (1 - keep) * rows.mean(axis=1)
            var = keep * var + (1 - keep) * np.mean((rows.T - rows.mean(axis=1)) ** 2, axis=0)
            outputs[f"running_mean after batch {number}, keep {keep}"] = mean
            outputs[f"running_var after batch {number}, keep {keep}"] = var
    return outputs


@norm_testing.oracle
def expected_testing(reference, Input, gamma, beta, mean, var):
    scale = gamma * (var + 1e-5) ** -0.5
    output = (
        np.einsum("nchw,c->nchw", Input, scale) + (beta - scale * mean)[:, np.newaxis, np.newaxis]
    )
    return {"output": output, "running_mean afterwards": mean, "running_var afterwards": var}


@check(
    "norm.again",
    points=2,
    needs=["regularisation"],
    title={"zh": "常数通道、重复反向，且不修改输入"},
    inputs=lambda rng: (norm_problem(rng, 2), norm_problem(rng, 5)),
)
def norm_again(student, first, second):
    """a constant channel, a second backward pass, and arguments that stay as they are"""
    outputs = {}
    _, gamma, beta, _ = first
    layer = make_norm(student, gamma, beta)
    for Input, _, _, delta in (first, second):
        kept = student.record(Input=Input, delta=delta)
        layer.forward(kept.Input)
        layer.backward(kept.delta)
        outputs[f"grad_Input, {len(Input)} images"] = layer.backward(kept.delta)
        outputs[f"grad_gamma, {len(Input)} images"] = layer.grad_gamma
        outputs[f"Input afterwards, {len(Input)} images"] = kept.Input
        outputs[f"delta afterwards, {len(Input)} images"] = kept.delta
    outputs["output of a channel that is 3 everywhere"] = layer.forward(np.full((2, 3, 1, 2), 3.0))
    return outputs


@check(
    "norm.float32",
    points=1,
    needs=["regularisation"],
    title={"zh": "批归一化保持 float32"},
    expect={
        "mean*": Expect(rtol=1e-4),
        **stay_float32("output", "grad_Input", "running_var"),
    },
    # So large that epsilon does not count, whatever the variance is taken over.
    inputs=lambda rng: tuple(100 * values for values in single(rng, (3, 2, 4, 4), (3, 2, 4, 4))),
)
def norm_float32(student, Input, delta):
    """batch norm keeps float32"""
    layer = student.regularisation.BatchNorm(2)
    output = layer.forward(Input)
    kinds = [output.dtype.name, layer.backward(delta).dtype.name, layer.running_var.dtype.name]
    output, kinds = student.read(output), student.read_list(kinds)
    outputs = dict(zip(("output", "grad_Input", "running_var"), kinds, strict=True))
    # What leaves Input as it is keeps float32, too.
    return outputs | {"mean square of the output": np.mean(as_numbers(output, Input.shape) ** 2)}


@norm_float32.oracle
def expected_norm_float32(reference, Input, delta):
    kinds = dict.fromkeys(("output", "grad_Input", "running_var"), "float32")
    return kinds | {"mean square of the output": 1.0}


@dropout_training.oracle
def expected_dropout(reference, Input, delta, seed):
    # Two draws of 0.3 decide alike with 0.3^2 + 0.7^2.
    return {
        "share of numbers that are dropped": 0.3,
        "smallest factor of the others": 1 / 0.7,
        "largest factor of the others": 1 / 0.7,
        "share of numbers for which a second call decides alike": 0.58,
        "share of numbers for which the next sample decides alike": 0.58,
    }


@check(
    "dropout.float32",
    points=1,
    needs=["regularisation"],
    title={"zh": "dropout 保持 float32，且不修改 Input 和 delta"},
    expect={
        "share*": DRAWN,
        **stay_float32("output", "grad_Input"),
        "* afterwards": Expect(
            says={
                "en": "an array that is handed over is another one afterwards: leave Input and delta as they are",
                "zh": "传入的数组之后变了：不要修改 Input 和 delta",
            }
        ),
    },
    inputs=lambda rng: single(rng, (60, 50), (60, 50)),
)
def dropout_float32(student, Input, delta):
    """dropout keeps float32, and Input and delta as they are"""
    layer = student.regularisation.Dropout(0.5)
    kept = student.record(Input=Input, delta=delta)
    output = layer.forward(kept.Input)
    kinds = [output.dtype.name, layer.backward(kept.delta).dtype.name]
    output, kinds = student.read(output), student.read_list(kinds)
    dropped = factors_of(output, Input) == 0
    return dict(zip(("output", "grad_Input"), kinds, strict=True)) | {
        "share of numbers that are dropped": dropped.mean(),
        "Input afterwards": kept.Input,
        "delta afterwards": kept.delta,
    }


@dropout_float32.oracle
def expected_dropout_float32(reference, Input, delta):
    kinds = dict.fromkeys(("output", "grad_Input"), "float32")
    afterwards = {"Input afterwards": Input, "delta afterwards": delta}
    return kinds | {"share of numbers that are dropped": 0.5} | afterwards


@network_blocks.oracle
def expected_blocks(reference, drop, seed):
    return {
        "shape of W of layer 1, Convolution": np.array([2, 2, 3, 3]),
        "gamma of layer 2, BatchNorm": np.ones(2),
        "size of layer 4, MaxPool": 2,
        "shape of W of layer 5, Convolution": np.array([2, 2, 3, 3]),
        "stride of layer 8, MaxPool": 2,
        "drop of layer 10, Dropout": drop,
        # 16 and 12 rows and columns: 14 and 10, 7 and 5, 5 and 3, 2 and 1.
        "shape of W of layer 11, FullyConnected": np.array([4, 4]),
        "first numbers of W of layer 11": np.random.default_rng(seed + 2).normal(0, 0.5**0.5, 4),
        "both convolutions have the same W": False,
        "layer 5 has the W of layer 1 at the next seed": True,
        "shape of W of layer 5, filters 3 and 2": np.array([2, 3, 3, 3]),
    }


def norm_gradients(Input, gamma, delta):
    """Returns the gradients of batch norm, back through x, the variance and the mean one by one."""
    axes, M = (0, 2, 3), Input.size // len(gamma)
    mean = Input.mean(axis=axes, keepdims=True)
    root = np.sqrt(np.mean((Input - mean) ** 2, axis=axes, keepdims=True) + 1e-5)
    grad_x = delta * gamma[:, np.newaxis, np.newaxis]
    grad_var = np.sum(grad_x * (Input - mean), axis=axes, keepdims=True) / (-2 * root**3)
    grad_mean = -np.sum(grad_x, axis=axes, keepdims=True) / root
    grad_Input = grad_x / root + grad_var * 2 * (Input - mean) / M + grad_mean / M
    return {
        "grad_gamma": np.sum(delta * (Input - mean) / root, axis=axes),
        "grad_Input": grad_Input,
    }


@network_passes.oracle
def expected_passes(reference, Input, delta, parameters):
    W, b = parameters["convolution W"], parameters["convolution b"]
    channels = correlate(Input, W, b, 1, 0)
    normed = channel_by_channel(channels, parameters["gamma"], parameters["beta"])
    above = np.maximum(normed, 0)
    pooled = window_by_window(above, np.zeros((3, 2, 2, 2)), 2, 2)["output"].reshape(3, 8)
    back = (delta @ parameters["last W"].T).reshape(3, 2, 2, 2)
    back = window_by_window(above, back, 2, 2)["grad_Input"] * (normed > 0)
    norm = norm_gradients(channels, parameters["gamma"], back)
    convolution = correlated_back(Input, W, b, norm["grad_Input"], 1, 0)
    return {
        "output": pooled @ parameters["last W"] + parameters["last b"],
        "grad_gamma": norm["grad_gamma"],
        "grad_W of the convolution, kernel 1": convolution["grad_W"][0],
        "grad_Input of the first image, row 2": convolution["grad_Input"][0, 0, 2],
    }


@network_accuracy.oracle
def expected_accuracy(reference, Input, labels):
    share = (
        sum(int(np.argmax(image) == label) for image, label in zip(Input, labels, strict=True)) / 60
    )
    return {"accuracy": share, "training afterwards": False}
