"""The figures of the notebook."""

import matplotlib.pyplot as plt
import numpy as np

BLUE, ORANGE, GREEN, PALE = "#0072B2", "#D55E00", "#009E73", "#F2F2F2"


def draw_grid(axes, values, left, top, colours, title=""):
    """Draw an array of numbers as a grid of cells.

    Args:
        axes: where to draw, with one unit to a cell.
        values: shape (rows, columns).
        left, top: of the grid's first cell; rows go down.
        colours: of each cell, as a function of (row, column).
        title: written above it.
    """
    for row, column in np.ndindex(*values.shape):
        corner = (left + column, top - row - 1)
        axes.add_patch(plt.Rectangle(corner, 1, 1, facecolor=colours(row, column), edgecolor="0.3"))
        axes.text(
            corner[0] + 0.5, corner[1] + 0.5, f"{values[row, column]:g}", ha="center", va="center"
        )
    axes.text(left + values.shape[1] / 2, top + 0.25, title, ha="center", va="bottom", fontsize=9)


def plain_axes(width, height):
    """Return (figure, axes) for drawings: one unit is the same on both sides, and there is no frame."""
    figure, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.set_aspect("equal")
    axes.axis("off")
    return figure, axes


def draw_axes(X):
    """Draw an array with its two axes, and what a sum over each of them leaves.

    Args:
        X: shape (N, D), a few small whole numbers.
    """
    N, D = X.shape
    figure, axes = plain_axes(7.6, 3.6)
    draw_grid(axes, X, 0, 0, lambda row, column: PALE, f"X, shape {X.shape}")
    draw_grid(
        axes,
        X.sum(axis=1, keepdims=True),
        D + 4.2,
        0,
        lambda row, column: "#CFE5F3",
        f"sum over axis 1\nshape ({N},), or ({N}, 1) with keepdims",
    )
    draw_grid(axes, X.sum(axis=0)[np.newaxis], 0, -N - 1.6, lambda row, column: "#FBE0CF")
    axes.text(D + 0.3, -N - 2.1, f"sum over axis 0, shape ({D},)", va="center", fontsize=9)
    arrow = {"arrowstyle": "-|>", "lw": 1.8}
    axes.annotate("", (-0.5, -N), (-0.5, 0), arrowprops={**arrow, "color": ORANGE})
    axes.text(-0.7, -N / 2, "axis 0:\nsamples", ha="right", va="center", color=ORANGE, fontsize=9)
    axes.annotate("", (D + 3.6, -N / 2), (D + 0.5, -N / 2), arrowprops={**arrow, "color": BLUE})
    axes.text(D + 2.05, -N / 2 + 0.2, "axis 1", ha="center", va="bottom", color=BLUE, fontsize=9)
    axes.annotate("", (D / 2, -N - 1.5), (D / 2, -N - 0.2), arrowprops={**arrow, "color": ORANGE})
    axes.set(xlim=(-3, D + 7.5), ylim=(-N - 3, 1.6))
    return figure


def draw_broadcast(column, row):
    """Draw how a column and a row meet in a table: each is repeated along the axis where it has length 1.

    Args:
        column: shape (N, 1).
        row: shape (M,).
    """
    N, M = len(column), len(row)
    figure, axes = plain_axes(8.6, 2.9)
    given = "#CFE5F3"
    wide, tall = np.repeat(column, M, axis=1), np.repeat(row[np.newaxis], N, axis=0)
    draw_grid(axes, wide, 0, 0, lambda r, c: given if c == 0 else "white", f"column ({N}, 1)")
    draw_grid(axes, tall, M + 1.4, 0, lambda r, c: given if r == 0 else "white", f"row ({M},)")
    draw_grid(axes, wide - tall, 2 * M + 2.8, 0, lambda r, c: "#D5EEE3", f"column - row ({N}, {M})")
    for left, sign in ((M + 0.7, "-"), (2 * M + 2.1, "=")):
        axes.text(left, -N / 2, sign, ha="center", va="center", fontsize=16)
    axes.text(
        0,
        -N - 0.5,
        "blue: the numbers that are there; white: repeated, not copied; green: new numbers, all in memory",
        fontsize=9,
    )
    axes.set(xlim=(-0.3, 3 * M + 3.1), ylim=(-N - 1, 1.2))
    return figure


def draw_memory(X, rows, columns):
    """Draw where the numbers of X[rows, columns] lie in the memory of X.

    Args:
        X: shape (H, W), numbers in one line of memory, row after row.
        rows, columns: slices.
    """
    inside = np.zeros(X.shape, dtype=bool)
    inside[rows, columns] = True
    figure, axes = plain_axes(8.8, 3.0)
    W = X.shape[1]
    draw_grid(
        axes, X, 0, 0, lambda r, c: "#CFE5F3" if inside[r, c] else PALE, "X, and a slice of it"
    )
    line = X.reshape(1, -1)
    draw_grid(
        axes,
        line,
        0,
        -len(X) - 1.5,
        lambda r, c: "#CFE5F3" if inside.ravel()[c] else PALE,
        "the same numbers in memory: the slice only notes where it begins and how far it is to the next row",
    )
    copied = X[rows, columns]
    draw_grid(axes, copied, W + 5, 0, lambda r, c: "#FBE0CF", "a copy: other memory")
    axes.set(xlim=(-0.3, line.size + 0.3), ylim=(-len(X) - 2.8, 1))
    return figure


