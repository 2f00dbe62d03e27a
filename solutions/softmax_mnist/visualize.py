"""Curves of loss and accuracy over the epochs."""

from itertools import cycle

import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator

# The colours of Okabe and Ito, which stay apart for colour-blind readers. Line styles and markers
# tell the curves apart in a black and white print, too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v")


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
    if not loss_and_acc:
        raise ValueError("There is nothing to plot: give at least one run.")
    for label, (losses, accuracies) in loss_and_acc.items():
        if len(losses) != len(accuracies):
            raise ValueError(
                f"The run {label!r} has {len(losses)} losses and {len(accuracies)} accuracies; "
                "give one of each per epoch."
            )
    loss_curves = {label: losses for label, (losses, _) in loss_and_acc.items()}
    acc_curves = {label: accuracies for label, (_, accuracies) in loss_and_acc.items()}
    return _draw(loss_curves, "Cross-entropy loss"), _draw(acc_curves, "Accuracy")


def _draw(curves, quantity):
    figure, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
    styles = zip(cycle(COLOURS), cycle(LINES), cycle(MARKERS), strict=False)
    for (label, values), (colour, line, marker) in zip(curves.items(), styles, strict=False):
        epochs = range(1, len(values) + 1)
        axes.plot(epochs, values, color=colour, linestyle=line, marker=marker, label=label)
    axes.set_xlim(0.5, max(map(len, curves.values())) + 0.5)
    axes.set_xlabel("Epoch")
    axes.set_ylabel(quantity)
    axes.set_title(f"{quantity} by epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
