"""Data as arrays: slices, axes, broadcasting and indexing, without loops over samples.

TODO: crop, fill_border, with_border, channels_first, centre_rows, standardise, one_hot, pick,
l1_norms, l2_norms, l1_distances and batch_means.

Symbols: N samples, D numbers of a sample, K classes; images have H rows and W columns. The first axis is
always the samples. No function needs a Python loop. Except for fill_border(), none changes what it is given.
"""

import numpy as np


def crop(images, top, left, size):
    """Cut the same square out of every image, as a view.

    A slice of an array is a view: it looks at the same numbers, and copies none. Leave it one.

    Args:
        images: shape (N, H, W).
        top, left: the row and the column where the square begins.
        size: its rows, and its columns.

    Returns:
        shape (N, size, size): rows top to top + size - 1, columns left to left + size - 1.
    """
    ### BEGIN SOLUTION
    return images[:, top : top + size, left : left + size]
    ### END SOLUTION


def fill_border(images, width, value):
    """Set the border of every image to a value, in the array itself.

    Writing to a slice changes the array that it is a slice of. Nothing is returned.

    Args:
        images: shape (N, H, W); changed.
        width: of the border, in rows and columns, on each of the four sides. With 0 nothing changes; with
            half of H or of W, or more, all pixels do.
        value: a number.
    """
    ### BEGIN SOLUTION
    rows, columns = images.shape[1:]
    images[:, :width] = value
    images[:, rows - width :] = value
    images[:, :, :width] = value
    images[:, :, columns - width :] = value
    ### END SOLUTION


def with_border(images, width, value):
    """Return the images with their border set to a value; the given ones stay as they are.

    Args:
        images: shape (N, H, W).
        width, value: as in fill_border().

    Returns:
        a new array, shape (N, H, W), of the same dtype.
    """
    ### BEGIN SOLUTION
    framed = images.copy()
    fill_border(framed, width, value)
    return framed
    ### END SOLUTION


def channels_first(images):
    """Move the colours of every image from the last axis to the second.

    The axes change their places; the pixel in row h and column w of colour c is still that pixel:
    result[n, c, h, w] = images[n, h, w, c].

    Args:
        images: shape (N, H, W, C); C is 3 for red, green and blue.

    Returns:
        shape (N, C, H, W).
    """
    ### BEGIN SOLUTION
    return images.transpose(0, 3, 1, 2)
    ### END SOLUTION


def centre_rows(X):
    """Subtract from every row its own mean.

    Args:
        X: shape (N, D).

    Returns:
        shape (N, D); each row has the mean 0.
    """
    ### BEGIN SOLUTION
    return X - X.mean(axis=1, keepdims=True)
    ### END SOLUTION


def standardise(train, other):
    """Shift and scale every column to mean 0 and standard deviation 1 on the training samples.

        (x_d - mean_d) / deviation_d        deviation_d = sqrt(mean of (x_d - mean_d)^2)

    Means and deviations are those of the training samples, for the other samples as well. A column that is
    the same in all training samples has the deviation 0: shift it, and divide it by 1.

    Args:
        train, other: shapes (N, D) and (M, D).

    Returns:
        (train, other): both, scaled.
    """
    ### BEGIN SOLUTION
    mean = train.mean(axis=0)
    # Rounding can leave the deviation of equal numbers a little above 0; their range is 0 exactly.
    deviation = np.where(np.ptp(train, axis=0) == 0, 1, train.std(axis=0))
    return (train - mean) / deviation, (other - mean) / deviation
    ### END SOLUTION


def one_hot(labels, K):
    """Write every label as a row of zeros with a single 1, in the column of the label.

    Args:
        labels: whole numbers from 0 to K - 1, shape (N,). Not every class need occur.
        K: the number of classes.

    Returns:
        targets: shape (N, K).
    """
    ### BEGIN SOLUTION
    targets = np.zeros((len(labels), K))
    targets[np.arange(len(labels)), labels] = 1
    return targets
    ### END SOLUTION


def pick(scores, labels):
    """Pick from every row the score of the row's own label.

    Args:
        scores: shape (N, K).
        labels: whole numbers from 0 to K - 1, shape (N,).

    Returns:
        shape (N,): scores[0, labels[0]], scores[1, labels[1]], and so on.
    """
    ### BEGIN SOLUTION
    return scores[np.arange(len(labels)), labels]
    ### END SOLUTION


def l1_norms(X):
    """Compute the L1 norm of every row: the sum of the absolute values, sum_d |x_d|.

    Args:
        X: shape (N, D).

    Returns:
        shape (N,).
    """
    ### BEGIN SOLUTION
    return np.abs(X).sum(axis=1)
    ### END SOLUTION


def l2_norms(X):
    """Compute the L2 norm of every row: its length, sqrt(sum_d x_d^2).

    Args:
        X: shape (N, D).

    Returns:
        shape (N,).
    """
    ### BEGIN SOLUTION
    return np.sqrt((X**2).sum(axis=1))
    ### END SOLUTION


def l1_distances(A, B):
    """Compute the L1 distance of every row of A to every row of B: sum_d |a_d - b_d|.

    With a new axis in the right place the rows of A and of B meet in an array of shape (N, M, D).

    Args:
        A, B: shapes (N, D) and (M, D).

    Returns:
        distances: shape (N, M); distances[n, m] is that of row n of A and row m of B.
    """
    ### BEGIN SOLUTION
    return np.abs(A[:, np.newaxis] - B).sum(axis=2)
    ### END SOLUTION


def batch_means(X, size):
    """Compute the mean sample of every batch, without a loop over the batches.

    The first `size` rows are the first batch, the next `size` rows the second, and so on.

    Args:
        X: shape (N, D); N is a multiple of size.
        size: samples in a batch.

    Returns:
        shape (N / size, D).
    """
    ### BEGIN SOLUTION
    return X.reshape(-1, size, X.shape[1]).mean(axis=1)
    ### END SOLUTION
