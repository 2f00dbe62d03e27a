"""The figures of the notebook."""

from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

# The colours of Okabe and Ito, which stay apart for colour-blind readers; line styles and markers
# tell the curves apart in a black and white print, too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#000000")
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v")


def styles():
    """Yield the style of one curve after the other."""
    for colour, line, marker in zip(cycle(COLOURS), cycle(LINES), cycle(MARKERS), strict=False):
        yield {"color": colour, "linestyle": line, "marker": marker}


def draw_image(axes, image, title="", limit=None):
    """Draw numbers as an image: white is 0, purple is above and orange below it, up to `limit`."""
    limit = limit or float(np.abs(image).max()) or 1.0
    axes.imshow(image, cmap="PuOr", vmin=-limit, vmax=limit)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_title(title, fontsize=9)


def plot_filters_at_work(image, kernels, outputs):
    """Draw an image, and below each kernel what it makes of the image.

    Args:
        image: shape (H, W).
        kernels: {name: kernel}, each of shape (k, k).
        outputs: shape (number of kernels, A, B).
    """
    count = len(kernels)
    figure, axes = plt.subplots(
        2, count + 1, figsize=(1.7 * (count + 1), 3.9), layout="constrained"
    )
    draw_image(axes[1, 0], image, f"the image\n{image.shape[0]} x {image.shape[1]}")
    axes[0, 0].axis("off")
    for column, ((name, kernel), output) in enumerate(
        zip(kernels.items(), outputs, strict=True), 1
    ):
        cell = axes[0, column]
        draw_image(cell, kernel, name)
        limit = np.abs(kernel).max()
        for (row, place), number in np.ndenumerate(kernel):
            dark = abs(number) > 0.7 * limit
            colour = "white" if dark else "black"
            cell.text(
                place, row, f"{number:.2g}", ha="center", va="center", color=colour, fontsize=8
            )
        draw_image(axes[1, column], output, f"{output.shape[0]} x {output.shape[1]}")
    return figure


def plot_columns(image, columns, kernel, shown=(0, 1, 5)):
    """Draw how im2col writes patches as columns: each patch has a colour, in the image and in the columns.

    Args:
        image: one channel, shape (H, W).
        columns: shape (k k, P).
        kernel: k; the stride is 1, and there is no padding.
        shown: the places that are coloured.
    """
    B = image.shape[1] - kernel + 1
    figure, axes = plt.subplots(
        1, 2, figsize=(9.5, 4.2), layout="constrained", width_ratios=(1, 1.7)
    )
    for cell, numbers in zip(axes, (image, columns), strict=True):
        cell.imshow(np.ones_like(numbers), cmap="gray", vmin=0, vmax=1)
        for (row, column), number in np.ndenumerate(numbers):
            cell.text(column, row, f"{number:g}", ha="center", va="center", fontsize=9)
        cell.set_xticks(np.arange(numbers.shape[1]))
        cell.set_yticks(np.arange(numbers.shape[0]))
        cell.tick_params(length=0, labelsize=8)
    for colour, line, place in zip(COLOURS, LINES, shown, strict=False):
        inset = 0.06 * shown.index(place)
        a, b = divmod(place, B)
        frame = {"fill": False, "edgecolor": colour, "linewidth": 2.5, "linestyle": line}
        side = kernel - 2 * inset
        axes[0].add_patch(plt.Rectangle((b - 0.5 + inset, a - 0.5 + inset), side, side, **frame))
        axes[1].add_patch(plt.Rectangle((place - 0.45, -0.45), 0.9, len(columns) - 0.1, **frame))
    axes[0].set_title(f"a channel: (H, W) = {image.shape}", fontsize=10)
    axes[0].set_xlabel("column")
    axes[0].set_ylabel("row")
    axes[1].set_title(f"its columns: (k k, P) = {columns.shape}", fontsize=10)
    axes[1].set_xlabel("place i B + j")
    axes[1].set_ylabel("row p k + q of the patch")
    return figure


