"""The figures of the notebook."""

import matplotlib.pyplot as plt
import numpy as np

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
STYLES = ("-", "--", "-.", ":")
MARKS = "osv^"


def plot_powers(x, tables):
    """Draw the powers of x on its own scale and on the scale from -1 to 1.

    Args:
        x: shape (N,), in rising order.
        tables: {title: (N, m)}, the powers as columns.
    """
    figure, grid = plt.subplots(1, len(tables), figsize=(8.6, 3.2), layout="constrained")
    for cell, (title, table) in zip(grid, tables.items(), strict=True):
        for power, column in enumerate(table.T, start=1):
            cell.plot(x, column, label=f"power {power}")
        cell.set(title=title, xlabel="hour of the day")
        cell.grid(alpha=0.3)
    grid[-1].legend(fontsize=7, ncols=2)
    return figure


def plot_fits(samples, curves, true=None, limits=(0, 26)):
    """Draw samples and fitted curves, in a small figure for each curve.

    Args:
        samples: (x, y), both of shape (N,).
        curves: {title: function of x}.
        true: function of x, or None.
        limits: of the vertical axis.
    """
    count = len(curves)
    across = min(count, 4)
    figure, grid = plt.subplots(
        -(-count // across),
        across,
        figsize=(2.5 * across, 2.5 * -(-count // across)),
        sharex=True,
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    fine = np.linspace(samples[0].min(), samples[0].max(), 400)
    for cell, (title, curve) in zip(grid.ravel(), curves.items(), strict=False):
        if true is not None:
            cell.plot(fine, true(fine), color="0.6", linewidth=1, label="without noise")
        cell.plot(*samples, "o", color="black", markersize=3, label="training samples")
        cell.plot(fine, curve(fine), color=COLOURS[0], label="fitted")
        cell.set(title=title, ylim=limits)
        cell.grid(alpha=0.3)
    for cell in grid[-1]:
        cell.set_xlabel("hour of the day")
    for line in grid:
        line[0].set_ylabel("temperature")
    grid[0, 0].legend(fontsize=7)
    return figure


def plot_errors(values, curves, label, noise=None, logarithmic=False):
    """Draw errors against what was varied.

    Args:
        values: of m or of lambda, shape (n,).
        curves: {name: errors of shape (n,)}.
        label: what was varied.
        noise: the error of the curve without noise, drawn as a line; None for no line.
        logarithmic: whether the values are drawn on a logarithmic axis.
    """
    figure, axes = plt.subplots(figsize=(6.2, 4.0), layout="constrained")
    for (name, errors), colour, mark in zip(curves.items(), COLOURS, MARKS, strict=False):
        axes.plot(values, errors, marker=mark, markersize=4, color=colour, label=name)
        best = int(np.argmin(errors))
        axes.plot(values[best], errors[best], marker=mark, markersize=10, color=colour, mfc="none")
    if noise is not None:
        axes.axhline(noise, color="black", linewidth=1, label="noise of the measurements")
    if logarithmic:
        axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set(xlabel=label, ylabel="mean squared error")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def plot_table(errors, degrees, lams, chosen):
    """Draw a table of errors as colours, with the chosen pair marked.

    Args:
        errors: shape (len(degrees), len(lams)).
        degrees, lams: of its rows and columns.
        chosen: the pair (m, lam).
    """
    figure, axes = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
    image = axes.imshow(np.log10(errors), cmap="viridis_r", aspect="auto")
    for row, column in np.ndindex(*errors.shape):
        text = f"{errors[row, column]:.3g}"
        axes.text(
            column, row, text, ha="center", va="center", fontsize=8, bbox={"fc": "white", "lw": 0}
        )
    place = (list(lams).index(chosen[1]) - 0.5, list(degrees).index(chosen[0]) - 0.5)
    axes.add_patch(plt.Rectangle(place, 1, 1, fill=False, edgecolor=COLOURS[1], linewidth=3))
    axes.set_xticks(range(len(lams)), [f"{lam:g}" for lam in lams])
    axes.set_yticks(range(len(degrees)), [str(m) for m in degrees])
    axes.set(xlabel="λ", ylabel="m", title="mean squared error on the validation split")
    figure.colorbar(image, label="log10 of the error")
    return figure


def plot_lines(values, curves, labels, logarithmic="y"):
    """Draw curves against what was varied.

    Args:
        values: shape (n,).
        curves: {name: shape (n,)}.
        labels: of the two axes.
        logarithmic: which of the axes are, "", "x", "y" or "xy".
    """
    figure, axes = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
    for number, (name, heights) in enumerate(curves.items()):
        colour, style = COLOURS[number % 4], STYLES[number // 4 % 4]
        axes.plot(values, heights, color=colour, linestyle=style, label=name)
    if "x" in logarithmic:
        axes.set_xscale("log")
    if "y" in logarithmic:
        axes.set_yscale("log")
    axes.set(xlabel=labels[0], ylabel=labels[1])
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    return figure
