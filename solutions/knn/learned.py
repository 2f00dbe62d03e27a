"""Features that a network has learned: the hidden layer of a multilayer perceptron, trained on MNIST."""

from pathlib import Path

import numpy as np


def learned_features(images):
    """Return what 50 hidden units make of each image.

    The network, 784-50-10 with sigmoid units, was trained to read digits; its output layer is left away. What it
    was trained on are the first 55,000 training images, so compare on others.

    Args:
        images: shape (N, 784), bytes from 0 to 255.

    Returns:
        features: shape (N, 50), from 0 to 1.
    """
    with np.load(Path(__file__).with_name("learned_layer.npz")) as layer:
        W, b = layer["W"].astype(np.float64), layer["b"].astype(np.float64)
    return 1 / (1 + np.exp(-((images / 255 - 0.1307) @ W + b)))
