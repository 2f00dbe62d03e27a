"""Linear regression: half mean squared error, its closed form, and gradient descent.

TODO: add_bias, half_mse, gradient, closed_form, step, gradient_descent and sgd.

Symbols: N samples, D features (after add_bias one more, always 1), X the samples as rows, y what is to
be predicted, theta the parameters: a weight for each feature, and last the bias. The prediction is
X theta. Work on whole arrays; only gradient_descent and sgd loop, over their steps.
"""

import numpy as np


def add_bias(X):
    """Append a last column of ones, so that theta's last number is the bias.

    With w the weights and b the bias, x1 w1 + x2 w2 + b is then one product, (x1, x2, 1) theta with
    theta = (w1, w2, b).

    Args:
        X: shape (N, D).

    Returns:
        shape (N, D + 1).
    """
    raise NotImplementedError("TODO: add_bias in linear_regression.py")


def half_mse(X, y, theta):
    """Compute the loss: half the mean squared error,

        loss = 1/(2N) sum_n (x_n theta - y_n)^2

    The half cancels the 2 that comes out of the square in the gradient.

    Args:
        X: samples with their ones, shape (N, D).
        y: shape (N,).
        theta: shape (D,).

    Returns:
        loss: a number.
    """
    raise NotImplementedError("TODO: half_mse in linear_regression.py")


def gradient(X, y, theta):
    """Compute the gradient of half_mse with respect to theta.

        d loss / d theta = 1/N transpose(X) (X theta - y)

    Args:
        X, y, theta: as in half_mse().

    Returns:
        grad_theta: shape (D,).
    """
    raise NotImplementedError("TODO: gradient in linear_regression.py")


def closed_form(X, y):
    """Compute the theta with the smallest loss: where the gradient is 0,

        transpose(X) X theta = transpose(X) y

    The columns of X are independent, so there is one solution. Solve the equations; no inverse is
    needed.

    Args:
        X: samples with their ones, shape (N, D), N at least D.
        y: shape (N,).

    Returns:
        theta: shape (D,).
    """
    raise NotImplementedError("TODO: closed_form in linear_regression.py")


def step(X, y, theta, learning_rate):
    """Make one step of gradient descent: theta - learning_rate * gradient.

    The gradient is the mean over the samples that are given: all of them, a mini-batch, or one.

    Args:
        X, y, theta: as in half_mse(). Leave theta itself as it is.
        learning_rate: a positive number.

    Returns:
        theta: the new one, shape (D,).
    """
    raise NotImplementedError("TODO: step in linear_regression.py")


def gradient_descent(X, y, theta, learning_rate, steps):
    """Make many steps, each with all samples.

    Args:
        X, y: as in half_mse().
        theta: where to start, shape (D,). Leave it as it is.
        learning_rate: a positive number.
        steps: how many.

    Returns:
        (theta, losses): where it ends, shape (D,); and the loss before each step, shape (steps,).
    """
    raise NotImplementedError("TODO: gradient_descent in linear_regression.py")


def sgd(X, y, theta, learning_rate, orders, batch_size):
    """Mini-batch stochastic gradient descent: steps with a few samples each.

    An epoch goes once over all samples, in its own random order. That order is given, so that a run
    can be repeated: orders[0] are the row numbers of the first epoch. Its first batch_size rows are the
    first batch, the next batch_size rows the second, and so on. What is left at the end is a smaller
    batch.

    Args:
        X, y: as in half_mse().
        theta: where to start, shape (D,). Leave it as it is.
        learning_rate: a positive number.
        orders: shape (epochs, N), each row a permutation of 0 .. N-1.
        batch_size: samples in a batch.

    Returns:
        (theta, losses): where it ends, shape (D,); and the loss of all samples before each epoch, shape
        (epochs,).
    """
    raise NotImplementedError("TODO: sgd in linear_regression.py")
