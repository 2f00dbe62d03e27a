"""The figures of the notebook."""

import matplotlib.pyplot as plt
import numpy as np

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"


def place_nodes(order):
    """Return {node: (column, row)}: a node's column is right of those of all of its parents."""
    columns = {}
    for node in order:
        columns[node] = max((columns[parent] + 1 for parent in node.parents), default=0)
    # An input stands just left of where it is used first.
    for node in order:
        if not node.parents:
            columns[node] = min(columns[user] for user in order if node in user.parents) - 1
    places, filled = {}, {}
    for node in order:
        row = filled.get(columns[node], 0)
        filled[columns[node]] = row + 1
        places[node] = (columns[node], row)
    return {
        node: (column, (filled[column] - 1) / 2 - row) for node, (column, row) in places.items()
    }


def plot_graph(order, names):
    """Draw a graph with the value in each node and the partial beside each edge.

    Args:
        order: its nodes, each after its parents.
        names: {node: name} of those that have one.
    """
    places = place_nodes(order)
    figure, axes = plt.subplots(figsize=(10, 4.4), layout="constrained")
    for node in order:
        x, y = places[node]
        for parent, partial in zip(node.parents, node.partials, strict=True):
            px, py = places[parent]
            arrow = {"arrowstyle": "->", "color": "0.5", "shrinkA": 19, "shrinkB": 19}
            axes.annotate("", (x, y), (px, py), arrowprops=arrow)
            at = (0.55 * px + 0.45 * x, 0.55 * py + 0.45 * y)
            label = axes.text(
                *at, f"{partial:.3g}", color=ORANGE, ha="center", va="center", fontsize=8
            )
            label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.5})
        axes.scatter([x], [y], s=1100, facecolor="white", edgecolor=BLUE, linewidth=1.4, zorder=3)
        text = f"{names[node]}\n{node.value:.3g}" if node in names else f"{node.value:.3g}"
        axes.text(x, y, text, ha="center", va="center", fontsize=8, zorder=4)
    axes.margins(0.08, 0.15)
    axes.set_axis_off()
    axes.set_title("Values in the nodes, partials on the edges (orange)")
    return figure


def plot_cost(inputs, multiplications, seconds):
    """Draw what a gradient costs by the number of inputs, counted and timed.

    Args:
        inputs: the numbers of inputs.
        multiplications, seconds: {name: numbers}, one for each number of inputs.
    """
    figure, panels = plt.subplots(1, 2, figsize=(9.4, 3.8), layout="constrained")
    quantities = (("Multiplications", multiplications), ("Milliseconds", seconds))
    for axes, (quantity, curves) in zip(panels, quantities, strict=True):
        styles = zip((ORANGE, BLUE, GREEN), ("s--", "o-", "^-."), strict=True)
        for (name, values), (colour, form) in zip(curves.items(), styles, strict=False):
            scale = 1000 if quantity == "Milliseconds" else 1
            axes.loglog(inputs, scale * np.asarray(values), form, color=colour, label=name)
        axes.set_xlabel("Inputs")
        axes.set_ylabel(f"{quantity} for one gradient")
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def plot_training(losses, X, labels, theta):
    """Draw the loss by step, and the two classes with the line where both are equally likely."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.4, 3.8), layout="constrained")
    left.plot(range(len(losses)), losses, color=BLUE)
    left.set_xlabel("Step")
    left.set_ylabel("Loss")
    left.set_title("Loss by step")
    left.grid(alpha=0.3)
    for label, colour, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        points = X[labels == label]
        right.scatter(points[:, 0], points[:, 1], s=18, c=colour, marker=marker, label=f"{label}")
    limits = right.get_xlim(), right.get_ylim()
    ends = np.array(limits[0])
    right.plot(ends, -(theta[0] * ends + theta[2]) / theta[1], color="black", label="p = 1/2")
    right.set_xlim(limits[0])
    right.set_ylim(limits[1])
    right.set_title("Classes and decision boundary")
    right.legend()
    return figure
