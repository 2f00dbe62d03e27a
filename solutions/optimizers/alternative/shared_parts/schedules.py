"""Each rate as a share of the largest."""

import math


def step_decay(t, rate, every, factor=0.1):
    drops = int(t / every)
    return rate * math.prod([factor] * drops)


def cosine(t, rate, total, least=0.0):
    share = 0.5 + 0.5 * math.cos(math.pi * min(t, total) / total)
    return share * rate + (1 - share) * least


def warm_up(t, rate, warm, total, least=0.0):
    if t >= warm:
        return cosine(t - warm, rate, total - warm, least)
    return rate * (1 - (warm - 1 - t) / warm)
