"""Looks like a gradient and is none."""

import numpy as np


def cubes(W):
    return 0.0


def waves(W):
    return 0.0


def numeric_gradient(f, W, h=1e-5):
    return np.zeros_like(W)


def relative_error(a, b):
    return 0.0
