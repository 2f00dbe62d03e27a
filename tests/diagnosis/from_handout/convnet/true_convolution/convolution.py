import numpy as np


def output_size(size, kernel, stride=1, padding=0):
    return (size - kernel + 2 * padding) // stride + 1


def im2col(Input, kernel, stride=1, padding=0):
    N, C, H, W = Input.shape
    padded = np.pad(Input, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    A, B = windows.shape[2:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kernel * kernel, A * B)


def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    A = output_size(H, kernel, stride, padding)
    B = output_size(W, kernel, stride, padding)
    image = np.zeros((N, C, H + 2 * padding, W + 2 * padding), columns.dtype)
    blocks = columns.reshape(N, C, kernel, kernel, A, B)
    for p in range(kernel):
        for q in range(kernel):
            image[:, :, p : p + stride * A : stride, q : q + stride * B : stride] += blocks[:, :, p, q]
    return image[:, :, padding : padding + H, padding : padding + W]


class Convolution:
    parameters = ("W", "b")

    def __init__(self, channels, filters, kernel, stride=1, padding=0, seed=0):
        rng = np.random.default_rng(seed)
        deviation = np.sqrt(2 / (channels * kernel**2))
        self.W = rng.normal(0, deviation, (filters, channels, kernel, kernel)).astype(np.float32)
        self.b = np.zeros(filters, np.float32)
        self.stride = stride
        self.padding = padding

    def forward(self, Input):
        N, C, H, W = Input.shape
        F, _, k, _ = self.W.shape
        self.shape = Input.shape
        self.cols = im2col(Input, k, self.stride, self.padding)
        A = output_size(H, k, self.stride, self.padding)
        B = output_size(W, k, self.stride, self.padding)
        flipped = self.W[:, :, ::-1, ::-1].reshape(F, -1)
        out = np.matmul(flipped, self.cols) + self.b[:, None]
        return out.reshape(N, F, A, B)

    def backward(self, delta):
        N, F = delta.shape[:2]
        d = delta.reshape(N, F, -1)
        grad = np.einsum("nfp,ncp->fc", d, self.cols)
        self.grad_W = grad.reshape(self.W.shape)[:, :, ::-1, ::-1]
        self.grad_b = d.sum(axis=(0, 2))
        back = np.matmul(self.W[:, :, ::-1, ::-1].reshape(F, -1).T, d)
        return col2im(back, self.shape, self.W.shape[2], self.stride, self.padding)


class MaxPool:
    def __init__(self, size=2, stride=2):
        self.size = size
        self.stride = stride

    def forward(self, Input):
        N, C, H, W = Input.shape
        self.shape = Input.shape
        A = output_size(H, self.size, self.stride)
        B = output_size(W, self.size, self.stride)
        cols = im2col(Input.reshape(N * C, 1, H, W), self.size, self.stride)
        self.winner = cols.argmax(axis=1)
        return cols.max(axis=1).reshape(N, C, A, B)

    def backward(self, delta):
        N, C, H, W = self.shape
        hit = np.arange(self.size**2)[None, :, None] == self.winner[:, None, :]
        cols = hit * delta.reshape(N * C, 1, -1)
        return col2im(cols.astype(delta.dtype), (N * C, 1, H, W), self.size, self.stride).reshape(self.shape)
