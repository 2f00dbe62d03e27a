"""The figures of the notebook."""

import matplotlib.pyplot as plt
import numpy as np

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
LINES = ("-", "--", "-.", ":")


def plot_losses(curves, passes):
    """Draw losses by passes over the samples, each point the mean over one pass.

    Args:
        curves: {name: losses}, the loss of each batch before its step, over all passes.
        passes: how many there were.
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    styles = zip(COLOURS, LINES, strict=True)
    for (name, losses), (colour, line) in zip(curves.items(), styles, strict=False):
        means = [np.mean(part) for part in np.array_split(losses, passes)]
        axes.plot(range(1, passes + 1), means, color=colour, linestyle=line, label=name)
    axes.set_xlabel("Pass over the samples")
    axes.set_ylabel("Mean loss of its batches")
    axes.set_title("Loss by pass")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def plot_templates(weights):
    """Draw the templates of each run in a row of pictures, with one scale of colours for the row.

    Args:
        weights: {name: W}, W of shape (10, 785) with the bias in the last column.
    """
    rows = len(weights)
    figure, axes = plt.subplots(
        rows, 10, figsize=(10, 1.05 * rows + 0.3), squeeze=False, layout="constrained"
    )
    for row, (name, W) in zip(axes, weights.items(), strict=True):
        limit = np.abs(W[:, :-1]).max()
        for k, (cell, template) in enumerate(zip(row, W[:, :-1], strict=True)):
            picture = template.reshape(28, 28)
            drawn = cell.imshow(picture, cmap="RdBu_r", vmin=-limit, vmax=limit)
            cell.set_xticks([])
            cell.set_yticks([])
            cell.set_title(str(k), fontsize=8, pad=2)
        row[0].set_ylabel(name, fontsize=8)
        figure.colorbar(drawn, ax=row)
    return figure


def plot_differences(steps, one_sided, centred):
    """Draw the errors of one-sided and centred differences by the step h, on logarithmic axes."""
    figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    axes.loglog(steps, one_sided, color=COLOURS[1], linestyle="--", marker="s", label="one-sided")
    axes.loglog(steps, centred, color=COLOURS[0], marker="o", label="centred")
    axes.set_xlabel("h")
    axes.set_ylabel("Relative error of the gradient")
    axes.set_title("Truncation shrinks with h, rounding grows")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def plot_choice(candidates, training, validation, lam):
    """Draw the accuracies on the training and the validation split by lambda; mark the chosen one."""
    figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    axes.semilogx(
        candidates, training, color=COLOURS[1], linestyle="--", marker="s", label="training split"
    )
    axes.semilogx(candidates, validation, color=COLOURS[0], marker="o", label="validation split")
    axes.axvline(lam, color="black", linestyle=":", label=f"chosen: {lam:g}")
    axes.set_xlabel("lambda")
    axes.set_ylabel("Accuracy")
    axes.set_title("Accuracy by the strength of the penalty")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
