"""The figures of the notebook."""

import matplotlib.pyplot as plt
import numpy as np

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"


def plot_neighbours(images, labels, neighbours, neighbour_labels, names=None):
    """Draw some images, and beside each its nearest training images, nearest first.

    Args:
        images: pictures to draw, shape (n, height, width) or (n, height, width, 3).
        labels: their true labels, shape (n,).
        neighbours: pictures, shape (n, k, height, width) or (n, k, height, width, 3).
        neighbour_labels: shape (n, k).
        names: the name of each label; None writes the numbers.
    """
    rows, columns = neighbour_labels.shape
    figure, axes = plt.subplots(
        rows,
        columns + 1,
        figsize=(0.95 * (columns + 1), 1.15 * rows),
        squeeze=False,
        layout="constrained",
    )
    for row in range(rows):
        pictures = [images[row], *neighbours[row]]
        captions = [labels[row], *neighbour_labels[row]]
        for column, (picture, label) in enumerate(zip(pictures, captions, strict=True)):
            cell = axes[row, column]
            cell.imshow(picture, cmap="gray_r")
            cell.set_xticks([])
            cell.set_yticks([])
            colour = "black" if column == 0 else GREEN if label == labels[row] else ORANGE
            cell.set_title(label if names is None else names[label], color=colour, fontsize=9)
            cell.spines[:].set_color(colour)
    figure.suptitle("Images and their nearest training images (orange: another label)", fontsize=10)
    return figure


def plot_accuracies(candidates, accuracies, k):
    """Draw the validation accuracy of every k and mark the chosen one."""
    figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    order = np.argsort(candidates)
    axes.plot(np.array(candidates)[order], np.array(accuracies)[order], color=BLUE, marker="o")
    axes.axvline(k, color=ORANGE, linestyle="--", label=f"chosen: k = {k}")
    axes.set_xticks(sorted(candidates))
    axes.set_xlabel("k")
    axes.set_ylabel("Accuracy on the validation split")
    axes.set_title("Accuracy by number of neighbours")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def plot_confusion(predicted, labels, classes=10):
    """Draw how often each label was taken for each other; right answers are left out of the colours."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    wrong = counts - np.diag(np.diag(counts))
    figure, axes = plt.subplots(figsize=(5.4, 4.8), layout="constrained")
    axes.imshow(wrong, cmap="Oranges", vmax=max(wrong.max(), 1))
    for row in range(classes):
        for column in range(classes):
            text = counts[row, column] or ""
            dark = wrong[row, column] > 0.6 * wrong.max()
            colour = "white" if dark else "0.55" if row == column else "black"
            axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(range(classes))
    axes.set_yticks(range(classes))
    axes.set_xlabel("Predicted")
    axes.set_ylabel("True label")
    axes.set_title("What was taken for what")
    return figure


def plot_folds(candidates, shares):
    """Draw the accuracy of each fold by k, and their mean with one standard deviation.

    Args:
        candidates: the values of k.
        shares: accuracies, shape (folds, len(candidates)).
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    for row in shares:
        axes.plot(candidates, row, color="0.7", marker=".", linewidth=0.8)
    axes.errorbar(
        candidates,
        shares.mean(axis=0),
        yerr=shares.std(axis=0),
        color="#0072B2",
        marker="o",
        capsize=3,
        label="mean, and one standard deviation",
    )
    axes.plot([], [], color="0.7", marker=".", label="one fold")
    axes.set_xlabel("k")
    axes.set_ylabel("Accuracy")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
