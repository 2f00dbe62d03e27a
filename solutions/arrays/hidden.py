"""The hidden checks of arrays and derivatives, and the oracles: one number at a time."""

import numpy as np
from checks import (
    NUMERIC,
    axes_batch_means,
    axes_channels,
    broadcasting_centre,
    broadcasting_standardise,
    closed_layer,
    closed_quadratic,
    closed_softmax,
    indexing_one_hot,
    indexing_pick,
    make_images,
    make_layer,
    norms_rows,
    numeric_gradient,
    numeric_jacobian,
    slices_border,
    slices_copy,
    slices_crop,
)

from autograder.checks import Expect, central_difference, check

BATCHES = ((6, 1), (6, 2), (6, 3), (6, 6))


def plain_framed(images, width, value):
    """Returns a copy of images (N, H, W) with a border of the value, pixel by pixel."""
    framed = images.copy()
    _, H, W = images.shape
    for row, column in np.ndindex(H, W):
        if min(row, column, H - 1 - row, W - 1 - column) < width:
            framed[:, row, column] = value
    return framed


def plain_channels(images):
    N, H, W, C = images.shape
    moved = np.empty((N, C, H, W))
    for n, h, w, c in np.ndindex(N, H, W, C):
        moved[n, c, h, w] = images[n, h, w, c]
    return moved


def plain_means(X, size):
    return np.array([np.mean(X[start : start + size], axis=0) for start in range(0, len(X), size)])


def plain_centred(X):
    return np.array([row - sum(row) / len(row) for row in X])


def plain_standardised(train, other):
    """Returns both, column by column."""
    scaled = [np.empty(train.shape), np.empty(other.shape)]
    for d, column in enumerate(train.T):
        mean = sum(column) / len(column)
        deviation = (sum((x - mean) ** 2 for x in column) / len(column)) ** 0.5
        for made, split in zip(scaled, (train, other), strict=True):
            made[:, d] = (split[:, d] - mean) / (deviation if np.ptp(column) else 1)
    return {"train": scaled[0], "other": scaled[1]}


def plain_distances(A, B):
    return np.array([[sum(abs(a - b)) for b in B] for a in A])


def numeric_rows(f, x):
    """Returns the Jacobian of f at x: one row at a time, each the gradient of one output."""
    rows = [central_difference(lambda moved, i=i: f(moved)[i], x) for i in range(len(f(x)))]
    return np.array(rows)


def plain_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def plain_softmax(z):
    return np.exp(z) / np.exp(z).sum()


@slices_crop.oracle
def expected_crop(reference, images):
    crop = np.array([[row[3:7] for row in image[2:6]] for image in images])
    return {"crop": crop, "crop after all pixels of the images became 7": np.full((4, 4, 4), 7.0)}


@slices_border.oracle
def expected_border(reference, images, value):
    return {"images afterwards": plain_framed(images, 2, value)}


@slices_copy.oracle
def expected_copy(reference, images, value):
    return {"framed": plain_framed(images, 1, value), "the given images afterwards": images}


@axes_channels.oracle
def expected_channels(reference, rng):
    return {"images": plain_channels(make_images(rng, 2, 4, 5, 3))}


@axes_batch_means.oracle
def expected_batch_means(reference, rng, rows):
    return {"means": plain_means(rng.normal(size=(rows, 3)), 4)}


@broadcasting_centre.oracle
def expected_centre(reference, rng, rows):
    return {"rows": plain_centred(rng.normal(3, 1, (rows, 4)))}


@broadcasting_standardise.oracle
def expected_standardised(reference, train, other):
    return plain_standardised(train, other)


@indexing_one_hot.oracle
def expected_one_hot(reference, rng, rows):
    labels = rng.permutation(np.arange(rows) % 5)
    return {"targets": np.array([[float(label == k) for k in range(5)] for label in labels])}


@indexing_pick.oracle
def expected_pick(reference, scores, labels):
    return {"picked": np.array([row[label] for row, label in zip(scores, labels, strict=True)])}


@norms_rows.oracle
def expected_norms(reference, rng, rows):
    X = rng.normal(size=(rows, 4))
    squares = [sum(x * x for x in row) for row in X]
    return {"L1 norms": np.array([sum(map(abs, row)) for row in X]), "L2 norms": np.sqrt(squares)}


