"""The linear classifier: scores W x + b, softmax cross-entropy, and a penalty on large weights.

TODO: fold_bias, scores, predict, log_probabilities, loss and gradient.

Symbols: N is the number of samples, D the number of inputs (784 pixels), K the number of classes
(10 digits), lam the strength lambda of the penalty. Samples are rows, and the bias is the last column
of W, so that W has the shape (K, D + 1). Work on whole arrays: no function needs a loop over samples.
"""

import numpy as np


def fold_bias(images):
    """Append a 1 to every image, so that W x + b becomes one product.

    With b as the last column of W and 1 as the last number of x, W x is the old W x + b.

    Args:
        images: shape (N, D), any real dtype.

    Returns:
        X: shape (N, D + 1), float64; its last column is 1.
    """
    raise NotImplementedError("TODO: fold_bias in classifier.py")


def scores(W, X):
    """Compute the score of every class for every sample: s[n, k] = sum_d W[k, d] X[n, d].

    Args:
        W: weights with the bias in the last column, shape (K, D + 1).
        X: samples as rows, shape (N, D + 1), as fold_bias returns them.

    Returns:
        s: shape (N, K).
    """
    raise NotImplementedError("TODO: scores in classifier.py")


def predict(W, X):
    """Return the class with the largest score for every sample, shape (N,)."""
    raise NotImplementedError("TODO: predict in classifier.py")


def log_probabilities(s):
    """Compute the logarithm of the softmax of each row.

        p[n, k]     = exp(s[n, k]) / sum_j exp(s[n, j])
        log p[n, k] = s[n, k] - m_n - log sum_j exp(s[n, j] - m_n)      with m_n = max_k s[n, k]

    Use the second line: exp(1000) overflows and the logarithm of a p that underflowed to 0 is -inf, but
    the second line stays finite and exact for scores of +-1000.

    Args:
        s: scores, shape (N, K); leave them as they are.

    Returns:
        log_p: shape (N, K).
    """
    raise NotImplementedError("TODO: log_probabilities in classifier.py")


def loss(W, X, labels, lam):
    """Compute the mean cross-entropy plus the penalty.

    With y_n the label of sample n:

        loss = -1/N sum_n log p[n, y_n]  +  lam sum_k,d W[k, d]^2

    The penalty is the sum of all squares, without a factor of 1/2, and counts the bias in, which is a
    column of W like any other. It is not divided by N.

    Args:
        W: shape (K, D + 1).
        X: shape (N, D + 1).
        labels: the classes 0 .. K-1, shape (N,), any integer dtype.
        lam: a number from 0 up.

    Returns:
        the loss, a number.
    """
    raise NotImplementedError("TODO: loss in classifier.py")


def gradient(W, X, labels, lam):
    """Compute the gradient of the loss with respect to W.

    With onehot[n, k] = 1 where k = y_n and 0 elsewhere:

        delta = (p - onehot) / N                       d loss / d s, shape (N, K)
        d     = transpose(delta) X  +  2 lam W         shape (K, D + 1)

    The 2 comes from the square: the derivative of lam W[k, d]^2 is 2 lam W[k, d].

    Args:
        W, X, labels, lam: as for loss(); leave them as they are.

    Returns:
        d: shape (K, D + 1).
    """
    raise NotImplementedError("TODO: gradient in classifier.py")
