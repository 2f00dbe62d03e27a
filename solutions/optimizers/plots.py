"""The figures of the notebook."""

from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np

# The colours of Okabe and Ito, which stay apart for colour-blind readers; line styles tell the curves
# apart in a black and white print, too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#000000")
LINES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3)))


def styles():
    """Yield the style of one curve after the other."""
    for colour, line in zip(cycle(COLOURS), cycle(LINES), strict=False):
        yield {"color": colour, "linestyle": line}


def plot_paths(loss, paths, minimum, window, levels, columns=3):
    """Draw paths as small multiples: one map of the loss for each, all of the same window.

    A path that leaves the window goes on outside of it. The title says the loss at its end.

    Args:
        loss: a function of w (2,).
        paths: {name: path}, paths of shape (steps + 1, 2).
        minimum: the best w, drawn as a star.
        window: (left, right, bottom, top).
        levels: heights of the contour lines.
        columns: how many maps stand side by side.
    """
    left, right, bottom, top = window
    first, second = np.linspace(left, right, 120), np.linspace(bottom, top, 120)
    heights = np.array([[loss(np.array([x, y])) for x in first] for y in second])
    rows = -(-len(paths) // columns)
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(3.3 * columns, (3.0 * (top - bottom) / (right - left) + 0.7) * rows),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for cell in axes.flat[len(paths) :]:
        cell.axis("off")
    for cell, (name, path) in zip(axes.flat, paths.items(), strict=False):
        cell.contour(first, second, heights, levels=levels, colors="0.75", linewidths=0.7)
        cell.plot(*path.T, ".-", color=COLOURS[0], markersize=3.5, linewidth=0.9)
        cell.plot(*path[0], "s", color=COLOURS[1], markersize=5)
        cell.plot(*minimum, "*", color="black", markersize=9)
        end = loss(path[-1])
        told = f"{end:.1e}" if end < 1e6 else "out of sight"
        cell.set_title(f"{name}\nloss after {len(path) - 1} steps: {told}", fontsize=9)
    # One unit is the same on both sides: so the steepest way stands at right angles to the contour lines.
    axes[0, 0].set(xlim=(left, right), ylim=(bottom, top))
    for cell in axes.flat[: len(paths)]:
        cell.set_aspect("equal")
    return figure


def plot_factors(rates, curves, marks):
    """Draw by which factor a step shrinks the distance, against the learning rate.

    Args:
        rates: shape (n,).
        curves: {name: factors (n,)}.
        marks: {name: rate}, drawn as vertical lines; the names stand left and right of them in turn.
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for style, (name, factors) in zip(styles(), curves.items(), strict=False):
        axes.plot(rates, factors, label=name, **style)
    axes.axhline(1, color="0.4", linewidth=0.8)
    for side, (name, rate) in zip(cycle(("right", "left")), marks.items(), strict=False):
        axes.axvline(rate, color="0.4", linewidth=0.8, linestyle=":")
        axes.text(rate, 1.38, f" {name} ", fontsize=9, va="top", ha=side)
    axes.set(xlabel="Learning rate", ylabel="Factor of one step", ylim=(0, 1.4))
    axes.legend(loc="lower left")
    return figure


def plot_coordinates(paths, names=("along the ravine (flat)", "across it (steep)")):
    """Draw both coordinates of paths against the step: a column for each path.

    Args:
        paths: {name: path}, paths of shape (steps + 1, 2): first the flat coordinate, then the steep one.
        names: of the coordinates.
    """
    figure, axes = plt.subplots(
        2,
        len(paths),
        figsize=(3.3 * len(paths), 3.6),
        sharex=True,
        sharey="row",
        layout="constrained",
    )
    for column, (name, path) in zip(axes.T, paths.items(), strict=True):
        for cell, values, colour in zip(column, path.T, COLOURS, strict=False):
            cell.axhline(0, color="0.4", linewidth=0.8)
            cell.plot(values, ".-", color=colour, markersize=3.5, linewidth=0.9)
        column[0].set_title(name, fontsize=9)
        column[1].set_xlabel("Step")
    for cell, name in zip(axes[:, 0], names, strict=True):
        cell.set_ylabel(name.replace(" (", "\n("), fontsize=9)
    return figure


def plot_map(rates, momenta, factors):
    """Draw the slowest factor for every pair of learning rate and momentum, and the best pair.

    Args:
        rates: shape (n,).
        momenta: shape (m,).
        factors: shape (m, n).
    """
    figure, axes = plt.subplots(figsize=(6.0, 3.8), layout="constrained")
    shown = axes.pcolormesh(
        rates, momenta, np.minimum(factors, 1), cmap="viridis", shading="nearest"
    )
    axes.contour(rates, momenta, factors, levels=[1], colors="white", linewidths=1.5)
    place = np.unravel_index(np.argmin(factors), factors.shape)
    axes.plot(rates[place[1]], momenta[place[0]], "*", color="white", markersize=12)
    axes.set(xlabel="Learning rate", ylabel="Momentum")
    axes.set_title(
        f"Slowest factor of a step; best: {factors[place]:.3f} at rate {rates[place[1]]:.3f}, "
        f"momentum {momenta[place[0]]:.2f}",
        fontsize=9,
    )
    figure.colorbar(shown, ax=axes)
    return figure


def plot_curves(panels, logarithmic=(), x=None, xlabel="Step"):
    """Draw curves, a panel for each quantity.

    Args:
        panels: {quantity: {name: numbers}}, the same names in each.
        logarithmic: the quantities whose axis is logarithmic.
        x: what the numbers belong to, on a logarithmic axis; None is 0, 1, 2, ...
        xlabel: what that is.
    """
    figure, row = plt.subplots(
        1, len(panels), figsize=(5.2 * len(panels), 3.7), squeeze=False, layout="constrained"
    )
    for axes, (quantity, curves) in zip(row[0], panels.items(), strict=True):
        for style, (name, values) in zip(styles(), curves.items(), strict=False):
            axes.plot(range(len(values)) if x is None else x, values, label=name, **style)
        if quantity in logarithmic:
            axes.set_yscale("log")
        if x is not None:
            axes.set_xscale("log")
        axes.set(xlabel=xlabel, ylabel=quantity)
        axes.grid(alpha=0.3)
    row[0, -1].legend(fontsize=9)  # all panels have the same curves
    return figure


def smooth(values, width=20):
    """Return the means of `width` values in a row: losses of single batches jump."""
    return np.convolve(values, np.ones(width) / width, mode="valid")