def plot_channels(before, after):
    """Draw how the numbers of each channel are spread, before and after batch norm.

    Args:
        before, after: shape (N, C, H, W).
    """
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True, layout="constrained")
    for cell, numbers, title in zip(axes, (before, after), ("before", "after"), strict=True):
        low, high = np.percentile(numbers, (0.5, 99.5))
        edges = np.linspace(low, high, 60)
        for style, channel in zip(styles(), np.moveaxis(numbers, 1, 0), strict=False):
            share, _ = np.histogram(channel, edges)
            # Rounding leaves a mean of -0.00, which is 0.
            label = (
                f"mean {round(float(channel.mean()), 2) + 0.0:.2f}, deviation {channel.std():.2f}"
            )
            style = {**style, "marker": ""}
            cell.plot((edges[1:] + edges[:-1]) / 2, share / channel.size, label=label, **style)
        cell.set_title(f"{title} batch norm")
        cell.set_xlabel("value")
        cell.set_yscale("log")  # most of an image is paper, which is one high peak
        cell.grid(alpha=0.3)
        cell.legend(fontsize=8, loc="lower center")
    axes[0].set_ylabel("share of the channel's numbers")
    return figure


def plot_dropped(image, outputs):
    """Draw an image and what dropout makes of it in several calls.

    Args:
        image: shape (H, W).
        outputs: shape (n, H, W).
    """
    figure, axes = plt.subplots(1, len(outputs) + 1, figsize=(9, 2.1), layout="constrained")
    limit = float(np.abs(outputs).max())
    draw_image(axes[0], image, "in testing", limit)
    for number, (cell, output) in enumerate(zip(axes[1:], outputs, strict=True), start=1):
        draw_image(cell, output, f"in training, call {number}", limit)
    return figure


def plot_curves(panels, labels, logarithmic=()):
    """Draw curves side by side, a panel for each quantity.

    Args:
        panels: {quantity: {name: (x, y)}}.
        labels: what x is, for each panel.
        logarithmic: the quantities that are drawn on a logarithmic scale.
    """
    figure, row = plt.subplots(
        1, len(panels), figsize=(4.8 * len(panels), 3.6), squeeze=False, layout="constrained"
    )
    for axes, (quantity, curves), label in zip(row[0], panels.items(), labels, strict=True):
        for style, (name, (x, y)) in zip(styles(), curves.items(), strict=False):
            marker = style["marker"] if len(x) < 25 else ""
            axes.plot(x, y, label=name, **{**style, "marker": marker})
        axes.set_xlabel(label)
        axes.set_ylabel(quantity)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if quantity in logarithmic:
            axes.set_yscale("log")
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def plot_learned(kernels, image, channels):
    """Draw the kernels of the first layer, and below each its channel after ReLU.

    Args:
        kernels: shape (F, k, k).
        image: shape (H, W).
        channels: shape (F, A, B).
    """
    count = len(kernels)
    figure, axes = plt.subplots(
        2, count + 1, figsize=(1.15 * (count + 1), 2.7), layout="constrained"
    )
    axes[0, 0].axis("off")
    draw_image(axes[1, 0], image, "the image")
    for column, (kernel, channel) in enumerate(zip(kernels, channels, strict=True), start=1):
        draw_image(axes[0, column], kernel, f"kernel {column}", float(np.abs(kernels).max()))
        draw_image(axes[1, column], channel, "", float(np.abs(channels).max()))
    return figure


def plot_misread(images, labels, predicted, columns=8):
    """Draw images that were misread, with label and prediction.

    Args:
        images: shape (n, H, W).
        labels, predicted: shape (n,).
    """
    rows = -(-len(images) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.1 * columns, 1.4 * rows), squeeze=False, layout="constrained"
    )
    for cell in axes.ravel():
        cell.axis("off")
    for cell, image, label, guess in zip(axes.ravel(), images, labels, predicted, strict=False):
        cell.imshow(image, cmap="gray_r")
        cell.set_title(f"{label}, read as {guess}", fontsize=8)
    return figure
