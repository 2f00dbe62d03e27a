"""Curves of loss and accuracy over the epochs."""

from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

# The colours of Okabe and Ito, which stay apart for colour-blind readers. Line styles and markers
# tell the curves apart in a black and white print, too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v")
QUANTITIES = ("Cross-entropy loss", "Accuracy")


def plot_loss_and_acc(loss_and_acc):
    """Draw all losses in one figure and all accuracies in another.

    A notebook shows the figures by itself; in a script, call matplotlib.pyplot.show() afterwards.

    Args:
        loss_and_acc: {label: [losses, accuracies], ...}, with a number per epoch in both lists.

    Returns:
        (loss_figure, accuracy_figure): two matplotlib figures.

    Raises:
        ValueError: there is nothing to draw, or a run has not as many losses as accuracies.
    """
    _check(loss_and_acc)
    figures = []
    for column, quantity in enumerate(QUANTITIES):
        figure, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
        curves = {label: run[column] for label, run in loss_and_acc.items()}
        _draw(axes, curves, _styles(curves), max(map(len, curves.values())))
        axes.set_xlabel("Epoch")
        axes.set_ylabel(quantity)
        axes.set_title(f"{quantity} by epoch")
        axes.legend()
        figures.append(figure)
    return tuple(figures)


def plot_small_multiples(groups):
    """Draw a column of two panels for each group of runs, the losses above the accuracies.

    All panels of a row share their axes, and a label has the same curve in every panel.

    Args:
        groups: {title: {label: [losses, accuracies], ...}, ...}; the inner dictionaries are as in
            plot_loss_and_acc.

    Returns:
        The matplotlib figure.

    Raises:
        ValueError: there is nothing to draw, or a run has not as many losses as accuracies.
    """
    if not groups:
        raise ValueError("There is nothing to plot: give at least one group of runs.")
    for runs in groups.values():
        _check(runs)
    styles = _styles([label for runs in groups.values() for label in runs])
    longest = max(len(losses) for runs in groups.values() for losses, _ in runs.values())
    size = (0.8 + 2.6 * len(groups), 5.4)
    figure, panels = plt.subplots(
        2, len(groups), sharex=True, sharey="row", squeeze=False, figsize=size, layout="constrained"
    )
    for row, quantity in enumerate(QUANTITIES):
        panels[row, 0].set_ylabel(quantity)
        for axes, runs in zip(panels[row], groups.values(), strict=True):
            _draw(axes, {label: run[row] for label, run in runs.items()}, styles, longest)
    # Losses differ by factors.
    panels[0, 0].set_yscale("log", base=2)
    panels[0, 0].yaxis.set_major_formatter("{x:g}")
    for axes, title in zip(panels[0], groups, strict=True):
        axes.set_title(title)
    for axes in panels[1]:
        axes.set_xlabel("Epoch")
    lines = {line.get_label(): line for axes in panels[0] for line in axes.lines}
    figure.legend(lines.values(), lines, loc="outside lower center", ncols=min(len(lines), 4))
    return figure


def plot_confusion(counts):
    """Draw which digits are taken for which; the right ones, on the diagonal, are left white.

    Args:
        counts: shape (K, K), how many of each digit, by row, are taken for which.

    Returns:
        The matplotlib figure.
    """
    wrong = np.array(counts, dtype=float)
    np.fill_diagonal(wrong, 0)
    figure, axes = plt.subplots(figsize=(5.6, 5.2), layout="constrained")
    axes.imshow(wrong, cmap="Oranges")
    for (row, column), count in np.ndenumerate(np.asarray(counts)):
        dark = wrong[row, column] > 0.6 * max(wrong.max(), 1)
        axes.text(
            column,
            row,
            count,
            ha="center",
            va="center",
            color="white" if dark else "black",
            fontsize=8,
        )
    axes.set(xlabel="Taken for", ylabel="Digit", title="Confusion matrix on the test images")
    axes.set_xticks(range(len(wrong)))
    axes.set_yticks(range(len(wrong)))
    return figure


def plot_templates(W):
    """Draw the weights of each class as an image: what speaks for a digit, and what against it.

    Args:
        W: shape (784, K).

    Returns:
        The matplotlib figure.
    """
    most = float(np.abs(W).max()) or 1.0
    figure, panels = plt.subplots(2, 5, figsize=(7.6, 3.4), layout="constrained")
    for digit, axes in enumerate(panels.flat):
        image = axes.imshow(W[:, digit].reshape(28, 28), cmap="RdBu", vmin=-most, vmax=most)
        axes.set_title(digit)
        axes.set_axis_off()
    figure.colorbar(image, ax=panels, label="Weight", shrink=0.8)
    return figure


def _check(loss_and_acc):
    if not loss_and_acc:
        raise ValueError("There is nothing to plot: give at least one run.")
    for label, (losses, accuracies) in loss_and_acc.items():
        if len(losses) != len(accuracies):
            raise ValueError(
                f"The run {label!r} has {len(losses)} losses and {len(accuracies)} accuracies; "
                "give one of each per epoch."
            )


def _styles(labels):
    """Return {label: (colour, line, marker)}, a different one for each label."""
    styles = zip(cycle(COLOURS), cycle(LINES), cycle(MARKERS), strict=False)
    return dict(zip(dict.fromkeys(labels), styles, strict=False))


def _draw(axes, curves, styles, epochs):
    for label, values in curves.items():
        colour, line, marker = styles[label]
        steps = range(1, len(values) + 1)
        axes.plot(steps, values, color=colour, linestyle=line, marker=marker, label=label)
    axes.set_xlim(0.5, epochs + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.grid(alpha=0.3)
