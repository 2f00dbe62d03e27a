"""Polynomial regression: powers as features, L2 against overfitting, and the choice of m and lambda.

TODO: to_unit, powers, design, mean_squared_error, loss, gradient, closed_form, gradient_descent,
condition_number, fit, predict, choose and evaluate.

Symbols: N samples; x is one number for each, y what is to be predicted. m is the highest power, and u is x on the
scale from -1 to 1. X are the features u, u^2, ..., u^m, 1 as columns, so theta has m + 1 numbers: a weight for
each power and last the bias. lam is lambda, the strength of the penalty. Work on whole arrays; only
gradient_descent() loops over its steps, choose() over its candidates, and powers() over the powers, if you like.
"""

import numpy as np


def to_unit(x, low, high):
    """Map x linearly so that low becomes -1 and high becomes 1.

    Args:
        x: shape (N,); numbers beyond low and high land beyond -1 and 1.
        low, high: two numbers, low < high.

    Returns:
        u: shape (N,).
    """
    raise NotImplementedError("TODO: to_unit in polynomial_regression.py")


def powers(u, m):
    """Compute the powers u, u^2, ..., u^m.

    Args:
        u: shape (N,).
        m: the highest power, at least 1.

    Returns:
        shape (N, m): a row for each sample, the first power first.
    """
    raise NotImplementedError("TODO: powers in polynomial_regression.py")


def design(x, m, low, high):
    """Compute the features of a polynomial: the powers of x on the scale from -1 to 1, and last a 1.

    low and high are those of the training samples, whichever samples x belong to: a weight fits one scale.

    Args:
        x: shape (N,).
        m: the highest power.
        low, high: what becomes -1 and 1.

    Returns:
        X: shape (N, m + 1), the columns u, u^2, ..., u^m, 1.
    """
    raise NotImplementedError("TODO: design in polynomial_regression.py")


def mean_squared_error(X, y, theta):
    """Compute the mean squared error, 1/N sum_n (x_n theta - y_n)^2, to compare models by.

    x_n is row n of X. Neither the half of the loss nor its penalty belongs to it.

    Args:
        X: features, shape (N, m + 1).
        y: shape (N,).
        theta: shape (m + 1,).

    Returns:
        a number.
    """
    raise NotImplementedError("TODO: mean_squared_error in polynomial_regression.py")


def loss(X, y, theta, lam):
    """Compute the loss: half the mean squared error and a penalty on the weights,

        loss = 1/(2N) sum_n (x_n theta - y_n)^2 + lam/2 sum_j w_j^2

    x_n is row n of X. The weights w are all of theta but its last number, the bias: that is not penalised.

    Args:
        X, y, theta: as in mean_squared_error().
        lam: the strength of the penalty, 0 or more.

    Returns:
        a number.
    """
    raise NotImplementedError("TODO: loss in polynomial_regression.py")


def gradient(X, y, theta, lam):
    """Compute the gradient of loss() with respect to theta.

        d loss / d theta = 1/N transpose(X) (X theta - y) + lam (w_1, ..., w_m, 0)

    Args:
        X, y, theta, lam: as in loss().

    Returns:
        grad_theta: shape (m + 1,).
    """
    raise NotImplementedError("TODO: gradient in polynomial_regression.py")


def closed_form(X, y, lam):
    """Compute the theta with the smallest loss: where the gradient is 0,

        (transpose(X) X + N lam D) theta = transpose(X) y

    with D the identity matrix but for a 0 in its last place, for the bias. With lam > 0 there is one solution
    even if there are more parameters than samples.

    Args:
        X, y, lam: as in loss(). If lam is 0, the columns of X are independent.

    Returns:
        theta: shape (m + 1,).
    """
    raise NotImplementedError("TODO: closed_form in polynomial_regression.py")


def gradient_descent(X, y, theta, learning_rate, steps, lam):
    """Make many steps theta - learning_rate * gradient, each with all samples.

    Args:
        X, y, lam: as in loss().
        theta: where to start, shape (m + 1,). Leave it as it is.
        learning_rate: a positive number.
        steps: how many.

    Returns:
        (theta, losses): where it ends; and the loss, penalty included, before each step, shape (steps,).
    """
    raise NotImplementedError("TODO: gradient_descent in polynomial_regression.py")


def condition_number(X):
    """Compute the condition number of transpose(X) X: its largest eigenvalue over its smallest.

    The eigenvalues of transpose(X) X are the squares of X's singular values, which are the safe way to them:
    np.linalg.svd(X, compute_uv=False). Of 16 digits a solution of the closed form keeps 16 - log10 of
    this number in the worst case; and descent needs some multiple of it in steps.

    Args:
        X: shape (N, m + 1), N at least m + 1, its columns independent.

    Returns:
        a number, at least 1.
    """
    raise NotImplementedError("TODO: condition_number in polynomial_regression.py")


def fit(train, m, lam):
    """Fit a polynomial to the training samples, by the closed form.

    Args:
        train: the pair (x, y), both of shape (N,).
        m: the highest power.
        lam: the strength of the penalty.

    Returns:
        (theta, low, high): theta of shape (m + 1,), and the smallest and the largest x of the training samples, which
        the features are scaled by.
    """
    raise NotImplementedError("TODO: fit in polynomial_regression.py")


def predict(model, x):
    """Compute what a fitted polynomial predicts.

    Args:
        model: (theta, low, high), as from fit().
        x: shape (N,), any samples.

    Returns:
        shape (N,).
    """
    raise NotImplementedError("TODO: predict in polynomial_regression.py")


def choose(train, validation, degrees, lams):
    """Choose m and lambda: the pair with the smallest mean squared error on the validation split.

    Every candidate is fitted to the training samples alone.

    Args:
        train, validation: pairs (x, y).
        degrees: the values of m to try, whole numbers in any order.
        lams: the values of lambda to try, in any order.

    Returns:
        (m, lam, errors): the best pair; and the validation errors, shape (len(degrees), len(lams)).
    """
    raise NotImplementedError("TODO: choose in polynomial_regression.py")


def evaluate(train, validation, test, degrees, lams):
    """Choose m and lambda on the validation split, and measure with them on the test split, once.

    The test split stands for samples that nobody has seen yet. So nothing may be chosen by looking at it: m
    and lambda must come out the same whatever the test samples are. The model is the one that was chosen, fitted to
    the training samples; the validation samples are not added to them.

    Args:
        train, validation, test: pairs (x, y).
        degrees, lams: as in choose().

    Returns:
        (m, lam, test_error): test_error is the mean squared error on the test split.
    """
    raise NotImplementedError("TODO: evaluate in polynomial_regression.py")