def cubic_slopes(x):
    """Returns the gradient of sum(x) sum(x^2), by the product rule."""
    return np.sum(x**2) + 2.0 * x * np.sum(x)


@numeric_gradient.oracle
def expected_gradient(reference, rng):
    return {"d": cubic_slopes(rng.normal(size=(3, 2))) + 0.1**2}


@numeric_jacobian.oracle
def expected_jacobian(reference, rng):
    _, W, _ = make_layer(rng, 4, 3)
    return {"J": np.array([[W[j, i] for j in range(4)] for i in range(3)])}


@closed_quadratic.oracle
def expected_quadratic(reference, A, x):
    return {"gradient": central_difference(lambda moved: moved @ A @ moved, x)}


@closed_softmax.oracle
def expected_softmax(reference, rng):
    return {"J": numeric_rows(plain_softmax, rng.normal(size=4))}


@closed_layer.oracle
def expected_layer(reference, x, W, b):
    return {
        "J of x W + b": numeric_rows(lambda moved: moved @ W + b, x),
        "J of sigmoid": numeric_rows(plain_sigmoid, b),
        "J of sigmoid(x W + b)": numeric_rows(lambda moved: plain_sigmoid(moved @ W + b), x),
    }


@check("slices.widths", points=4, needs=["arrays"], title={"zh": "宽度从 0 到超过一半的边框"})
def slices_widths(student, rng):
    """borders of several widths: none, and more than half of the image"""
    outputs = {}
    for width in (0, 1, 3, 4, 9):
        given = student.record(images=make_images(rng, 2, 6, 7))
        student.arrays.fill_border(given.images, width, 0.1 + width)
        outputs[f"images after width {width}"] = given.images
    return outputs


@slices_widths.oracle
def expected_widths(reference, rng):
    return {
        f"images after width {width}": plain_framed(make_images(rng, 2, 6, 7), width, 0.1 + width)
        for width in (0, 1, 3, 4, 9)
    }


@check("axes.shapes", points=4, needs=["arrays"], title={"zh": "批次大小不同；正方形图像"})
def axes_shapes(student, rng):
    """square images, a single one, and batches of several sizes"""
    outputs = {
        f"images of {shape}": student.arrays.channels_first(make_images(rng, *shape))
        for shape in ((3, 3, 3, 3), (1, 2, 4, 1))
    }
    for N, size in BATCHES:
        means = student.arrays.batch_means(rng.normal(size=(N, 6)), size)
        outputs[f"means, batch size {size}"] = means
    return outputs


@axes_shapes.oracle
def expected_axes_shapes(reference, rng):
    outputs = {
        f"images of {shape}": plain_channels(make_images(rng, *shape))
        for shape in ((3, 3, 3, 3), (1, 2, 4, 1))
    }
    for N, size in BATCHES:
        outputs[f"means, batch size {size}"] = plain_means(rng.normal(size=(N, 6)), size)
    return outputs


@check(
    "broadcasting.square",
    points=3,
    needs=["arrays"],
    title={"zh": "行数与列数相同"},
    inputs=lambda rng: rng.normal(3, 1, (4, 4)),
)
def broadcasting_square(student, X):
    """as many rows as columns, where a wrong axis is no error; the given rows stay as they are"""
    given = student.record(X=X)
    return {"rows": student.arrays.centre_rows(given.X), "the given rows afterwards": given.X}


@broadcasting_square.oracle
def expected_square(reference, X):
    return {"rows": plain_centred(X), "the given rows afterwards": X}


def make_constant(rng):
    """Returns (train (6, 3), other (4, 3)): the middle column is constant in train, and not in other."""
    train, other = rng.normal(2, 3, (6, 3)), rng.normal(2, 3, (4, 3))
    train[:, 1] = rng.integers(1, 9)
    return train, other


@check(
    "broadcasting.constant",
    points=3,
    needs=["arrays"],
    title={"zh": "训练样本中恒定的一列"},
    inputs=make_constant,
)
def broadcasting_constant(student, train, other):
    """a column that is the same in all training samples"""
    given = student.record(train=train, other=other)
    scaled = student.arrays.standardise(given.train, given.other)
    return {
        "train": scaled[0],
        "other": scaled[1],
        "the given train afterwards": given.train,
        "the given other afterwards": given.other,
    }


