"""The figures of the notebook."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
REGIONS = ListedColormap(["#d6e6f2", "#f7dcc8"])
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
RANGE = (-0.5, 1.5)


def plot_units(units, threshold_unit, boundary):
    """Draw, for each unit, where it fires, its line, and the four inputs.

    Args:
        units: {name: (w, theta, targets)}.
        threshold_unit, boundary: your functions.
    """
    figure, axes = plt.subplots(
        1, len(units), figsize=(3.1 * len(units), 3.3), squeeze=False, layout="constrained"
    )
    for cell, (name, (w, theta, targets)) in zip(axes[0], units.items(), strict=True):
        w = np.asarray(w, dtype=float)
        _draw_regions(cell, lambda X, w=w, theta=theta: threshold_unit(X, w, theta))
        _draw_line(cell, w, theta, boundary, GREEN)
        _draw_corners(cell, CORNERS, targets)
        cell.set_title(f"{name}: {w[0]:g} x1 + {w[1]:g} x2 >= {theta:g}", fontsize=9)
    return figure


def plot_search(counts):
    """Draw how many units were found for each of the 16 functions.

    Args:
        counts: {name: number}.
    """
    figure, axes = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
    names = list(counts)
    bars = axes.bar(names, counts.values(), color=BLUE)
    axes.bar_label(bars, fontsize=8)
    for label, name in zip(axes.get_xticklabels(), names, strict=True):
        label.set_color("black" if counts[name] else ORANGE)
        label.set_fontweight("normal" if counts[name] else "bold")
    axes.set_yscale("symlog", linthresh=100)
    axes.set_ylim(0, 8 * max(counts.values()))
    axes.tick_params(axis="x", labelrotation=60, labelsize=8)
    axes.set_xlabel("Function: its value for 00, 01, 10, 11")
    axes.set_ylabel("Units that compute it")
    axes.set_title("Units found by search")
    return figure


def plot_xor_argument():
    """Draw why no line separates the inputs of XOR: two segments that cross."""
    figure, axes = plt.subplots(figsize=(4.0, 3.8), layout="constrained")
    axes.plot([0, 1], [1, 0], color=ORANGE, linewidth=2, label="between the two inputs of value 1")
    axes.plot([0, 1], [0, 1], color=BLUE, linewidth=2, label="between the two inputs of value 0")
    axes.plot(0.5, 0.5, "*", color="black", markersize=14, label="(1/2, 1/2): fires or not?")
    _draw_corners(axes, CORNERS, [0, 1, 1, 0])
    axes.legend(loc="upper center", fontsize=8)
    axes.set_ylim(RANGE[0], 2.2)
    axes.set_title("XOR", fontsize=10)
    return figure


def plot_network(weights, threshold_unit, two_layers, boundary):
    """Draw a network of two hidden units: in the plane of its inputs, and in that of its hidden units.

    Args:
        weights: (W, thetas, v, theta), with two columns in W.
        threshold_unit, two_layers, boundary: your functions.
    """
    W, thetas, v, theta = (np.asarray(part, dtype=float) for part in weights)
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.0, 3.6), layout="constrained")
    _draw_regions(left, lambda X: two_layers(X, W, thetas, v, theta))
    for h in range(2):
        _draw_line(left, W[:, h], thetas[h], boundary, GREEN)
    targets = two_layers(CORNERS, W, thetas, v, theta)
    _draw_corners(left, CORNERS, targets)
    left.set_title("Inputs: two lines, one for each hidden unit", fontsize=9)

    hidden = threshold_unit(CORNERS, W, thetas)
    _draw_regions(right, lambda X: threshold_unit(X, v, theta))
    _draw_line(right, v, theta, boundary, GREEN)
    _draw_corners(right, hidden, targets)
    for place in np.unique(hidden, axis=0):
        here = CORNERS[np.all(hidden == place, axis=1)]
        text = " and ".join(f"{a}{b}" for a, b in here)
        right.annotate(
            text, place, xytext=(0, -16), textcoords="offset points", ha="center", fontsize=8
        )
    right.set_xlabel("hidden unit 1")
    right.set_ylabel("hidden unit 2")
    right.set_title("Hidden units: now one line is enough", fontsize=9)
    return figure


def _draw_regions(axes, outputs):
    """Colour the plane by the outputs (N,) of a function of X (N, 2)."""
    ticks = np.linspace(*RANGE, 201)
    first, second = np.meshgrid(ticks, ticks)
    fires = np.asarray(outputs(np.column_stack([first.ravel(), second.ravel()])), dtype=float)
    axes.pcolormesh(
        first, second, fires.reshape(first.shape), cmap=REGIONS, vmin=0, vmax=1, rasterized=True
    )


def _draw_line(axes, w, theta, boundary, colour):
    if w[1]:
        x1 = np.array(RANGE)
        axes.plot(x1, boundary(w, theta, x1), color=colour, linewidth=2)
    elif w[0]:
        axes.axvline(theta / w[0], color=colour, linewidth=2)


def _draw_corners(axes, points, targets):
    """Draw the inputs: a filled disc where the target is 1, an empty one where it is 0."""
    for point, target in zip(np.asarray(points), targets, strict=True):
        face = ORANGE if target else "white"
        edge = ORANGE if target else BLUE
        axes.plot(*point, "o", markersize=10, markerfacecolor=face, markeredgecolor=edge, mew=2)
    axes.set_xlim(RANGE)
    axes.set_ylim(RANGE)
    axes.set_aspect("equal")
    axes.set_xticks([0, 1])
    axes.set_yticks([0, 1])
    axes.set_xlabel("x1")
    axes.set_ylabel("x2")


def plot_corrections(corrections):
    """Draw how often the learning rule has corrected its unit in each epoch.

    Args:
        corrections: {name: counts, shape (epochs,)}.
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    for (name, counts), mark in zip(corrections.items(), "os^v", strict=False):
        axes.plot(np.arange(1, len(counts) + 1), counts, marker=mark, markersize=4, label=name)
    axes.set_xlabel("Epoch")
    axes.set_ylabel("Corrections")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
