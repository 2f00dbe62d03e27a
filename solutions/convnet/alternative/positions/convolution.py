"""A sum over the positions in the kernel, each a product with a shifted image; pooling by way of columns."""

from itertools import product

import numpy as np


def output_size(size, kernel, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


def add_border(Input, padding):
    N, C, H, W = Input.shape
    padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding), Input.dtype)
    padded[:, :, padding : padding + H, padding : padding + W] = Input
    return padded


def shifted(image, p, q, A, B, stride):
    """The pixels that position (p, q) of the kernel meets, shape (N, C, A, B); a view."""
    rows = slice(p, p + (A - 1) * stride + 1, stride)
    return image[:, :, rows, q : q + (B - 1) * stride + 1 : stride]


def im2col(Input, kernel, stride=1, padding=0):
    N, _, H, W = Input.shape
    A, B = output_size(H, kernel, stride, padding), output_size(W, kernel, stride, padding)
    image = add_border(Input, padding)
    parts = [shifted(image, p, q, A, B, stride) for p, q in product(range(kernel), range(kernel))]
    return np.stack(parts, axis=2).reshape(N, -1, A * B)


def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    A, B = output_size(H, kernel, stride, padding), output_size(W, kernel, stride, padding)
    image = add_border(np.zeros(shape, columns.dtype), padding)
    parts = columns.reshape(N, C, kernel * kernel, A, B)
    for number, (p, q) in enumerate(product(range(kernel), range(kernel))):
        target = shifted(image, p, q, A, B, stride)
        np.add(target, parts[:, :, number], out=target)
    return image[:, :, padding:, padding:][:, :, :H, :W]


class Convolution:
    parameters = ("W", "b")

    def __init__(self, channels, filters, kernel, stride=1, padding=0, seed=0):
        rng = np.random.default_rng(seed)
        scale = np.sqrt(2 / channels) / kernel
        self.W = rng.normal(scale=scale, size=(filters, channels, kernel, kernel))
        self.W = self.W.astype(np.float32)
        self.b = np.zeros((filters,), np.float32)
        self.stride, self.padding = stride, padding

    def forward(self, Input):
        F, _, k, _ = self.W.shape
        self.image = add_border(Input, self.padding)
        self.shape = Input.shape
        A = output_size(Input.shape[2], k, self.stride, self.padding)
        B = output_size(Input.shape[3], k, self.stride, self.padding)
        # Channels last while adding up, so that each position is one matrix product.
        output = np.zeros((len(Input), A, B, F), np.result_type(Input, self.W)) + self.b
        for p, q in product(range(k), range(k)):
            part = shifted(self.image, p, q, A, B, self.stride)
            output += part.transpose(0, 2, 3, 1) @ self.W[:, :, p, q].T
        return output.transpose(0, 3, 1, 2)

    def backward(self, delta):
        k = self.W.shape[2]
        A, B = delta.shape[2:]
        self.grad_b = delta.sum(axis=3).sum(axis=2).sum(axis=0)
        self.grad_W = np.empty_like(self.W)
        back = np.zeros_like(self.image)
        last = delta.transpose(0, 2, 3, 1)
        for p, q in product(range(k), range(k)):
            part = shifted(self.image, p, q, A, B, self.stride)
            self.grad_W[:, :, p, q] = np.tensordot(delta, part, axes=((0, 2, 3), (0, 2, 3)))
            target = shifted(back, p, q, A, B, self.stride)
            target += (last @ self.W[:, :, p, q]).transpose(0, 3, 1, 2)
        H, W = self.shape[2:]
        return back[:, :, self.padding : self.padding + H, self.padding : self.padding + W]


class MaxPool:
    def __init__(self, size=2, stride=2):
        self.size, self.stride = size, stride

    def forward(self, Input):
        N, C, H, W = Input.shape
        self.shape = Input.shape
        # Every channel becomes an image of its own.
        columns = im2col(Input.reshape(N * C, 1, H, W), self.size, self.stride)
        self.winner = columns.argmax(axis=1)[:, np.newaxis]
        output = np.take_along_axis(columns, self.winner, axis=1)
        A, B = output_size(H, self.size, self.stride), output_size(W, self.size, self.stride)
        return output.reshape(N, C, A, B)

    def backward(self, delta):
        N, C, H, W = self.shape
        columns = np.zeros((N * C, self.size**2, delta[0, 0].size), delta.dtype)
        np.put_along_axis(columns, self.winner, delta.reshape(N * C, 1, -1), axis=1)
        image = col2im(columns, (N * C, 1, H, W), self.size, self.stride)
        return image.reshape(self.shape)
