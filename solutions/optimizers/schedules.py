"""Learning rates that change with the step t, which is 0 in the first step.

TODO: step_decay, cosine and warm_up.
"""

import numpy as np


def step_decay(t, rate, every, factor=0.1):
    """Return the learning rate of step t: it stays for `every` steps, and is then multiplied by `factor`.

    It is rate for t = 0 .. every - 1, rate factor for the next `every` steps, rate factor^2 for the next.

    Args:
        t: 0, 1, 2, ...
        rate: of step 0.
        every: how many steps the rate stays, a whole number of at least 1.
        factor: from 0 to 1.
    """
    ### BEGIN SOLUTION
    return rate * factor ** (t // every)
    ### END SOLUTION


def cosine(t, rate, total, least=0.0):
    """Return the learning rate of step t: half a wave down from `rate` to `least`.

    For t <= total it is least + (rate - least) (1 + cos(pi t / total)) / 2, and `least` from then on.

    Args:
        t: 0, 1, 2, ...
        rate: of step 0.
        total: the step from which on it is `least`, a whole number of at least 1.
        least: the smallest rate.
    """
    ### BEGIN SOLUTION
    return least + (rate - least) * (1 + np.cos(np.pi * min(t / total, 1))) / 2
    ### END SOLUTION


def warm_up(t, rate, warm, total, least=0.0):
    """Return the learning rate of step t: `warm` steps up in a straight line, then the cosine down.

    For t < warm it is rate (t + 1) / warm: the first step has not the rate 0, and step warm - 1 has the
    whole. From step t = warm on it is the cosine, whose own step 0 that is, and which reaches `least` in
    step `total`.

    Args:
        t: 0, 1, 2, ...
        rate: the largest.
        warm: how many steps the rate rises, a whole number from 0 up to (not including) total.
        total: the step from which on it is `least`.
        least: the smallest rate after the rise.
    """
    ### BEGIN SOLUTION
    if t < warm:
        return rate * (t + 1) / warm
    return cosine(t - warm, rate, total - warm, least)
    ### END SOLUTION
