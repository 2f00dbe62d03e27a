"""Convolution and max pooling, each with a forward and a backward pass.

TODO: output_size, im2col, col2im, and forward and backward of Convolution and MaxPool.

Symbols: a batch holds N images of C channels, each H rows high and W columns wide: Input has the shape
(N, C, H, W), in this order ("NCHW"). A layer's output has the shape (N, F, A, B): F channels, A rows and
B columns. P = A B is the number of its places. In a shape, W is the width; the attribute W holds weights.

The backward pass takes delta, the gradient of the loss with respect to the output, of the output's shape,
and returns the gradient with respect to Input, of Input's shape. What comes in as float32 goes out as
float32. Leave Input and delta as they are, and loop over kernel positions at most, never over samples.
"""

import numpy as np


def output_size(size, kernel, stride=1, padding=0):
    """Return at how many places a kernel fits, along the height or along the width.

    Args:
        size: rows (or columns) of the image.
        kernel: rows (or columns) of the kernel, k.
        stride: by how many rows the kernel moves from one place to the next.
        padding: rows of zeros that are added at each of the two ends.

    Returns:
        floor((size + 2 padding - kernel) / stride) + 1, an int. Rows that are left over are not covered.
    """
    ### BEGIN SOLUTION
    return (size + 2 * padding - kernel) // stride + 1
    ### END SOLUTION


