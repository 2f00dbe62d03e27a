"""Looks like optimizers and changes nothing."""

import numpy as np


class Optimizer:
    def __init__(self, learning_rate, *settings):
        self.learning_rate = learning_rate

    def look_ahead(self, parameters):
        return parameters

    def step(self, parameters, gradients):
        return


SGD = Momentum = HeavyBall = Nesterov = RMSProp = Adam = Optimizer


def descend(optimizer, gradient, start, steps, schedule=None):
    return np.repeat([start], steps + 1, axis=0)
