"""The hidden checks of k nearest neighbours, and the oracles: one image at a time, by the definition."""

from collections import Counter
from itertools import product

import numpy as np
from checks import (
    CANDIDATES,
    DISTANCE,
    RISING,
    choice_k,
    distances_values,
    make_choice,
    make_distances,
    make_judges,
    make_regions,
    make_small,
    make_tied_votes,
    make_winners,
    neighbours_labels,
    predict_small,
    vote_majority,
    vote_ties,
)

from autograder.checks import Expect, check

SHAPES = ((1, 1, 1), (1, 6, 3), (6, 1, 3), (4, 4, 2), (3, 9, 20))
IMAGES = 500  # in the MNIST subset


def plain_distances(test, train):
    """Returns the distances (N, M), one test image at a time."""
    test, train = test.astype(float), train.astype(float)
    rows = [np.linalg.norm(train - image, axis=1) for image in test]
    return np.array(rows)


def plain_neighbours(distances, labels, k):
    """Returns the labels (N, k) of the nearest, by sorting each row."""
    return np.array([labels[sorted(range(len(row)), key=row.__getitem__)[:k]] for row in distances])


def plain_vote(neighbours):
    """Returns the winners (N,); Counter keeps the order in which the labels came."""
    winners = []
    for row in neighbours.tolist():
        counts = Counter(row)
        winners.append(next(label for label in counts if counts[label] == max(counts.values())))
    return np.array(winners)


def plain_predict(test, train, k):
    return plain_vote(plain_neighbours(plain_distances(test, train[0]), train[1], k))


def plain_accuracies(train, validation, candidates):
    images, labels = validation
    neighbours = plain_neighbours(plain_distances(images, train[0]), train[1], max(candidates))
    return np.array([np.mean(plain_vote(neighbours[:, :k]) == labels) for k in candidates])


def plain_choice(accuracies, candidates):
    """Returns the smallest of the best candidates."""
    pairs = zip(accuracies, candidates, strict=True)
    return min(pairs, key=lambda pair: (-pair[0], pair[1]))[1]


@distances_values.oracle
def expected_distances(reference, test, train):
    return {"distances": plain_distances(test, train)}


@neighbours_labels.oracle
def expected_neighbours(reference, rng):
    return {"neighbours": plain_neighbours(*make_distances(rng, 6, 20), 5)}


@vote_majority.oracle
def expected_majority(reference, rng):
    return {"predicted": rng.integers(0, 10, 12)}


@vote_ties.oracle
def expected_ties(reference, rng):
    return {"predicted": plain_vote(make_tied_votes(rng, 20))}


@predict_small.oracle
def expected_small(reference, rng, rows):
    train, images, labels = make_small(rng, rows)
    predicted = plain_predict(images, train, 7)
    return {"predicted": predicted, "accuracy": np.mean(predicted == labels)}


@choice_k.oracle
def expected_k(reference, rng):
    accuracies = plain_accuracies(*make_choice(rng)[:2], CANDIDATES)
    return {"k": plain_choice(accuracies, CANDIDATES), "accuracies": accuracies}


@check(
    "distances.shapes", points=6, needs=["knn"], title={"zh": "多种形状下的距离"}, expect=DISTANCE
)
def distances_shapes(student, rng):
    """distances for several numbers of images and pixels"""
    return {
        f"distances, (N, M, D) = {N, M, D}": student.knn.euclidean_distances(
            rng.normal(size=(N, D)), rng.normal(size=(M, D))
        )
        for N, M, D in SHAPES
    }


@distances_shapes.oracle
def expected_shapes(reference, rng):
    return {
        f"distances, (N, M, D) = {N, M, D}": plain_distances(
            rng.normal(size=(N, D)), rng.normal(size=(M, D))
        )
        for N, M, D in SHAPES
    }


