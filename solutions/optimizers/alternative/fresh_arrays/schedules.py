"""By numpy, and by loops."""

import numpy as np


def step_decay(t, rate, every, factor=0.1):
    while t >= every:
        rate, t = rate * factor, t - every
    return rate


def cosine(t, rate, total, least=0.0):
    if t >= total:
        return least
    return least + (rate - least) * np.cos(np.pi * t / total / 2) ** 2


def warm_up(t, rate, warm, total, least=0.0):
    rising = np.linspace(rate / max(warm, 1), rate, max(warm, 1))
    return rising[t] if t < warm else cosine(t - warm, rate, total - warm, least)
