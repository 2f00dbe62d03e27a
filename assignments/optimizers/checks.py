"""The visible checks of optimizers: run them with `softmark check optimizers`.

Optimizers are given made-up gradients, and not those of a loss, so that a wrong loss costs no points there,
nor the other way round.
"""

import numpy as np

from autograder.checks import Expect, as_numbers, central_difference, check, later

EXACT = Expect(rtol=1e-9, atol=1e-12)
# Differences of a loss of up to 1,000 are right to some 1e-9.
GRADIENT = Expect(rtol=1e-7, atol=1e-7)
# Where an epsilon of 1e-8 stands is not asked here; adaptive.epsilon asks it.
ADAPTIVE = Expect(rtol=1e-6, atol=1e-6)
UNCHANGED = {
    "en": "this array is another one afterwards: it belongs to the caller, so work on a copy",
    "zh": "这个数组之后变了：它属于调用者，请在副本上计算",
}


def away_from_zero(rng, shape):
    """Returns numbers of both signs with sizes from 0.3 to 2."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.3, 2, shape)


def make_bowl(rng, D):
    """Returns (A (D, D), curvatures (D,)): symmetric, the smallest curvature near 1, the largest near 10."""
    rotation = np.linalg.qr(rng.normal(size=(D, D)))[0]
    curvatures = np.concatenate([rng.uniform([0.5, 8], [1.5, 12]), rng.uniform(2, 7, D - 2)])
    A = (rotation * curvatures) @ rotation.T
    return (A + A.T) / 2, curvatures


def make_place(rng):
    """Returns (w (4,), A (4, 4)): a place in a bowl."""
    return away_from_zero(rng, 4), make_bowl(rng, 4)[0]


def numeric_gradient(function, w, *more):
    """Returns the gradient of a submission's own loss by central differences."""
    return {"gradient": central_difference(lambda moved: function(moved, *more)[0], w)}


@check(
    "landscapes.quadratic",
    points=3,
    needs=["landscapes"],
    title={"zh": "二次函数的损失与梯度"},
    expect=GRADIENT,
    inputs=make_place,
)
def landscapes_quadratic(student, w, A):
    """loss and gradient of the bowl"""
    result = student.landscapes.quadratic(w, A)
    return {"loss": result[0], "gradient": result[1]}


@landscapes_quadratic.self_consistency
def own_quadratic(student, w, A):
    return numeric_gradient(student.landscapes.quadratic, w, A)


def make_valley_place(rng):
    """Returns (x, y) with x away from 0 and 1, and y away from x and from x^2, so that each term matters."""
    while True:
        x, y = rng.uniform(-1.5, 1.5, 2)
        if min(abs(x), abs(x - 1), abs(y - x), abs(y - x**2), abs(y)) > 0.2:
            return np.array([x, y])


@check(
    "landscapes.rosenbrock",
    points=6,
    needs=["landscapes"],
    title={"zh": "Rosenbrock 函数的损失与梯度"},
    expect=GRADIENT,
    inputs=make_valley_place,
)
def landscapes_rosenbrock(student, w):
    """loss and gradient of Rosenbrock's valley"""
    result = student.landscapes.rosenbrock(w)
    return {"loss": result[0], "gradient": result[1]}


@landscapes_rosenbrock.self_consistency
def own_rosenbrock(student, w):
    return numeric_gradient(student.landscapes.rosenbrock, w)


@check(
    "landscapes.bound",
    points=3,
    needs=["landscapes"],
    title={"zh": "普通梯度下降的最大学习率"},
    expect=EXACT,
    inputs=lambda rng: make_bowl(rng, 5),
)
def landscapes_bound(student, A, _):
    """the learning rate from which on plain descent does not arrive"""
    return {"learning rate": student.landscapes.largest_rate(A)}