@broadcasting_constant.oracle
def expected_constant(reference, train, other):
    return {
        **plain_standardised(train, other),
        "the given train afterwards": train,
        "the given other afterwards": other,
    }


@check(
    "broadcasting.distances",
    points=4,
    needs=["arrays"],
    title={"zh": "两组行之间的 L1 距离"},
    rows=4,
)
def broadcasting_distances(student, rng, rows):
    """the L1 distance of every row to every other, for several shapes"""
    return {
        f"distances, (N, M, D) = {N, M, D}": student.arrays.l1_distances(
            rng.normal(size=(N, D)), rng.normal(size=(M, D))
        )
        for N, M, D in ((rows, 3, 5), (3, 3, 3), (1, 4, 2))
    }


@broadcasting_distances.oracle
def expected_distances(reference, rng, rows):
    return {
        f"distances, (N, M, D) = {N, M, D}": plain_distances(
            rng.normal(size=(N, D)), rng.normal(size=(M, D))
        )
        for N, M, D in ((rows, 3, 5), (3, 3, 3), (1, 4, 2))
    }


@check(
    "indexing.absent",
    points=3,
    needs=["arrays"],
    title={"zh": "没有出现的类别；样本数与类别数相同"},
    inputs=lambda rng: (rng.permutation([1, 1, 2, 3, 3]), rng.normal(size=(5, 5))),
)
def indexing_absent(student, labels, scores):
    """classes that do not occur, and as many samples as classes"""
    return {
        "targets": student.arrays.one_hot(labels, 6),
        "picked": student.arrays.pick(scores, labels),
        "picked from one row": student.arrays.pick(scores[:1], labels[:1]),
    }


@indexing_absent.oracle
def expected_absent(reference, labels, scores):
    targets = np.array([[float(label == k) for k in range(6)] for label in labels])
    picked = np.array([row[label] for row, label in zip(scores, labels, strict=True)])
    return {"targets": targets, "picked": picked, "picked from one row": picked[:1]}


@check("indexing.bytes", points=2, needs=["arrays"], title={"zh": "标签为 uint8"})
def indexing_bytes(student, rng):
    """labels that are bytes, as those of MNIST"""
    labels = rng.permutation(np.arange(10) % 7).astype(np.uint8)
    return {"targets": student.arrays.one_hot(labels, 10)}


@indexing_bytes.oracle
def expected_bytes(reference, rng):
    labels = rng.permutation(np.arange(10) % 7)
    return {"targets": np.array([[float(label == k) for k in range(10)] for label in labels])}


@check("norms.shapes", points=3, needs=["arrays"], title={"zh": "一行、一列和全零行的范数"})
def norms_shapes(student, rng):
    """the norms of a single row, of a single column, and of rows of zeros"""
    outputs = {}
    for N, D in ((1, 5), (5, 1), (4, 4)):
        X = rng.normal(size=(N, D))
        X[-1] = 0 if N > 1 else X[-1]
        outputs[f"L1 norms, (N, D) = {N, D}"] = student.arrays.l1_norms(X)
        outputs[f"L2 norms, (N, D) = {N, D}"] = student.arrays.l2_norms(X)
    return outputs


@norms_shapes.oracle
def expected_norm_shapes(reference, rng):
    outputs = {}
    for N, D in ((1, 5), (5, 1), (4, 4)):
        X = rng.normal(size=(N, D))
        X[-1] = 0 if N > 1 else X[-1]
        outputs[f"L1 norms, (N, D) = {N, D}"] = np.array([sum(map(abs, row)) for row in X])
        outputs[f"L2 norms, (N, D) = {N, D}"] = np.array([np.hypot.reduce(row) for row in X])
    return outputs


