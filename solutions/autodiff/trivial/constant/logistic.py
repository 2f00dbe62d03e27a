"""Looks like logistic regression and learns nothing."""

import graph
import numpy as np


def logistic_loss(theta, X, labels):
    return graph.Node(np.log(2))


def analytic_gradient(theta, X, labels):
    return np.zeros(len(theta))


def numeric_gradient(theta, X, labels, h=1e-5):
    return np.zeros(len(theta))


def train(X, labels, rate, steps):
    return np.zeros(X.shape[1]), np.full(steps, np.log(2))
