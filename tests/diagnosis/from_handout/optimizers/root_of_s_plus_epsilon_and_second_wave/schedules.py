"""Schedules."""

import numpy as np


def step_decay(t, rate, every, factor=0.1):
    return rate * factor ** (t // every)


def cosine(t, rate, total, least=0.0):
    return least + (rate - least) * (1 + np.cos(np.pi * t / total)) / 2


def warm_up(t, rate, warm, total, least=0.0):
    if t < warm:
        return rate * (t + 1) / warm
    return cosine(t - warm, rate, total - warm, least)
