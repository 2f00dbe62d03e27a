"""House prices, made up with a seed: the same seed gives the same houses everywhere."""

import numpy as np

FEATURES = ("living area in square metres", "rooms", "age in years", "km to the centre")


def make_houses(count, seed):
    """Make houses and their prices.

    A price is a base, so much for each unit of each feature, and noise that the features do not
    explain.

    Args:
        count: N, how many.
        seed: a whole number.

    Returns:
        (X, prices): shapes (N, 4) and (N,); the columns of X are FEATURES, prices are in thousands.
    """
    rng = np.random.default_rng(seed)
    area = rng.uniform(35, 210, count)
    rooms = np.clip(np.round(area / 28 + rng.normal(0, 0.8, count)), 1, 9)
    age = rng.uniform(0, 90, count)
    distance = rng.gamma(2.0, 4.0, count)
    X = np.column_stack([area, rooms, age, distance])
    noise = rng.normal(0, 25, count)
    return X, 95 + X @ np.array([2.6, 11.0, -0.9, -5.5]) + noise


def standardise(train, other):
    """Shift and scale every feature to mean 0 and standard deviation 1 on the training samples.

    The other samples are scaled by the numbers of the training samples: their own are not known when
    one house at a time is to be priced.

    Args:
        train, other: shapes (N, D) and (M, D).

    Returns:
        both, scaled.
    """
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / deviation, (other - mean) / deviation


def make_orders(count, epochs, seed):
    """Draw a random order of the samples for every epoch.

    Returns:
        orders: shape (epochs, count), int; each row is a permutation.
    """
    rng = np.random.default_rng(seed)
    return np.stack([rng.permutation(count) for _ in range(epochs)])
