"""Pictures that explain: the path of the shapes through a computation, and what softmax does to a row."""

import matplotlib.pyplot as plt
import numpy as np

FORWARD, BACKWARD, BOX = "#0072B2", "#D55E00", "#F2F2F2"


def draw_graph(steps, start, title=""):
    """Draw a computation as a chain of boxes, with shapes on its edges.

    Above each edge stands what goes forward, below it the gradient that comes back, which has the same shape.

    Args:
        steps: a list of (operation, parameters, output), such as ("Input W + b", "W (D, K), b (1, K)",
            ("z", "(N, K)")). Parameters may be "".
        start: (name, shape) of what goes in first.
        title: of the figure.

    Returns:
        the figure.
    """
    width = 3.4 * len(steps) + 1.6
    figure, axes = plt.subplots(figsize=(min(width, 11), 2.5), layout="constrained")
    values = [start, *(output for _, _, output in steps)]
    for number, (name, shape) in enumerate(values):
        left = 3.4 * number - 1.6
        arrow = {"arrowstyle": "-|>", "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (left + 1.6, 0.15), (left, 0.15), arrowprops={**arrow, "color": FORWARD})
        axes.annotate(
            "", (left, -0.15), (left + 1.6, -0.15), arrowprops={**arrow, "color": BACKWARD}
        )
        middle = left + 0.8
        axes.text(
            middle, 0.28, f"{name}\n{shape}", ha="center", va="bottom", color=FORWARD, fontsize=9
        )
        gradient = f"∂L/∂{name}" if name != "L" else "1"
        axes.text(
            middle, -0.28, f"{gradient}\n{shape}", ha="center", va="top", color=BACKWARD, fontsize=9
        )
    for number, (operation, parameters, _) in enumerate(steps):
        left = 3.4 * number
        axes.add_patch(plt.Rectangle((left, -0.5), 1.8, 1, facecolor=BOX, edgecolor="0.3"))
        axes.text(left + 0.9, 0, operation, ha="center", va="center", fontsize=10)
        if parameters:
            axes.annotate(
                "", (left + 0.9, -0.5), (left + 0.9, -0.95), arrowprops={"arrowstyle": "-|>"}
            )
            axes.text(left + 0.9, -1.0, parameters, ha="center", va="top", fontsize=9)
    axes.set(xlim=(-1.8, 3.4 * len(steps) + 0.2), ylim=(-1.45, 0.95), title=title)
    axes.axis("off")
    return figure


def draw_softmax(logits, label, shift=100.0):
    """Draw what softmax does to one row: the logits, their exponentials, the probabilities, and the loss.

    A second row of bars has every logit larger by `shift`: the probabilities are the same.

    Args:
        logits: shape (K,).
        label: the class whose probability the loss is about.
        shift: a number.

    Returns:
        the figure.
    """
    figure, axes = plt.subplots(2, 3, figsize=(8.4, 3.8), sharex=True, layout="constrained")
    for row, moved in zip(axes, (logits, logits + shift), strict=True):
        exponentials = np.exp(moved - moved.max())
        probabilities = exponentials / exponentials.sum()
        stages = (
            ("logits z", moved),
            ("exponentials, the largest as 1", exponentials),
            ("probabilities p", probabilities),
        )
        for cell, (name, values) in zip(row, stages, strict=True):
            colours = [BACKWARD if k == label else FORWARD for k in range(len(logits))]
            cell.bar(np.arange(len(logits)), values, color=colours)
            cell.axhline(0, color="0.3", linewidth=0.8)
            cell.set_title(name, fontsize=9)
        row[2].set_ylim(0, 1)
        row[2].text(
            0.98,
            0.93,
            f"loss: -log {probabilities[label]:.3f} = {-np.log(probabilities[label]):.3f}",
            transform=row[2].transAxes,
            ha="right",
            va="top",
            fontsize=9,
            color=BACKWARD,
        )
    for cell in axes[1]:
        cell.set_xlabel("class")
    axes[0, 0].set_ylabel("as they are")
    axes[1, 0].set_ylabel(f"all larger by {shift:g}")
    return figure


def draw_two_classes(classify, X, labels, title="", around=0.5):
    """Draw the regions in which samples of two numbers are given each class.

    Args:
        classify: a function of samples, shape (n, 2), that returns a number for each: its class, or the
            probability of class 1.
        X: samples, shape (N, 2), drawn as points.
        labels: shape (N,).
        around: how much of the plane is shown beyond the samples.

    Returns:
        the figure.
    """
    low, high = X.min(axis=0) - around, X.max(axis=0) + around
    first, second = np.meshgrid(
        np.linspace(low[0], high[0], 200), np.linspace(low[1], high[1], 200)
    )
    values = np.reshape(classify(np.stack([first.ravel(), second.ravel()], axis=1)), first.shape)
    figure, axes = plt.subplots(figsize=(4.6, 3.8), layout="constrained")
    axes.contourf(first, second, values, levels=20, cmap="RdBu_r", alpha=0.5)
    for label, mark in zip(np.unique(labels), "os^v", strict=False):
        chosen = labels == label
        axes.scatter(
            *X[chosen].T, marker=mark, edgecolor="black", linewidth=0.5, label=f"{label:g}", s=22
        )
    axes.legend(title="class")
    axes.set_title(title)
    return figure
