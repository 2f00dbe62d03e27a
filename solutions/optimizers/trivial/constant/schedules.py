"""Looks like schedules and never changes the rate."""


def step_decay(t, rate, every, factor=0.1):
    return rate


def cosine(t, rate, total, least=0.0):
    return rate


def warm_up(t, rate, warm, total, least=0.0):
    return rate