@check(
    "landscapes.best",
    points=3,
    needs=["landscapes"],
    title={"zh": "普通梯度下降的最佳学习率"},
    expect=EXACT,
    inputs=lambda rng: make_bowl(rng, 5),
)
def landscapes_best(student, A, _):
    """the learning rate with which plain descent arrives soonest"""
    return {"learning rate": student.landscapes.best_rate(A)}


@check(
    "landscapes.factors",
    points=4,
    needs=["landscapes"],
    title={"zh": "没有动量时每步的收缩系数"},
    expect=EXACT,
    inputs=lambda rng: (rng.uniform([0.1, 6, 11], [4, 9, 15]), rng.uniform(0.18, 0.22)),
)
def landscapes_factors(student, curvatures, learning_rate):
    """by which factor a step without momentum makes the distance smaller"""
    return {"factors": student.landscapes.shrink_factors(curvatures, learning_rate)}


def make_parameters(rng):
    """Returns [W (3, 2), b (2,)]: two parameters."""
    return [rng.normal(size=(3, 2)), rng.normal(size=2)]


def make_gradients(rng, count):
    """Returns `count` pairs of gradients of W and b."""
    return [[away_from_zero(rng, (3, 2)), away_from_zero(rng, 2)] for _ in range(count)]


def follow(student, optimizer, parameters, gradients, rates=None):
    """Returns W and b after every step of one of the submission's optimizers.

    Args:
        gradients: a pair for each step.
        rates: the learning rate of each step; None keeps what it is.
    """
    given = student.record(parameters=parameters)
    outputs = {}
    for number, pair in enumerate(gradients, start=1):
        if rates is not None:
            optimizer.learning_rate = float(rates[number - 1])
        optimizer.step(given.parameters, pair)
        outputs[f"W after step {number}"] = given.parameters[0]
        outputs[f"b after step {number}"] = given.parameters[1]
    return outputs


def make_steps(count):
    """Returns a function that draws (parameters, gradients) for `count` steps."""
    return lambda rng: (make_parameters(rng), make_gradients(rng, count))


@check(
    "steps.sgd",
    points=4,
    needs=["optimizers"],
    title={"zh": "普通梯度下降的更新"},
    expect=EXACT,
    facts={"learning_rate": 0.1},
    inputs=make_steps(2),
)
def steps_sgd(student, parameters, gradients):
    """steps of plain gradient descent"""
    return follow(student, student.optimizers.SGD(0.1), parameters, gradients)


@check(
    "steps.momentum",
    points=6,
    needs=["optimizers"],
    title={"zh": "学习率在速度之外的动量"},
    expect=EXACT,
    facts={"learning_rate": 0.05, "momentum": 0.8},
    inputs=make_steps(4),
)
def steps_momentum(student, parameters, gradients):
    """steps of momentum, the learning rate outside the velocity"""
    return follow(student, student.optimizers.Momentum(0.05, 0.8), parameters, gradients)


@check(
    "steps.heavy_ball",
    points=6,
    needs=["optimizers"],
    title={"zh": "学习率在速度之内的动量"},
    expect=EXACT,
    facts={"learning_rate": 0.05, "momentum": 0.8},
    inputs=make_steps(4),
)
def steps_heavy_ball(student, parameters, gradients):
    """steps of the heavy ball, the learning rate inside the velocity"""
    return follow(student, student.optimizers.HeavyBall(0.05, 0.8), parameters, gradients)


@check(
    "steps.nesterov",
    points=6,
    needs=["optimizers"],
    title={"zh": "Nesterov：向前看的位置与更新"},
    expect=EXACT,
    facts={"learning_rate": 0.05, "momentum": 0.8},
    inputs=make_steps(3),
)
def steps_nesterov(student, parameters, gradients):
    """where Nesterov's method looks, and its steps"""
    optimizer = student.optimizers.Nesterov(0.05, 0.8)
    given = student.record(parameters=parameters)
    outputs = {}
    for number, pair in enumerate(gradients, start=1):
        ahead = optimizer.look_ahead(given.parameters)
        outputs[f"W ahead of step {number}"] = ahead[0]
        outputs[f"b ahead of step {number}"] = ahead[1]
        optimizer.step(given.parameters, pair)
        outputs[f"W after step {number}"] = given.parameters[0]
        outputs[f"b after step {number}"] = given.parameters[1]
    return outputs