@check(
    "distances.bytes",
    points=7,
    needs=["knn"],
    title={"zh": "像素为 uint8 时的距离"},
    expect=DISTANCE,
)
def distances_bytes(student, rng):
    """distances of images of bytes"""
    test, train = make_bytes(rng)
    return {"distances": student.knn.euclidean_distances(test, train)}


def make_bytes(rng):
    """Returns uint8 images, shapes (4, 20) and (6, 20)."""
    return (rng.integers(0, 256, (count, 20)).astype(np.uint8) for count in (4, 6))


@distances_bytes.oracle
def expected_bytes(reference, rng):
    return {"distances": plain_distances(*make_bytes(rng))}


@check(
    "distances.identical",
    points=7,
    needs=["knn"],
    title={"zh": "完全相同的图像之间的距离"},
    expect=Expect(rtol=1e-6, atol=1e-5),
    inputs=lambda rng: rng.uniform(size=(80, 50)),
)
def distances_identical(student, images):
    """distances between identical images"""
    distances = student.read(student.knn.euclidean_distances(images, images))
    # Whether rounding leaves 0 or 1e-7 there depends on the machine.
    if isinstance(distances, np.ndarray):
        distances = np.where(distances < 1e-5, 0.0, distances)
    return {"distances": distances}


@distances_identical.oracle
def expected_identical(reference, images):
    return {"distances": plain_distances(images, images)}


@check("neighbours.any_k", points=6, needs=["knn"], title={"zh": "k 从 1 到 M 的最近邻标签"})
def neighbours_any_k(student, rng):
    """labels of the nearest training images for k from 1 to M"""
    distances, labels = make_distances(rng, 5, 12)
    return {
        f"neighbours, k = {k}": student.knn.nearest_labels(distances, labels, k)
        for k in (1, 2, 7, 12)
    }


@neighbours_any_k.oracle
def expected_any_k(reference, rng):
    distances, labels = make_distances(rng, 5, 12)
    return {f"neighbours, k = {k}": plain_neighbours(distances, labels, k) for k in (1, 2, 7, 12)}


def make_all_rows(rng, k):
    """Returns all rows of k neighbours with three labels, drawn at random, in random order."""
    names = rng.choice(10, 3, replace=False)
    return rng.permutation(names[list(product(range(3), repeat=k))]).astype(np.uint8)


@check("vote.all", points=8, needs=["knn"], title={"zh": "三个标签、k 从 1 到 5 的所有表决"})
def vote_all(student, rng):
    """every possible vote with three labels, for k from 1 to 5"""
    return {f"predicted, k = {k}": student.knn.vote(make_all_rows(rng, k)) for k in range(1, 6)}


@vote_all.oracle
def expected_all(reference, rng):
    return {f"predicted, k = {k}": plain_vote(make_all_rows(rng, k)) for k in range(1, 6)}


def mnist_rows(rng, sizes):
    """Returns the rows of the subset that make up each split."""
    return np.split(rng.permutation(IMAGES)[: sum(sizes)], np.cumsum(sizes)[:-1])


def mnist_split(student, rows):
    """Returns handles on (images, labels) of the subset."""
    return student.fixture("mnist", "images", rows), student.fixture("mnist", "labels", rows)


def read_split(reference, rows):
    images, labels = mnist_split(reference, rows)
    return np.asarray(images), np.asarray(labels)


@check("predict.mnist", points=6, needs=["knn"], title={"zh": "MNIST 图像的预测"})
def predict_mnist(student, rng):
    """predictions for images of MNIST"""
    # Wherever two neighbours differ, it counts which of them is nearer.
    train, test = (mnist_split(student, rows) for rows in mnist_rows(rng, (250, 150)))
    return {"predicted": student.knn.predict(test[0], train, 2)}


@predict_mnist.oracle
def expected_mnist(reference, rng):
    train, test = (read_split(reference, rows) for rows in mnist_rows(rng, (250, 150)))
    return {"predicted": plain_predict(test[0], train, 2)}


