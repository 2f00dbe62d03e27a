"""The visible checks of arrays and derivatives: run them with `softmark check arrays`.

N samples, D numbers of a sample, K classes.
"""

import numpy as np

from autograder.checks import Expect, check

# Differences with a step of 1e-5 are right to some ten digits of the largest value that they subtract.
NUMERIC = Expect(rtol=1e-6, atol=1e-7)


def make_images(rng, *shape):
    """Returns images of the shape, with pixels from 0 to 1."""
    return rng.uniform(size=shape)


def make_layer(rng, D, K):
    """Returns (x (D,), W (D, K), b (K,))."""
    return rng.normal(size=D), rng.normal(size=(D, K)), rng.normal(size=K)


@check(
    "slices.crop",
    points=5,
    needs=["arrays"],
    title={"zh": "裁剪出的方块是视图"},
    inputs=lambda rng: make_images(rng, 4, 9, 11),
    expect={
        "crop after*": Expect(
            says={
                "en": "the crop holds numbers of its own: it is a copy, and no view of the images",
                "zh": "裁剪结果有自己的数：它是副本，而不是这些图像的视图",
            }
        )
    },
)
def slices_crop(student, images):
    """a square cut out of every image, as a view"""
    given = student.record(images=images)
    crop = student.arrays.crop(given.images, 2, 3, 4)
    given.images.fill(7.0)
    return {"crop": crop, "crop after all pixels of the images became 7": crop.copy()}


@check(
    "slices.border",
    points=5,
    needs=["arrays"],
    title={"zh": "原地填充边框"},
    inputs=lambda rng: (make_images(rng, 3, 7, 9), rng.uniform(2, 3)),
)
def slices_border(student, images, value):
    """the border is filled in the array itself"""
    given = student.record(images=images)
    student.arrays.fill_border(given.images, 2, value)
    return {"images afterwards": given.images}


@check(
    "slices.copy",
    points=4,
    needs=["arrays"],
    title={"zh": "在副本上填充边框"},
    inputs=lambda rng: (make_images(rng, 3, 8, 6), rng.uniform(2, 3)),
)
def slices_copy(student, images, value):
    """the border is filled in a copy, and the given images stay as they are"""
    given = student.record(images=images)
    framed = student.arrays.with_border(given.images, 1, value)
    return {"framed": framed, "the given images afterwards": given.images}


@check("axes.channels", points=5, needs=["arrays"], title={"zh": "颜色通道移到第二个轴"})
def axes_channels(student, rng):
    """the colours of every image move to the second axis"""
    return {"images": student.arrays.channels_first(make_images(rng, 2, 4, 5, 3))}


@check("axes.batch_means", points=5, needs=["arrays"], title={"zh": "每个批次的平均样本"}, rows=12)
def axes_batch_means(student, rng, rows):
    """the mean sample of every batch"""
    return {"means": student.arrays.batch_means(rng.normal(size=(rows, 3)), 4)}


@check(
    "broadcasting.centre", points=3, needs=["arrays"], title={"zh": "每行减去自己的均值"}, rows=5
)
def broadcasting_centre(student, rng, rows):
    """every row minus its own mean"""
    return {"rows": student.arrays.centre_rows(rng.normal(3, 1, (rows, 4)))}


def make_splits(rng, rows):
    """Returns (train (rows, 4), other (rows - 3, 4)): columns of their own means and deviations."""
    scale, shift = rng.uniform(0.5, 4, 4), rng.normal(0, 5, 4)
    train, other = rng.normal(size=(rows, 4)), rng.normal(size=(rows - 3, 4))
    return train * scale + shift, other * scale + shift


@check(
    "broadcasting.standardise",
    points=5,
    needs=["arrays"],
    title={"zh": "用训练样本的均值和标准差来标准化"},
    inputs=make_splits,
    rows=8,
)
def broadcasting_standardise(student, train, other):
    """both splits, scaled by the training samples"""
    scaled = student.arrays.standardise(train, other)
    return {"train": scaled[0], "other": scaled[1]}


@check("indexing.one_hot", points=4, needs=["arrays"], title={"zh": "one-hot 编码"}, rows=8)
def indexing_one_hot(student, rng, rows):
    """labels as rows with a single 1"""
    return {"targets": student.arrays.one_hot(rng.permutation(np.arange(rows) % 5), 5)}


@check(
    "indexing.pick",
    points=3,
    needs=["arrays"],
    title={"zh": "每个样本在其标签处的得分"},
    inputs=lambda rng, rows: (
        rng.normal(size=(rows, 4)),
        rng.permutation(np.resize([0, 1, 2, 3, 3, 0], rows)),
    ),
    rows=6,
)
def indexing_pick(student, scores, labels):
    """the score of every sample's own label"""
    return {"picked": student.arrays.pick(scores, labels)}


@check("norms.rows", points=3, needs=["arrays"], title={"zh": "每行的 L1 和 L2 范数"}, rows=6)
def norms_rows(student, rng, rows):
    """the L1 and the L2 norm of every row"""
    X = rng.normal(size=(rows, 4))
    return {"L1 norms": student.arrays.l1_norms(X), "L2 norms": student.arrays.l2_norms(X)}


@check(
    "numeric.gradient",
    points=4,
    needs=["derivatives"],
    title={"zh": "步长较大时的中心差分"},
    expect=Expect(rtol=1e-7, atol=1e-9),
)
def numeric_gradient(student, rng):
    """central differences of a cubic function, with a long step"""
    derivatives = student.derivatives
    return {"d": derivatives.gradient(derivatives.cubic, rng.normal(size=(3, 2)), 0.1)}


@check(
    "numeric.jacobian",
    points=4,
    needs=["derivatives"],
    title={"zh": "仿射函数的雅可比矩阵"},
    expect=NUMERIC,
)
def numeric_jacobian(student, rng):
    """the Jacobian of x W + b: a row for each output"""
    x, W, b = make_layer(rng, 4, 3)
    return {"J": student.derivatives.jacobian(student.derivatives.affine(W, b), x)}


@check(
    "closed.quadratic",
    points=3,
    needs=["derivatives"],
    title={"zh": "二次型的梯度"},
    inputs=lambda rng: (rng.normal(size=(4, 4)), rng.normal(size=4)),
)
def closed_quadratic(student, A, x):
    """gradient of the sum of A_ij x_i x_j"""
    return {"gradient": student.derivatives.quadratic_gradient(A, x)}


@check("closed.softmax", points=4, needs=["derivatives"], title={"zh": "softmax 的雅可比矩阵"})
def closed_softmax(student, rng):
    """the Jacobian of softmax"""
    return {"J": student.derivatives.softmax_jacobian(rng.normal(size=4))}


@check(
    "closed.layer",
    points=3,
    needs=["derivatives"],
    title={"zh": "仿射函数、sigmoid 和两者的复合"},
    inputs=lambda rng: make_layer(rng, 4, 3),
)
def closed_layer(student, x, W, b):
    """the Jacobians of x W + b, of the sigmoid, and of one after the other"""
    return {
        "J of x W + b": student.derivatives.affine_jacobian(W),
        "J of sigmoid": student.derivatives.sigmoid_jacobian(b),
        "J of sigmoid(x W + b)": student.derivatives.layer_jacobian(x, W, b),
    }