@check(
    "adaptive.rmsprop",
    points=7,
    needs=["optimizers"],
    title={"zh": "RMSProp 的更新"},
    expect=ADAPTIVE,
    facts={"learning_rate": 0.1, "decay": 0.8},
    inputs=make_steps(3),
)
def adaptive_rmsprop(student, parameters, gradients):
    """steps of RMSProp"""
    return follow(student, student.optimizers.RMSProp(0.1, 0.8), parameters, gradients)


@check(
    "adaptive.adam",
    points=9,
    needs=["optimizers"],
    title={"zh": "Adam 的更新"},
    expect=ADAPTIVE,
    facts={"learning_rate": 0.1, "beta1": 0.8, "beta2": 0.95},
    inputs=make_steps(3),
)
def adaptive_adam(student, parameters, gradients):
    """steps of Adam"""
    return follow(student, student.optimizers.Adam(0.1, 0.8, 0.95), parameters, gradients)


@check(
    "descent.path",
    points=4,
    needs=["optimizers"],
    title={"zh": "下降的完整路径"},
    expect={
        "path": EXACT,
        "start afterwards": Expect(rtol=1e-9, atol=1e-12, says=UNCHANGED),
    },
    facts={"learning_rate": 0.1},
    inputs=lambda rng: (make_bowl(rng, 3)[0], away_from_zero(rng, 3)),
)
def descent_path(student, A, start):
    """the path of plain descent, from the start on"""
    given = student.record(A=A, start=start)
    # The gradient of the bowl is A w, which the method `dot` of the array A computes.
    path = student.optimizers.descend(student.optimizers.SGD(0.1), given.A.dot, given.start, 4)
    return {"path": path, "start afterwards": given.start}


def rates_of(student, schedule, steps, *settings):
    """Returns the learning rates of steps 0 .. steps - 1."""
    return later(as_numbers, [schedule(t, *settings) for t in range(steps)])


def make_drops(rng):
    """Returns (rate, every, factor)."""
    return float(rng.uniform(0.5, 2)), int(rng.integers(3, 6)), float(rng.uniform(0.2, 0.6))


@check(
    "schedules.step",
    points=3,
    needs=["schedules"],
    title={"zh": "阶梯式下降的学习率"},
    expect=EXACT,
    inputs=make_drops,
)
def schedules_step(student, rate, every, factor):
    """a learning rate that drops in steps"""
    step = student.schedules.step_decay
    return {"rates": rates_of(student, step, 2 * every + 2, rate, every, factor)}


def make_wave(rng):
    """Returns (rate, total, least)."""
    return float(rng.uniform(0.5, 2)), int(rng.integers(6, 11)), float(rng.uniform(0.05, 0.2))


@check(
    "schedules.cosine",
    points=3,
    needs=["schedules"],
    title={"zh": "余弦下降的学习率"},
    expect=EXACT,
    inputs=make_wave,
)
def schedules_cosine(student, rate, total, least):
    """a learning rate that falls along a cosine"""
    cosine = student.schedules.cosine
    return {
        "rates down to 0": rates_of(student, cosine, total + 1, rate, total),
        "rates down to the least": rates_of(student, cosine, total + 1, rate, total, least),
    }


@check(
    "schedules.warm_up",
    points=4,
    needs=["schedules"],
    title={"zh": "先预热再沿余弦下降"},
    expect=EXACT,
    inputs=make_wave,
)
def schedules_warm_up(student, rate, total, least):
    """a learning rate that rises first"""
    warm_up = student.schedules.warm_up
    return {"rates": rates_of(student, warm_up, total + 3, rate, 3, total + 2, least)}