def plot_images(groups, titles):
    """Draw rows of images.

    Args:
        groups: a list of arrays, each of shape (n, H, W) or (n, H, W, 3), with numbers from 0 to 1.
        titles: of the rows.
    """
    count = max(map(len, groups))
    figure, grid = plt.subplots(
        len(groups),
        count,
        figsize=(0.95 * count, 1.25 * len(groups)),
        layout="constrained",
        squeeze=False,
    )
    texts = []
    for line, images, title in zip(grid, groups, titles, strict=True):
        for cell in line:
            cell.axis("off")
        for cell, image in zip(line, images, strict=False):
            cell.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        # Outside the layout, which would make the first image as wide as its title.
        place = {"transform": line[0].transAxes, "in_layout": False}
        texts.append(line[0].text(0, 1.05, title, va="bottom", fontsize=9, **place))
    figure.get_layout_engine().set(h_pad=0.15)
    # A notebook cuts off what is outside the layout: once it is made, the titles belong to it.
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for text in texts:
        text.set_in_layout(True)
    return figure


def plot_standardised(before, after, names):
    """Draw two columns before and after they are standardised.

    Args:
        before, after: [(name, samples), ...], samples of shape (n, 2).
        names: of the two columns.
    """
    figure, grid = plt.subplots(1, 2, figsize=(8.4, 3.6), layout="constrained")
    for cell, splits, title in zip(
        grid, (before, after), ("as they are", "standardised"), strict=True
    ):
        for (name, samples), colour, mark in zip(splits, (BLUE, ORANGE), "ox", strict=False):
            cell.plot(*samples.T, mark, color=colour, markersize=4, label=name, alpha=0.7)
        unit = ", standardised" if title == "standardised" else ""
        cell.set(title=title, xlabel=names[0] + unit, ylabel=names[1] + unit)
        cell.grid(alpha=0.3)
    grid[0].set_aspect("equal", adjustable="datalim")
    grid[1].set_aspect("equal")
    grid[0].legend()
    return figure


def plot_balls(l1_norms, l2_norms):
    """Draw the points of the plane at which the L1 and the L2 norm are 1, 2 and 3."""
    side = np.linspace(-3.2, 3.2, 161)
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    figure, grid = plt.subplots(1, 2, figsize=(7.2, 3.6), layout="constrained")
    for cell, norms, name in zip(grid, (l1_norms, l2_norms), ("L1", "L2"), strict=True):
        heights = norms(points).reshape(len(side), len(side))
        lines = cell.contour(side, side, heights, levels=[1, 2, 3], colors=[BLUE, ORANGE, GREEN])
        cell.clabel(lines, fmt="%g")
        cell.set(title=f"where the {name} norm is 1, 2, 3", aspect="equal")
        cell.grid(alpha=0.3)
    return figure


def plot_steps(steps, errors):
    """Draw the error of a numeric derivative against its step, both on logarithmic axes.

    Args:
        steps: shape (n,).
        errors: {name: shape (n,)}.
    """
    figure, axes = plt.subplots(figsize=(6.2, 4.0), layout="constrained")
    for (name, values), colour, mark in zip(errors.items(), (ORANGE, BLUE), "so", strict=False):
        axes.loglog(steps, np.maximum(values, 1e-17), marker=mark, color=colour, label=name)
    axes.set(xlabel="step h", ylabel="error of the gradient")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def plot_matrices(matrices):
    """Draw matrices with their numbers, on one scale of colours.

    Args:
        matrices: {name: matrix}.
    """
    figure, grid = plt.subplots(
        1, len(matrices), figsize=(3.4 * len(matrices), 3.2), layout="constrained", squeeze=False
    )
    limit = max(np.abs(matrix).max() for matrix in matrices.values())
    for cell, (name, matrix) in zip(grid[0], matrices.items(), strict=True):
        cell.imshow(matrix, cmap="RdBu_r", vmin=-limit, vmax=limit)
        for row, column in np.ndindex(*matrix.shape):
            number = matrix[row, column]
            ink = {"color": "white" if abs(number) > 0.6 * limit else "black", "fontsize": 8}
            cell.text(column, row, f"{number:.3f}", ha="center", va="center", **ink)
        cell.set(xlabel="input j", ylabel="output i")
        cell.set_title(name, fontsize=9)
        cell.set_xticks(range(matrix.shape[1]))
        cell.set_yticks(range(matrix.shape[0]))
    return figure
