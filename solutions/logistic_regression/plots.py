"""The figures of the notebook."""

import matplotlib.pyplot as plt
import numpy as np

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
STYLES = ("-", "--", "-.", ":")


def plot_sigmoid(sigmoid, binary_cross_entropy):
    """Draw the sigmoid, and the loss of one sample by its logit."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.0, 3.2), layout="constrained")
    z = np.linspace(-8, 8, 321)
    left.plot(z, sigmoid(z), color=COLOURS[0])
    left.axhline(0.5, color="0.6", linewidth=0.8)
    left.axvline(0, color="0.6", linewidth=0.8)
    left.set_ylabel("sigmoid(z)")
    for y, colour, style in zip((1.0, 0.0), COLOURS, STYLES, strict=False):
        losses = [binary_cross_entropy(z[n : n + 1], np.array([y])) for n in range(len(z))]
        right.plot(z, losses, color=colour, linestyle=style, label=f"y = {y:g}")
    right.set_ylabel("Cross-entropy of one sample")
    right.legend()
    for axes in (left, right):
        axes.set_xlabel("z")
        axes.grid(alpha=0.3)
    return figure


def plot_training(curves):
    """Draw the loss by step.

    Args:
        curves: {name: losses}.
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    for (name, losses), colour, style in zip(curves.items(), COLOURS, STYLES, strict=False):
        axes.plot(losses, color=colour, linestyle=style, label=name)
    axes.set_xlabel("Steps")
    axes.set_ylabel("Loss")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def plot_weights(thetas):
    """Draw the weights of the pixels as images: red for class 1, blue for class 0.

    Args:
        thetas: {name: theta}, theta of shape (785,).
    """
    figure, axes = plt.subplots(
        1, len(thetas), figsize=(2.6 * len(thetas), 2.9), squeeze=False, layout="constrained"
    )
    for cell, (name, theta) in zip(axes[0], thetas.items(), strict=True):
        bound = np.abs(theta[:-1]).max()
        picture = theta[:-1].reshape(28, 28)
        image = cell.imshow(picture, cmap="RdBu_r", vmin=-bound, vmax=bound)
        figure.colorbar(image, ax=cell, shrink=0.7)
        cell.set_title(name, fontsize=9)
        cell.set_xticks([])
        cell.set_yticks([])
    return figure


def plot_images(images, captions, title):
    """Draw images (n, 784) in one row, with captions."""
    figure, axes = plt.subplots(
        1, len(images), figsize=(1.1 * len(images), 1.7), squeeze=False, layout="constrained"
    )
    for cell, image, caption in zip(axes[0], images, captions, strict=True):
        cell.imshow(np.reshape(image, (28, 28)), cmap="gray_r")
        cell.set_title(caption, fontsize=8)
        cell.set_xticks([])
        cell.set_yticks([])
    figure.suptitle(title, fontsize=10)
    return figure