@check(
    "numeric.kept",
    points=4,
    needs=["derivatives"],
    title={"zh": "整数的 x；x 保持不变"},
    expect={"x*": Expect(), "*": NUMERIC},
)
def numeric_kept(student, rng):
    """arrays of several shapes and of whole numbers, and x as it was afterwards"""
    outputs = {}
    for shape in ((4,), (2, 1, 3)):
        kept = student.record(x=rng.normal(size=shape))
        d = student.derivatives.gradient(student.derivatives.cubic, kept.x)
        outputs[f"d, shape {shape}"] = d
        outputs[f"x afterwards, shape {shape}"] = kept.x
    whole = student.record(x=rng.integers(1, 5, 4))
    f = student.derivatives.quadratic(rng.normal(size=(4, 4)))
    outputs["d, whole numbers"] = student.derivatives.gradient(f, whole.x)
    outputs["x afterwards, whole numbers"] = whole.x
    return outputs


@numeric_kept.oracle
def expected_kept(reference, rng):
    outputs = {}
    for shape in ((4,), (2, 1, 3)):
        x = rng.normal(size=shape)
        outputs[f"d, shape {shape}"] = cubic_slopes(x)
        outputs[f"x afterwards, shape {shape}"] = x
    whole = rng.integers(1, 5, 4)
    A = rng.normal(size=(4, 4))
    outputs["d, whole numbers"] = (A + A.T) @ whole
    outputs["x afterwards, whole numbers"] = whole
    return outputs


@check(
    "numeric.shared",
    points=3,
    needs=["derivatives"],
    title={"zh": "每次返回同一个数组的函数；输入与输出一样多"},
    expect={"x*": Expect(), "*": NUMERIC},
)
def numeric_shared(student, rng):
    """a function that returns the same array at every call; as many outputs as inputs; whole numbers"""
    outputs = {}
    for D, K in ((3, 5), (4, 4)):
        x, W, b = make_layer(rng, D, K)
        kept = student.record(x=x)
        layer = student.derivatives.sigmoid_layer(W, b)
        outputs[f"J, (D, K) = {D, K}"] = student.derivatives.jacobian(layer, kept.x)
        outputs[f"x afterwards, (D, K) = {D, K}"] = kept.x
    _, W, b = make_layer(rng, 3, 2)
    f = student.derivatives.affine(W, b)
    outputs["J, whole numbers"] = student.derivatives.jacobian(f, rng.integers(-4, 5, 3))
    return outputs


@numeric_shared.oracle
def expected_shared(reference, rng):
    outputs = {}
    for D, K in ((3, 5), (4, 4)):
        x, W, b = make_layer(rng, D, K)
        outputs[f"J, (D, K) = {D, K}"] = slopes(x, W, b)
        outputs[f"x afterwards, (D, K) = {D, K}"] = x
    _, W, _ = make_layer(rng, 3, 2)
    return {**outputs, "J, whole numbers": W.T}


def slopes(x, W, b):
    """Returns the Jacobian (K, D) of sigmoid(x W + b): number by number."""
    s = plain_sigmoid(x @ W + b)
    return np.array([[s[i] * (1 - s[i]) * W[j, i] for j in range(len(x))] for i in range(len(b))])


@check("closed.square", points=4, needs=["derivatives"], title={"zh": "输入与输出一样多的层"})
def closed_square(student, rng):
    """a layer with as many outputs as inputs, and one with a single output"""
    return {
        f"J, (D, K) = {D, K}": student.derivatives.layer_jacobian(*make_layer(rng, D, K))
        for D, K in ((4, 4), (3, 1))
    }


@closed_square.oracle
def expected_closed_square(reference, rng):
    return {f"J, (D, K) = {D, K}": slopes(*make_layer(rng, D, K)) for D, K in ((4, 4), (3, 1))}


@check(
    "numeric.long",
    points=3,
    needs=["derivatives"],
    title={"zh": "步长较大时的雅可比矩阵"},
    inputs=lambda rng: make_layer(rng, 3, 2),
)
def numeric_long(student, x, W, b):
    """central differences of all outputs, with a long step"""
    layer = student.derivatives.sigmoid_layer(W, b)
    return {"J": student.derivatives.jacobian(layer, x, 0.3)}


@numeric_long.oracle
def expected_long(reference, x, W, b):
    columns = []
    for step in 0.3 * np.eye(3):
        above, below = plain_sigmoid((x + step) @ W + b), plain_sigmoid((x - step) @ W + b)
        columns.append((above - below) / 0.6)
    return {"J": np.array(columns).T}
