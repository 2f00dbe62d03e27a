"""Convolution and pooling with views of all windows, and sums written as einsum."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def output_size(size, kernel, stride=1, padding=0):
    return math.floor((size - kernel + 2 * padding) / stride) + 1


def view_windows(Input, kernel, stride, padding):
    """All windows, shape (N, C, A, B, k, k), as a view of the padded image."""
    border = (padding, padding)
    padded = np.pad(Input, [(0, 0), (0, 0), border, border])
    return sliding_window_view(padded, (kernel, kernel), axis=(2, 3))[:, :, ::stride, ::stride]


def im2col(Input, kernel, stride=1, padding=0):
    windows = view_windows(Input, kernel, stride, padding)
    N, C, A, B = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kernel**2, A * B)


def col2im(columns, shape, kernel, stride=1, padding=0):
    """Add with the indices of the pixels that im2col takes, found by im2col itself."""
    N, C, H, W = shape
    high, wide = H + 2 * padding, W + 2 * padding
    pixels = np.arange(C * high * wide).reshape(1, C, high, wide)
    places = im2col(pixels, kernel, stride)[0]
    image = np.zeros((C * high * wide, N), columns.dtype)
    np.add.at(image, places, np.moveaxis(columns, 0, 2))
    image = image.T.reshape(N, C, high, wide)
    return image[:, :, padding : high - padding, padding : wide - padding].copy()


class Convolution:
    parameters = ("W", "b")

    def __init__(self, channels, filters, kernel, stride=1, padding=0, seed=0):
        shape = (filters, channels, kernel, kernel)
        rng = np.random.default_rng(seed)
        self.W = (rng.standard_normal(shape) * (2 / (channels * kernel**2)) ** 0.5).astype(
            "float32"
        )
        self.b = np.zeros(filters, dtype="float32")
        self.settings = stride, padding

    def forward(self, Input):
        self.Input = Input
        self.windows = view_windows(Input, self.W.shape[-1], *self.settings)
        output = np.einsum("ncabpq,fcpq->nfab", self.windows, self.W, optimize=True)
        return output + self.b.reshape(1, -1, 1, 1)

    def backward(self, delta):
        self.grad_W = np.einsum("nfab,ncabpq->fcpq", delta, self.windows, optimize=True)
        self.grad_b = np.einsum("nfab->f", delta)
        columns = np.einsum("nfab,fcpq->ncpqab", delta, self.W, optimize=True)
        N, C, k = columns.shape[:3]
        columns = columns.reshape(N, C * k * k, -1)
        return col2im(columns, self.Input.shape, k, *self.settings)


class MaxPool:
    def __init__(self, size=2, stride=2):
        self.size, self.stride = size, stride

    def forward(self, Input):
        self.shape = Input.shape
        windows = view_windows(Input, self.size, self.stride, 0)
        flat = windows.reshape(*windows.shape[:4], -1)
        self.winner = flat.argmax(axis=-1)
        return np.take_along_axis(flat, self.winner[..., np.newaxis], axis=-1)[..., 0]

    def backward(self, delta):
        n, c, a, b = np.indices(delta.shape)
        rows = a * self.stride + self.winner // self.size
        columns = b * self.stride + self.winner % self.size
        back = np.zeros(self.shape, delta.dtype)
        np.add.at(back, (n, c, rows, columns), delta)
        return back
