"""The figures of the notebook."""

from itertools import cycle

import matplotlib.pyplot as plt
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


def plot_activations(x, curves):
    """Draw activations and their slopes.

    Args:
        x: inputs, shape (n,).
        curves: {name: (f(x), f'(x))}.
    """
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for panel, place, title in zip(panels, (0, 1), ("f(x)", "f'(x)"), strict=True):
        for style, (name, pair) in zip(styles(), curves.items(), strict=False):
            panel.plot(x, pair[place], label=name, **{**style, "marker": ""})
        panel.set_xlabel("x")
        panel.set_title(title)
        panel.grid(alpha=0.3)
    panels[0].legend()
    return figure


def plot_by_layer(curves, quantity, title):
    """Draw one number per layer, on a logarithmic scale.

    Args:
        curves: {name: numbers}, the first layer's first.
        quantity: what the numbers are.
        title: of the figure.
    """
    figure, axes = plt.subplots(figsize=(6.4, 4), layout="constrained")
    for style, (name, values) in zip(styles(), curves.items(), strict=False):
        axes.semilogy(range(1, len(values) + 1), values, label=name, **style)
    axes.set_xlabel("Layer (1 is next to the image)")
    axes.set_ylabel(quantity)
    axes.set_title(title)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    return figure


def plot_by_epoch(panels, first=1):
    """Draw curves by epoch, a panel for each quantity.

    Args:
        panels: {quantity: {name: numbers}}, a number per epoch.
        first: the number of the first epoch.
    """
    figure, row = plt.subplots(
        1, len(panels), figsize=(4.8 * len(panels), 3.6), squeeze=False, layout="constrained"
    )
    for axes, (quantity, curves) in zip(row[0], panels.items(), strict=True):
        for style, (name, values) in zip(styles(), curves.items(), strict=False):
            axes.plot(range(first, first + len(values)), values, label=name, **style)
        axes.set_xlabel("Epoch")
        axes.set_ylabel(quantity)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        axes.legend()
    return figure