def make_copies(rng):
    """Returns rows of the subset: 900 with every image three times, and 600 of the same images."""
    images = rng.permutation(IMAGES)[:300]
    return rng.permutation(np.repeat(images, 3)), rng.choice(images, 600)


@check("predict.large", points=6, needs=["knn"], title={"zh": "600 张图像对 900 张训练图像"})
def predict_large(student, rng):
    """600 images against 900: in time, and without an array of N x M x D numbers"""
    train, test = make_copies(rng)
    images = student.fixture("mnist", "images", test)
    return {"predicted": student.knn.predict(images, mnist_split(student, train), 3)}


@predict_large.oracle
def expected_large(reference, rng):
    # The three nearest images of an image are its own three copies.
    _, test = make_copies(rng)
    return {"predicted": np.asarray(reference.fixture("mnist", "labels", test))}


def make_counts(rng, best):
    """Returns counts (5,): how many of 40 validation images are right with each candidate.

    The best is the place of 6 or 10. It is not that of 3: without the nearest neighbour 1 would be as
    good. The last one is second, so that neighbours out of order, of which it alone takes no notice,
    make it the best.
    """
    counts = np.empty(5, dtype=int)
    counts[[0, 1, 5 - best]] = rng.permutation([3, 4, 5])
    counts[[best, 4]] = 15, 13
    return counts


