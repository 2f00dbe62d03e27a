import numpy as np


def step_decay(t, rate, every, factor=0.1):
    return rate * factor ** int(t // every)


def cosine(t, rate, total, least=0.0):
    if t > total:
        return least
    return least + 0.5 * (rate - least) * (1 + np.cos(np.pi * t / total))


def warm_up(t, rate, warm, total, least=0.0):
    if t < warm:
        return (t + 1) * rate / warm
    return cosine(t - warm, rate, total - warm, least)
