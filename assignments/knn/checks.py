"""The visible checks of k nearest neighbours: run them with `softmark check knn`.

N images to classify, M training images, D numbers in an image. Images are made up here, so that no
two distances are equal, and so that it is known which labels vote for an image.
"""

import numpy as np

from autograder.checks import Expect, check

# The square in three terms rounds a little differently from the sum of squared differences.
DISTANCE = Expect(rtol=1e-6, atol=1e-6)


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
    title={"zh": "所有测试图像到所有训练图像的距离"},
    expect=DISTANCE,
    inputs=lambda rng: (rng.normal(size=(5, 12)), rng.normal(size=(7, 12))),
)
def distances_values(student, test, train):
    """distances of all test images to all training images"""
    return {"distances": student.knn.euclidean_distances(test, train)}


@check("neighbours.labels", points=6, needs=["knn"], title={"zh": "k 个最近训练图像的标签"})
def neighbours_labels(student, rng):
    """labels of the k nearest training images, nearest first"""
    distances, labels = make_distances(rng, 6, 20)
    return {"neighbours": student.knn.nearest_labels(distances, labels, 5)}


@check("vote.majority", points=5, needs=["knn"], title={"zh": "多数表决"})
def vote_majority(student, rng):
    """the label with the most votes wins"""
    winners = rng.integers(0, 10, 12)
    others = (winners[:, np.newaxis] + rng.integers(1, 10, (12, 2))) % 10
    neighbours = np.hstack([np.repeat(winners[:, np.newaxis], 3, axis=1), others])
    neighbours = rng.permuted(neighbours, axis=1).astype(np.uint8)
    # In every second row another label is nearest, so that the nearest is not always the winner.
    for row, winner in zip(neighbours[::2], winners[::2], strict=True):
        other = np.argmax(row != winner)
        row[[0, other]] = row[[other, 0]]
    # In the first row both others are nearer than all three votes of the winner.
    neighbours[0] = [*others[0], *np.repeat(winners[0], 3)]
    return {"predicted": student.knn.vote(neighbours)}


@check("vote.ties", points=5, needs=["knn"], title={"zh": "平票时取平票标签中最近者"})
def vote_ties(student, rng):
    """ties go to the nearest among the tied labels"""
    return {"predicted": student.knn.vote(make_tied_votes(rng, 20))}


def make_regions(rng, patterns):
    """Returns (images, labels, centres (N, 3)): around each centre, all far apart, training images.

    They are at distances of about 1, 2, 3, ... and have the labels of the centre's row of the patterns
    (N, count), nearest first. So it is known who votes for an image at a centre.
    """
    N, count = patterns.shape
    centres = np.column_stack([50.0 * rng.permutation(N), rng.normal(size=(N, 2))])
    steps = rng.normal(size=(N, count, 3))
    steps /= np.linalg.norm(steps, axis=2, keepdims=True)
    steps *= 1 + np.arange(count)[:, np.newaxis] + rng.uniform(-0.3, 0.3, (N, count, 1))
    images = (centres[:, np.newaxis] + steps).reshape(-1, 3)
    order = rng.permutation(N * count)
    return images[order], patterns.ravel()[order].astype(np.uint8), centres


# Labels of the 9 nearest, nearest first, as places in four names that rise; 7 vote, and the winner is 1.
TIE = (2, 1, 0, 0, 1, 3, 3, 2, 2)  # three are tied, and one that is not is nearest
NARROW = (0, 1, 0, 1, 0, 1, 1, 0, 0)  # with one vote more or less 0 would win
# With these beside, no two other numbers of votes have the same winners.
LATE = (0, 1, 3, 2, 2, 3, 1, 2, 3)
EARLY = (0, 2, 2, 1, 1, 3, 1, 0, 0)


def make_small(rng, N=24):
    """Returns (train, images (N, 3), labels): ties and narrow votes; 5 of 8 images have the right label."""
    names = np.sort([rng.choice(10, 4, replace=False) for _ in range(N)], axis=1)
    places = np.resize([TIE, NARROW, LATE, EARLY], (N, len(TIE)))
    patterns = np.take_along_axis(names, places, axis=1)
    images, train_labels, centres = make_regions(rng, patterns)
    labels = names[:, 1].copy()
    wrong = rng.choice(N, 3 * N // 8, replace=False)
    labels[wrong] = names[wrong, 0]
    return (images, train_labels), centres, labels.astype(np.uint8)


@check(
    "predict.small",
    points=6,
    needs=["knn"],
    title={"zh": "小数据集上的预测和准确率"},
    rows=(24, 96),
)
def predict_small(student, rng, rows):
    """predictions and their accuracy on made-up data"""
    train, images, labels = make_small(rng, rows)
    predicted = student.knn.predict(images, train, 7)
    return {"predicted": predicted, "accuracy": student.knn.accuracy(predicted, labels)}


CANDIDATES = (1, 3, 6, 10, 15)
# One vote for the first label, two for the second, ...: with each candidate another label wins. Of the
# last there are some more, so that no other centre's labels come into play.
RISING = np.repeat(np.arange(5), [1, 2, 3, 4, 8])


def make_winners(rng, N):
    """Returns (train, centres (N, 3), winners (N, 5)): the label that wins with each candidate."""
    winners = np.array([rng.choice(10, 5, replace=False) for _ in range(N)])
    images, labels, centres = make_regions(rng, winners[:, RISING])
    return (images, labels), centres, winners


def make_judges(rng, centres, winners, counts):
    """Returns a split (images, labels): with candidate i, counts[i] of the images are right."""
    places = rng.permutation(np.repeat(np.arange(5), counts))
    rows = rng.permutation(np.arange(len(places)) % len(centres))
    images = centres[rows] + 0.01 * rng.normal(size=(len(rows), 3))
    return images, winners[rows, places].astype(np.uint8)


@check("choice.k", points=6, needs=["knn"], title={"zh": "在验证集上选择 k"})
def choice_k(student, rng):
    """the best k on the validation split, and the accuracy of every candidate"""
    train, validation, _ = make_choice(rng)
    chosen = student.knn.choose_k(train, validation, CANDIDATES)
    return {"k": chosen[0], "accuracies": chosen[1]}


def make_choice(rng):
    """Returns (train, validation, counts): how many are right by candidate, the first never most."""
    counts = np.concatenate([[8], rng.permutation([4, 6, 10, 12])])
    train, centres, winners = make_winners(rng, 40)
    return train, make_judges(rng, centres, winners, counts), counts
