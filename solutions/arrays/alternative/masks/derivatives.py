"""Derivatives with nditer and in place, restored afterwards; closed forms by loops over outputs and inputs."""

import numpy as np


def cubic(x):
    return x.sum() * (x * x).sum()


def quadratic(A):
    return lambda x: np.dot(x, np.dot(A, x))


def affine(W, b):
    return lambda x: np.dot(x, W) + b


def sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2


def softmax(z):
    e = np.exp(z)
    return e / np.sum(e)


def sigmoid_layer(W, b):
    output = np.empty(len(b))

    def forward(x):
        output[...] = sigmoid(np.dot(x, W) + b)
        return output

    return forward


def gradient(f, x, h=1e-5):
    moved = x + 0.0
    d = np.zeros_like(moved)
    walk = np.nditer(moved, flags=["multi_index"])
    while not walk.finished:
        place = walk.multi_index
        original = moved[place]
        moved[place] = original + h
        d[place] = f(moved)
        moved[place] = original - h
        d[place] -= f(moved)
        moved[place] = original
        walk.iternext()
    return d / (2 * h)


def jacobian(f, x, h=1e-5):
    outputs = len(f(x))
    rows = [gradient(lambda moved, i=i: f(moved)[i], x, h) for i in range(outputs)]
    return np.array(rows)


def quadratic_gradient(A, x):
    return A.dot(x) + x.dot(A)


def affine_jacobian(W):
    return np.array([W[:, k] for k in range(W.shape[1])])


def sigmoid_jacobian(z):
    J = np.zeros((len(z), len(z)))
    for i in range(len(z)):
        J[i, i] = sigmoid(z[i]) * sigmoid(-z[i])
    return J


def softmax_jacobian(z):
    p = softmax(z)
    J = np.empty((len(p), len(p)))
    for i in range(len(p)):
        for j in range(len(p)):
            J[i, j] = p[i] * ((i == j) - p[j])
    return J


def layer_jacobian(x, W, b):
    return sigmoid_jacobian(np.dot(x, W) + b).dot(affine_jacobian(W))