def im2col(Input, kernel, stride=1, padding=0):
    """Write the patch under the kernel at each place as a column.

    Args:
        Input: shape (N, C, H, W).
        kernel: k, the rows and the columns of the patch.
        stride, padding: as for output_size(); padding adds zeros on all four sides.

    Returns:
        columns: shape (N, C k k, A B), of Input's dtype. Row (c k + p) k + q of column i B + j is

            padded[n, c, i stride + p, j stride + q]

        with p and q from 0 to k - 1: channel by channel, within it row by row.
    """
    ### BEGIN SOLUTION
    N, C, H, W = Input.shape
    A, B = (output_size(size, kernel, stride, padding) for size in (H, W))
    padded = np.pad(Input, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    columns = np.empty((N, C, kernel, kernel, A, B), Input.dtype)
    for p in range(kernel):
        for q in range(kernel):
            columns[:, :, p, q] = padded[
                :, :, p : p + A * stride : stride, q : q + B * stride : stride
            ]
    return columns.reshape(N, C * kernel * kernel, A * B)
    ### END SOLUTION


def col2im(columns, shape, kernel, stride=1, padding=0):
    """Add every number of the columns to the pixel that im2col() took it from.

    A pixel under several patches gets the sum; one under none gets 0; what fell on the padding is dropped.

    Args:
        columns: shape (N, C k k, A B).
        shape: (N, C, H, W), the shape of the Input that im2col() was given.
        kernel, stride, padding: as for im2col().

    Returns:
        image: of this shape and of the columns' dtype.
    """
    ### BEGIN SOLUTION
    N, C, H, W = shape
    A, B = (output_size(size, kernel, stride, padding) for size in (H, W))
    columns = columns.reshape(N, C, kernel, kernel, A, B)
    image = np.zeros((N, C, H + 2 * padding, W + 2 * padding), columns.dtype)
    for p in range(kernel):
        for q in range(kernel):
            image[:, :, p : p + A * stride : stride, q : q + B * stride : stride] += columns[
                :, :, p, q
            ]
    return image[:, :, padding : padding + H, padding : padding + W]
    ### END SOLUTION


class Convolution:
    """F kernels that move over the image: each output is the product sum of a kernel and the patch under it.

    Attributes:
        W: the kernels, shape (F, C, k, k).
        b: biases, one for each kernel, shape (F,); 0 at first.
        stride, padding: see output_size().
        grad_W, grad_b: the gradients of the loss, of the same shapes; set by backward().
    """

    parameters = ("W", "b")

    def __init__(self, channels, filters, kernel, stride=1, padding=0, seed=0):
        """Draw W, in float32, with the deviation sqrt(2 / (C k k)), as if a layer of ReLU followed."""
        rng = np.random.default_rng(seed)
        deviation = np.sqrt(2 / (channels * kernel**2))
        self.W = rng.normal(0, deviation, (filters, channels, kernel, kernel)).astype(np.float32)
        self.b = np.zeros(filters, np.float32)
        self.stride = stride
        self.padding = padding

    def forward(self, Input):
        """Return the output, shape (N, F, A, B).

        With the kernels as the rows of a matrix, W of shape (F, C k k), and columns = im2col(Input),

            output[n] = W columns[n] + b                    shape (F, P), then (F, A, B)

        with b[f] added at all places of row f. A matrix product (F, C k k) @ (N, C k k, P) does all images at once. W is
        replaced from outside in every step of training: read F, C and k off it, and keep no copy.

        The kernel lies on the image as it is: it is not turned about.
        """
        ### BEGIN SOLUTION
        F, kernel = len(self.W), self.W.shape[2]
        self.shape = Input.shape
        self.columns = im2col(Input, kernel, self.stride, self.padding)
        output = self.W.reshape(F, -1) @ self.columns + self.b[:, np.newaxis]
        A, B = (output_size(size, kernel, self.stride, self.padding) for size in Input.shape[2:])
        return output.reshape(len(Input), F, A, B)
        ### END SOLUTION

    def backward(self, delta):
        """Set grad_W and grad_b, and return the gradient with respect to Input.

        With delta as (N, F, P) and W as (F, C k k),

            grad_W = sum_n delta[n] transpose(columns[n])   shape (F, C k k), then (F, C, k, k)
            grad_b = sum of delta over n and all places     shape (F,)
            grad_columns[n] = transpose(W) delta[n]         shape (C k k, P)

        and col2im() adds up grad_columns. The loss is a mean over the batch already: divide by nothing.
        """
        ### BEGIN SOLUTION
        F, kernel = len(self.W), self.W.shape[2]
        delta = delta.reshape(len(delta), F, -1)
        products = delta @ self.columns.transpose(0, 2, 1)
        self.grad_W = products.sum(axis=0).reshape(self.W.shape)
        self.grad_b = delta.sum(axis=(0, 2))
        grad_columns = self.W.reshape(F, -1).T @ delta
        return col2im(grad_columns, self.shape, kernel, self.stride, self.padding)
        ### END SOLUTION


class MaxPool:
    """The largest number of each window of `size` x `size`, channel by channel; windows may overlap."""

    def __init__(self, size=2, stride=2):
        """Keep the windows' size and by how many pixels they move; there is no padding."""
        self.size = size
        self.stride = stride

    def forward(self, Input):
        """Return the largest number of each window, shape (N, C, A, B): A and B are those of output_size()."""
        ### BEGIN SOLUTION
        A, B = (output_size(size, self.size, self.stride) for size in Input.shape[2:])
        self.windows = [
            (
                ...,
                slice(p, p + A * self.stride, self.stride),
                slice(q, q + B * self.stride, self.stride),
            )
            for p in range(self.size)
            for q in range(self.size)
        ]
        self.Input = Input
        self.output = Input[self.windows[0]]
        for window in self.windows[1:]:
            self.output = np.maximum(self.output, Input[window])
        return self.output
        ### END SOLUTION

    def backward(self, delta):
        """Return the gradient with respect to Input: delta where the largest number stood, else 0.

        Where several numbers of a window are the largest, the first gets all of delta: the one in the
        uppermost row, and in that row the leftmost. A pixel that wins several windows gets the sum.
        """
        ### BEGIN SOLUTION
        grad_Input = np.zeros_like(self.Input, delta.dtype)
        waiting = np.ones(delta.shape, bool)
        for window in self.windows:
            wins = waiting & (self.Input[window] == self.output)
            grad_Input[window] += delta * wins
            waiting &= ~wins
        return grad_Input
        ### END SOLUTION
