"""Time limits leave room for who writes everything as loops over numbers: right work, however slow, passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.marks import slow

from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.grading.grader import Grader
from autograder.submissions import Submission

LINEAR = """

def half_mse(X, y, theta):
    total = 0.0
    for n in range(len(y)):
        p = 0.0
        for d in range(len(theta)):
            p += X[n, d] * theta[d]
        total += (p - y[n]) ** 2
    return total / (2 * len(y))


def gradient(X, y, theta):
    g = np.zeros(len(theta))
    for n in range(len(y)):
        p = 0.0
        for d in range(len(theta)):
            p += X[n, d] * theta[d]
        for d in range(len(theta)):
            g[d] += X[n, d] * (p - y[n]) / len(y)
    return g
"""
LOGISTIC = """

def _dot(x, theta):
    p = 0.0
    for d in range(len(theta)):
        p += x[d] * theta[d]
    return p


def _sig(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def loss(X, y, theta, decay):
    z = np.array([_dot(x, theta) for x in X])
    w = 0.0
    for d in range(len(theta) - 1):
        w += theta[d] ** 2
    return binary_cross_entropy(z, y) + decay / 2 * w


def gradient(X, y, theta, decay):
    g = np.zeros(len(theta))
    for n in range(len(y)):
        e = _sig(_dot(X[n], theta)) - y[n]
        for d in range(len(theta)):
            g[d] += X[n, d] * e / len(y)
    for d in range(len(theta) - 1):
        g[d] += decay * theta[d]
    return g
"""
SOFTMAX = """

def _forward(self, Input, labels):
    N, D = Input.shape
    K = self.W.shape[1]
    z = np.zeros((N, K))
    for n in range(N):
        for k in range(K):
            s = self.b[0, k]
            for d in range(D):
                s += Input[n, d] * self.W[d, k]
            z[n, k] = s
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    self.Input, self.labels, self.probabilities = Input, labels, e / e.sum(axis=1, keepdims=True)
    logp = z - np.log(e.sum(axis=1, keepdims=True))
    loss = -sum(logp[n, labels[n]] for n in range(N)) / N
    return loss, np.mean(z.argmax(axis=1) == labels)


def _gradient(self):
    N, D = self.Input.shape
    K = self.W.shape[1]
    delta = self.probabilities.copy()
    for n in range(N):
        delta[n, self.labels[n]] -= 1
    self.grad_W, self.grad_b = np.zeros((D, K)), np.zeros((1, K))
    for n in range(N):
        for k in range(K):
            self.grad_b[0, k] += delta[n, k] / N
            for d in range(D):
                self.grad_W[d, k] += self.Input[n, d] * delta[n, k] / N


SoftmaxCrossEntropyLoss.forward = _forward
SoftmaxCrossEntropyLoss.gradient_computing = _gradient
"""


@pytest.mark.parametrize(
    ("name", "file", "loops"),
    [
        ("linear_regression", "linear_regression.py", LINEAR),
        ("logistic_regression", "logistic_regression.py", LOGISTIC),
        slow("softmax_mnist", "loss.py", SOFTMAX),
    ],
)
def test_right_work_in_loops_over_single_numbers_passes_and_is_far_from_a_limit(
    name: str, file: str, loops: str
) -> None:
    assignment = load_assignment(find_course(Path(__file__).parent).bundle(name))
    files = {**assignment.reference, file: assignment.reference[file] + loops.encode()}
    listing = tuple((path, len(content)) for path, content in files.items())
    with Grader(assignment, b"limits") as grader:
        result = grader.grade(Submission("ann", files, listing, (), ""))
    assert {check.status for check in result.checks} == {"passed"}
    assert not result.near_limit
