"""The figures of the notebook."""

import matplotlib.pyplot as plt
import numpy as np

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
STYLES = ("-", "--", "-.", ":")


def plot_lines(x, y, lines):
    """Draw samples and lines.

    Args:
        x, y: the samples, shape (N,).
        lines: {name: (w, b)}.
    """
    figure, axes = plt.subplots(figsize=(5.2, 3.8), layout="constrained")
    axes.plot(x, y, "o", color="black", label="samples")
    ends = np.array([np.min(x) - 0.3, np.max(x) + 0.3])
    for (name, (w, b)), colour, style in zip(lines.items(), COLOURS, STYLES, strict=False):
        axes.plot(ends, w * ends + b, color=colour, linestyle=style, label=name)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def plot_paths(loss, paths, best):
    """Draw the loss as a map of (w, b), and the paths of theta on it.

    Args:
        loss: function of theta (2,).
        paths: {name: thetas}, thetas of shape (steps + 1, 2).
        best: the theta of the closed form.
    """
    figure, axes = plt.subplots(figsize=(6.0, 4.6), layout="constrained")
    points = np.concatenate([*paths.values(), [best]])
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.15 * (high - low) + 0.1
    first = np.linspace(low[0] - margin[0], high[0] + margin[0], 80)
    second = np.linspace(low[1] - margin[1], high[1] + margin[1], 80)
    heights = np.array([[loss(np.array([w, b])) for w in first] for b in second])
    levels = np.geomspace(max(heights.min(), 1e-4), heights.max(), 16)
    axes.contour(first, second, heights, levels=levels, cmap="Greys_r", linewidths=0.8)
    for (name, path), colour in zip(paths.items(), COLOURS, strict=False):
        axes.plot(*np.asarray(path).T, ".-", color=colour, markersize=4, linewidth=1, label=name)
    axes.plot(*best, "*", color="black", markersize=14, label="closed form")
    axes.set_xlabel("w")
    axes.set_ylabel("b")
    axes.set_title("The loss (lines of equal height), and the way down")
    axes.legend()
    return figure


def plot_losses(curves, floor, label):
    """Draw loss curves on a logarithmic axis.

    Args:
        curves: {name: losses}.
        floor: the loss of the closed form.
        label: what is counted on the first axis.
    """
    figure, axes = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
    for (name, losses), colour, style in zip(curves.items(), COLOURS, STYLES, strict=False):
        axes.plot(losses, color=colour, linestyle=style, label=name)
    axes.axhline(floor, color="black", linewidth=1, label="closed form")
    axes.set_yscale("log")
    axes.set_xlabel(label)
    axes.set_ylabel("Half mean squared error")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def plot_predictions(predicted, prices):
    """Draw predicted prices against true ones."""
    figure, axes = plt.subplots(figsize=(4.6, 4.4), layout="constrained")
    axes.plot(prices, predicted, ".", color=COLOURS[0], alpha=0.6)
    ends = [min(prices.min(), predicted.min()), max(prices.max(), predicted.max())]
    axes.plot(ends, ends, color="black", linewidth=1, label="predicted = true")
    axes.set_xlabel("True price (thousands)")
    axes.set_ylabel("Predicted price (thousands)")
    axes.set_aspect("equal")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