# By the place of a candidate, labels like RISING of which the first wins with as many votes, and with no other number.
ONLY_WITH = {
    2: (1, 0, 1, 0, 2, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    3: (1, 1, 0, 1, 2, 0, 1, 0, 0, 0, 1, 1, 2, 1, 1, 1, 1, 1),
}
EXACT = 3  # test images that are right with one number of votes alone


def make_rivals(rng, number):
    """Returns (train, validation, test, k, accuracy): on the test split another candidate is best.

    With numbers 1 and 2 it is small: a choice on validation and test images together still finds k. With
    3 and 4 it is large: there it finds the other candidate. Some test images are right with k votes, and
    not with k - 1 or k + 1.
    """
    best = 3 if number == 1 else 2
    winners = np.array([rng.choice(10, 5, replace=False) for _ in range(40 + EXACT)])
    patterns = winners[:, RISING]
    patterns[40:] = winners[40:, ONLY_WITH[best]]
    *train, centres = make_regions(rng, patterns)
    validation = make_judges(rng, centres[:40], winners[:40], make_counts(rng, best))
    most, own, few = (7, 6, 4) if number < 3 else (90, 15, 15)
    counts = np.full(5, few)
    counts[[best, rng.choice(np.delete(np.arange(5), best))]] = own - EXACT, most
    images, labels = make_judges(rng, centres[:40], winners[:40], counts)
    images, labels = np.concatenate([images, centres[40:]]), np.append(labels, winners[40:, 0])
    test = images, labels.astype(np.uint8)
    return tuple(train), validation, test, CANDIDATES[best], own / len(labels)


@check("choice.test_split", points=8, needs=["knn"], title={"zh": "k 从不取决于测试集"})
def choice_test_split(student, rng):
    """k never depends on the test split, on which it is measured"""
    outputs = {}
    for number in range(1, 5):
        result = student.knn.evaluate(*make_rivals(rng, number)[:3], CANDIDATES)
        outputs[f"k with test split {number}"] = result[0]
        outputs[f"accuracy on test split {number}"] = result[1]
    return outputs


@choice_test_split.oracle
def expected_test_split(reference, rng):
    outputs = {}
    for number in range(1, 5):
        *_, k, share = make_rivals(rng, number)
        outputs[f"k with test split {number}"] = k
        outputs[f"accuracy on test split {number}"] = share
    return outputs


def make_equal_candidates(rng, first):
    """Returns (train, validation, candidates, accuracies): three candidates are equally good.

    The smallest of them comes second, and is not the smallest of all; `first`, 1 or 2, comes first.
    """
    equal = np.sort(rng.choice([1, 2, 3, 4], 3, replace=False))
    counts = np.zeros(5, dtype=int)
    counts[equal] = 11
    counts[counts == 0] = rng.permutation([3, 4])
    train, centres, winners = make_winners(rng, 40)
    validation = make_judges(rng, centres, winners, counts)
    while True:
        order = rng.permutation(5).tolist()
        if [place for place in order if place in equal] == equal[[first, 0, 3 - first]].tolist():
            return train, validation, [CANDIDATES[place] for place in order], counts[order] / 40


@check("choice.equal", points=4, needs=["knn"], title={"zh": "多个 k 同样好时取最小的"})
def choice_equal(student, rng):
    """the smallest k where several are best, whatever their order"""
    outputs = {}
    for number in range(1, 5):
        chosen = student.knn.choose_k(*make_equal_candidates(rng, 1 + number % 2)[:3])
        outputs[f"k on data {number}"] = chosen[0]
        outputs[f"accuracies on data {number}"] = chosen[1]
    return outputs


@choice_equal.oracle
def expected_equal(reference, rng):
    outputs = {}
    for number in range(1, 5):
        _, _, candidates, accuracies = make_equal_candidates(rng, 1 + number % 2)
        outputs[f"k on data {number}"] = plain_choice(accuracies, candidates)
        outputs[f"accuracies on data {number}"] = accuracies
    return outputs


def make_byte_splits(rng, best):
    """Returns (train, validation, test, k): images of 64 bytes; on the test split the last k is best.

    Around each centre are training images of which 1, 2, 3, ... bytes are 10 more, or 10 less: bytes that
    wrap take the two for different. Some are dark, some bright: with a wrong distance the dark ones are near to all. 3 of 25 test images are right with k.
    """
    winners = np.array([rng.choice(10, 5, replace=False) for _ in range(65)])
    centres = (10 + rng.integers(0, 236, (65, 64)) * rng.uniform(0.3, 1, (65, 1))).astype(int)
    ranks = rng.permuted(np.tile(np.arange(64), (65, 1)), axis=1)
    brighter = ranks[:, np.newaxis] <= np.arange(len(RISING))[:, np.newaxis]
    steps = np.where(np.arange(len(RISING)) % 2, 10, -10)[:, np.newaxis] * brighter
    images = (centres[:, np.newaxis] + steps).reshape(-1, 64).astype(np.uint8)
    order = rng.permutation(len(images))
    train = images[order], winners[:, RISING].ravel()[order].astype(np.uint8)
    counts = make_counts(rng, best)
    test_counts = np.empty(5, dtype=int)
    test_counts[[0, 1, 5 - best]] = rng.permutation([2, 4, 5])
    test_counts[[best, 4]] = 3, 11
    splits = []
    for rows, shares in ((range(40), counts), (range(40, 65), test_counts)):
        places = rng.permutation(np.repeat(np.arange(5), shares))
        labels = winners[rows, places].astype(np.uint8)
        splits.append((centres[rows].astype(np.uint8), labels))
    return train, *splits, CANDIDATES[best]


@check("choice.evaluate", points=4, needs=["knn"], title={"zh": "在字节图像上选择 k 并测试"})
def choice_evaluate(student, rng):
    """k and the test accuracy on images of bytes"""
    outputs = {}
    for number in range(1, 5):
        result = student.knn.evaluate(*make_byte_splits(rng, 2 + number % 2)[:3], CANDIDATES)
        outputs[f"k on data {number}"] = result[0]
        outputs[f"test accuracy on data {number}"] = result[1]
    return outputs


@choice_evaluate.oracle
def expected_evaluate(reference, rng):
    outputs = {}
    for number in range(1, 5):
        outputs[f"k on data {number}"] = make_byte_splits(rng, 2 + number % 2)[-1]
        outputs[f"test accuracy on data {number}"] = 3 / 25
    return outputs
