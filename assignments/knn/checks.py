"""The visible checks of k nearest neighbours: run them with `softmark check knn`.

N images to classify, M training images, D numbers in an image. Images are made up here: points
around the centre of their class, so far apart that no two distances are equal.
"""

import numpy as np

from autograder.checks import Expect, check

# |a|^2 - 2 <a, b> + |b|^2 rounds a little differently from the sum of squared differences.
DISTANCE = Expect(rtol=1e-6, atol=1e-6)


def make_split(rng, centres, count, noise=1.0):
    """Returns (images (count, D), labels (count,) uint8) around the centres, shape (classes, D)."""
    labels = rng.integers(0, len(centres), count).astype(np.uint8)
    images = centres[labels] + noise * rng.normal(size=(count, centres.shape[1]))
    return images, labels


def make_splits(rng, sizes, classes=4, D=3):
    """Returns one (images, labels) for each size, all of the same classes, which overlap."""
    centres = rng.normal(size=(classes, D))
    return [make_split(rng, centres, size) for size in sizes]


def make_distances(rng, N, M):
    """Returns distances (N, M), all of them different, and labels (M,) of ten classes."""
    distances = rng.permutation(N * M).reshape(N, M) + rng.uniform(0.1, 0.9, (N, M))
    return distances / M, rng.integers(0, 10, M).astype(np.uint8)


def make_tied_votes(rng, N):
    """Returns neighbours (N, 5): in each row two labels are tied, and a third one comes nearest."""
    rows = []
    for _ in range(N):
        first, second, nearest = rng.choice(10, 3, replace=False)
        rest = rng.permutation([first, first, second, second])
        rows.append([nearest, *rest])
    return np.array(rows, dtype=np.uint8)


@check(
    "distances.values",
    points=10,
    needs=["knn"],
    zh="所有测试图像到所有训练图像的距离",
    expect=DISTANCE,
)
def distances_values(student, rng):
    """distances of all test images to all training images"""
    test, train = rng.normal(size=(5, 12)), rng.normal(size=(7, 12))
    return {"distances": student.knn.euclidean_distances(test, train)}


@check("neighbours.labels", points=6, needs=["knn"], zh="k 个最近训练图像的标签")
def neighbours_labels(student, rng):
    """labels of the k nearest training images, nearest first"""
    distances, labels = make_distances(rng, 6, 20)
    return {"neighbours": student.knn.nearest_labels(distances, labels, 5)}


@check("vote.majority", points=5, needs=["knn"], zh="多数表决")
def vote_majority(student, rng):
    """the label with the most votes wins"""
    winners = rng.integers(0, 10, 12)
    others = (winners[:, np.newaxis] + rng.integers(1, 10, (12, 2))) % 10
    neighbours = np.hstack([np.repeat(winners[:, np.newaxis], 3, axis=1), others])
    return {"predicted": student.knn.vote(rng.permuted(neighbours, axis=1).astype(np.uint8))}


@check("vote.ties", points=5, needs=["knn"], zh="平票时取平票标签中最近者")
def vote_ties(student, rng):
    """ties go to the nearest among the tied labels"""
    return {"predicted": student.knn.vote(make_tied_votes(rng, 20))}


@check("predict.small", points=6, needs=["knn"], zh="小数据集上的预测和准确率")
def predict_small(student, rng):
    """predictions and their accuracy on made-up data"""
    train, (images, labels) = make_splits(rng, (60, 40))
    predicted = student.knn.predict(images, train, 7)
    return {"predicted": predicted, "accuracy": student.knn.accuracy(predicted, labels)}


@check("choice.k", points=6, needs=["knn"], zh="在验证集上选择 k")
def choice_k(student, rng):
    """the best k on the validation split, and the accuracy of every candidate"""
    train, validation = make_splits(rng, (60, 40))
    chosen = student.knn.choose_k(train, validation, (1, 3, 6, 11, 20))
    return {"k": chosen[0], "accuracies": chosen[1]}
