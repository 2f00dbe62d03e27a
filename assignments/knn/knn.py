"""k nearest neighbours with Euclidean distances, and the choice of k.

TODO: euclidean_distances, nearest_labels, vote, predict, accuracy, choose_k and evaluate.

Symbols: N is the number of images to classify, M the number of training images, D the numbers in an
image (784 pixels), k the number of neighbours that vote. Work on whole arrays: no function needs a
Python loop over images, and none may make an array of N x M x D numbers, which would take 63 GB for
1,000 test and 10,000 training images.
"""

import numpy as np


def euclidean_distances(test, train):
    """Compute the distance of every test image to every training image.

    The distance of test image a and training image b is |a - b| = sqrt(sum_d (a_d - b_d)^2). Multiply
    out its square, and the part that has both a and b in it is one matrix product:

        |a - b|^2 = |a|^2 - 2 <a, b> + |b|^2

    The images may be bytes (uint8), which wrap around at 255: make them float64 first. Rounding can
    leave the square of a tiny distance a little below 0, where the square root is NaN: lift it to 0.

    Args:
        test: images as rows, shape (N, D), any real dtype.
        train: images as rows, shape (M, D), any real dtype.

    Returns:
        distances: shape (N, M), float64.
    """
    raise NotImplementedError("TODO: euclidean_distances in knn.py")


def nearest_labels(distances, labels, k):
    """Find the labels of the k nearest training images of every test image.

    Of two training images at exactly the same distance, either may come first.

    Args:
        distances: shape (N, M).
        labels: of the training images, shape (M,).
        k: the number of neighbours, from 1 to M.

    Returns:
        neighbours: shape (N, k); neighbours[n, 0] is the label of the nearest training image of test
        image n, neighbours[n, 1] that of the second nearest, and so on.
    """
    raise NotImplementedError("TODO: nearest_labels in knn.py")


def vote(neighbours):
    """Decide by majority.

    If several labels have the most votes, the one among them whose nearest neighbour is nearest wins.
    For the neighbours 3 5 5 1 1 (nearest first) 5 and 1 are tied with two votes each; 5 wins, since a
    5 is nearer than the nearest 1. That a 3 is nearest of all counts for nothing.

    Args:
        neighbours: labels, nearest first, shape (N, k).

    Returns:
        predicted: shape (N,), the label that wins in each row.
    """
    raise NotImplementedError("TODO: vote in knn.py")


def predict(test, train, k):
    """Classify images by their k nearest training images.

    Args:
        test: images as rows, shape (N, D).
        train: the pair (images, labels) of shapes (M, D) and (M,).
        k: the number of neighbours, from 1 to M.

    Returns:
        predicted: labels, shape (N,).
    """
    raise NotImplementedError("TODO: predict in knn.py")


def accuracy(predicted, labels):
    """Return the share of predictions that are right, a number from 0 to 1.

    Args:
        predicted: shape (N,).
        labels: the true ones, shape (N,).
    """
    raise NotImplementedError("TODO: accuracy in knn.py")


def choose_k(train, validation, candidates):
    """Choose the k with the best accuracy on the validation split.

    The neighbours are training images; the validation images are only classified. Compute the
    distances once, not once for every candidate. A loop over the candidates is fine.

    Args:
        train: the pair (images, labels) of shapes (M, D) and (M,).
        validation: the same of the validation split.
        candidates: the values of k to try, a sequence of whole numbers in any order.

    Returns:
        (k, accuracies): the best candidate, the smallest one if several are best; and the accuracies
        on the validation split, an array in the order of the candidates.
    """
    raise NotImplementedError("TODO: choose_k in knn.py")


def evaluate(train, validation, test, candidates):
    """Choose k on the validation split, and measure with it on the test split, once.

    The test split stands for images that nobody has seen yet. So nothing may be chosen by looking at
    it: k must come out the same whatever the test images and their labels are. The neighbours of the
    test images are training images; those of the validation split are not added to them.

    Args:
        train, validation, test: pairs (images, labels) of shapes (n, D) and (n,).
        candidates: the values of k to try.

    Returns:
        (k, test_accuracy).
    """
    raise NotImplementedError("TODO: evaluate in knn.py")
