"""Temperatures of a day, made up with a seed: the same seed gives the same measurements everywhere."""

import numpy as np


def true_temperature(hours):
    """Return the temperature in degrees Celsius at times of the day, without noise.

    Args:
        hours: from 0 to 24, shape (N,).
    """
    day = 2 * np.pi * (hours - 9.5) / 24
    return 13 + 6 * np.sin(day) + 2 * np.sin(2 * day + 0.8) + np.cos(3 * day)


def make_temperatures(count, seed, noise=1.5):
    """Make measurements over the day: one at a random time of each of N equal parts, the first at 0 and the last at 24.

    Args:
        count: N, how many.
        seed: a whole number.
        noise: standard deviation of the errors of measurement, in degrees.

    Returns:
        (hours, temperatures), both of shape (N,), sorted by time.
    """
    rng = np.random.default_rng(seed)
    hours = (np.arange(count) + rng.uniform(0, 1, count)) * 24 / count
    hours[0], hours[-1] = 0, 24
    return hours, true_temperature(hours) + rng.normal(0, noise, count)
