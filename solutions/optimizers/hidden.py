"""The hidden checks of optimizers, and the oracles: sums over all gradients so far in place of what is remembered."""

import numpy as np
from checks import (
    EXACT,
    UNCHANGED,
    adaptive_adam,
    adaptive_rmsprop,
    away_from_zero,
    descent_path,
    follow,
    landscapes_best,
    landscapes_bound,
    landscapes_factors,
    landscapes_quadratic,
    landscapes_rosenbrock,
    make_bowl,
    make_gradients,
    make_parameters,
    make_steps,
    make_wave,
    rates_of,
    schedules_cosine,
    schedules_step,
    schedules_warm_up,
    steps_heavy_ball,
    steps_momentum,
    steps_nesterov,
    steps_sgd,
)

from autograder.checks import Expect, central_difference, check


@landscapes_quadratic.oracle
def expected_quadratic(reference, w, A):
    def loss(w):
        return sum(w[i] * w[j] * A[i, j] for i in range(4) for j in range(4)) / 2

    return {"loss": loss(w), "gradient": central_difference(loss, w)}


@landscapes_rosenbrock.oracle
def expected_rosenbrock(reference, w):
    def loss(w):
        return (w[0] - 1) ** 2 + (10 * (w[0] * w[0] - w[1])) ** 2

    return {"loss": loss(w), "gradient": central_difference(loss, w)}


@landscapes_bound.oracle
def expected_bound(reference, A, curvatures):
    return {"learning rate": 2 / max(curvatures)}


@landscapes_best.oracle
def expected_best(reference, A, curvatures):
    return {"learning rate": 2 / (max(curvatures) + min(curvatures))}


def slow_factors(curvatures, learning_rate, momentum):
    """Returns the factors (D,): the largest eigenvalue of the matrix that makes (x[t + 1], x[t]) of (x[t], x[t - 1])."""
    matrices = [
        [[1 + momentum - learning_rate * curvature, -momentum], [1, 0]] for curvature in curvatures
    ]
    return np.array([np.abs(np.linalg.eigvals(matrix)).max() for matrix in matrices])


@landscapes_factors.oracle
def expected_factors(reference, curvatures, learning_rate):
    return {"factors": slow_factors(curvatures, learning_rate, 0.0)}


def make_rolling(rng):
    """Returns (curvatures (4,), learning_rate, momentum): too slow to swing, swinging twice, and too fast.

    Roots are complex where rate times curvature is between (1 - sqrt(momentum))^2 and (1 + sqrt(momentum))^2.
    """
    momentum, learning_rate = rng.uniform(0.4, 0.9), rng.uniform(0.05, 0.3)
    ends = (1 - np.sqrt(momentum)) ** 2, (1 + np.sqrt(momentum)) ** 2
    shares = rng.uniform([0.1, 0.1, 0.6], [0.9, 0.4, 0.9])
    inside = ends[0] + shares[1:] * (ends[1] - ends[0])
    products = np.array([shares[0] * ends[0], *inside, ends[1] + rng.uniform(0.2, 1)])
    return rng.permutation(products) / learning_rate, float(learning_rate), float(momentum)


@check(
    "landscapes.momentum",
    points=5,
    needs=["landscapes"],
    title={"zh": "有动量时每步的收缩系数"},
    expect=Expect(rtol=1e-7, atol=1e-9),
    inputs=make_rolling,
)
def landscapes_momentum(student, curvatures, learning_rate, momentum):
    """by which factor a step of momentum makes the distance smaller"""
    return {"factors": student.landscapes.shrink_factors(curvatures, learning_rate, momentum)}


@landscapes_momentum.oracle
def expected_momentum_factors(reference, curvatures, learning_rate, momentum):
    return {"factors": slow_factors(curvatures, learning_rate, momentum)}


def rolled(parameters, gradients, mu, rates, inside):
    """Returns what `follow` returns for momentum: each gradient is part of its own step and of all later ones.

    Args:
        rates: of each step.
        inside: whether a gradient keeps the rate of its own step.
    """
    outputs = {}
    for count in range(1, len(gradients) + 1):
        for place, name in enumerate("Wb"):
            moved = parameters[place].copy()
            for born in range(count):
                for step in range(born, count):
                    rate = rates[born] if inside else rates[step]
                    moved -= rate * mu ** (step - born) * gradients[born][place]
            outputs[f"{name} after step {count}"] = moved
    return outputs


@steps_sgd.oracle
def expected_sgd(reference, parameters, gradients):
    return rolled(parameters, gradients, 0.0, [0.1] * 2, inside=False)


@steps_momentum.oracle
def expected_momentum(reference, parameters, gradients):
    return rolled(parameters, gradients, 0.8, [0.05] * 4, inside=False)


@steps_heavy_ball.oracle
def expected_heavy_ball(reference, parameters, gradients):
    return rolled(parameters, gradients, 0.8, [0.05] * 4, inside=True)


@steps_nesterov.oracle
def expected_nesterov(reference, parameters, gradients):
    outputs = rolled(parameters, gradients, 0.8, [0.05] * 3, inside=True)
    for place, name in enumerate("Wb"):
        path = [parameters[place], parameters[place]]
        path += [outputs[f"{name} after step {number}"] for number in (1, 2)]
        for number in (1, 2, 3):
            ahead = path[number] + 0.8 * (path[number] - path[number - 1])
            outputs[f"{name} ahead of step {number}"] = ahead
    return outputs


def make_changing(rng):
    """Returns (parameters, gradients, rates): five steps, each with a learning rate of its own."""
    return (
        make_parameters(rng),
        make_gradients(rng, 5),
        rng.permutation([0.3, 0.2, 0.1, 0.05, 0.02]),
    )


@check(
    "steps.changing",
    points=4,
    needs=["optimizers"],
    title={"zh": "学习率变化时两种动量的区别"},
    expect=EXACT,
    inputs=make_changing,
)
def steps_changing(student, parameters, gradients, rates):
    """the two forms of momentum while the learning rate changes"""
    outputs = {}
    for name in ("Momentum", "HeavyBall"):
        optimizer = getattr(student.optimizers, name)(0.1, 0.9)
        found = follow(student, optimizer, parameters, gradients, rates)
        outputs.update({f"{name}: {output}": value for output, value in found.items()})
    return outputs


@steps_changing.oracle
def expected_changing(reference, parameters, gradients, rates):
    outputs = {}
    for name, inside in (("Momentum", False), ("HeavyBall", True)):
        found = rolled(parameters, gradients, 0.9, rates, inside)
        outputs.update({f"{name}: {output}": value for output, value in found.items()})
    return outputs


OPTIMIZERS = ("SGD", "Momentum", "HeavyBall", "Nesterov", "RMSProp", "Adam")


# Not 1 - mu, which a damped velocity is multiplied by.
RATE = 0.15


def make_large(rng):
    """Returns (parameters, gradients) of 3 steps, the gradients so large that it does not show where epsilon stands."""
    parameters, gradients = make_parameters(rng), make_gradients(rng, 3)
    return parameters, [[10 * gradient for gradient in pair] for pair in gradients]


@check(
    "steps.arrays",
    points=3,
    needs=["optimizers"],
    title={"zh": "更新不修改梯度，向前看不修改参数"},
    expect={
        "W *": Expect(rtol=1e-6, atol=1e-6),
        "*": Expect(rtol=1e-9, atol=1e-12, says=UNCHANGED),
    },
    inputs=make_large,
)
def steps_arrays(student, parameters, gradients):
    """steps leave the gradients as they are, looking ahead leaves the parameters"""
    outputs = {}
    for name in OPTIMIZERS:
        optimizer = getattr(student.optimizers, name)(RATE)
        given = student.record(parameters=parameters, gradients=gradients)
        for number in range(3):
            optimizer.step(given.parameters, given.gradients[number])
        outputs[f"W by {name}"] = given.parameters[0]
        for number in range(3):
            for place, of in enumerate("Wb"):
                output = f"gradient {number + 1} of {of} after {name}"
                outputs[output] = given.gradients[number][place]
        optimizer.look_ahead(given.parameters)
        outputs[f"W by {name} after look_ahead"] = given.parameters[0]
    return outputs


@steps_arrays.oracle
def expected_arrays(reference, parameters, gradients):
    W = {name: rolled(parameters, gradients, 0.9, [RATE] * 3, True) for name in OPTIMIZERS[1:4]}
    W["SGD"] = rolled(parameters, gradients, 0.0, [RATE] * 3, True)
    W["RMSProp"] = scaled(parameters, gradients, (0.0, 0.9), 1e-8, [RATE] * 3, corrected=False)
    W["Adam"] = scaled(parameters, gradients, (0.9, 0.999), 1e-8, [RATE] * 3, corrected=True)
    outputs = {}
    for name in OPTIMIZERS:
        outputs[f"W by {name}"] = outputs[f"W by {name} after look_ahead"] = W[name][
            "W after step 3"
        ]
        for number in range(3):
            for place, of in enumerate("Wb"):
                output = f"gradient {number + 1} of {of} after {name}"
                outputs[output] = gradients[number][place]
    return outputs


def average(values, beta, corrected):
    """Returns the average of arrays, of which each counts beta times as much as the one after it.

    Its weights add up to 1 where it is corrected, and to less before many values have come.
    """
    weights = (1 - beta) * beta ** np.arange(len(values) - 1, -1, -1.0)
    if corrected:
        weights /= weights.sum()
    return np.tensordot(weights, np.array(values), 1)


def scaled(parameters, gradients, betas, epsilon, rates, corrected):
    """Returns what `follow` returns for Adam, or for RMSProp with betas[0] = 0 and nothing corrected."""
    outputs = {}
    for place, name in enumerate("Wb"):
        w = parameters[place]
        for count in range(1, len(gradients) + 1):
            past = [pair[place] for pair in gradients[:count]]
            m = average(past, betas[0], corrected)
            s = average(np.square(past), betas[1], corrected)
            w = w - rates[count - 1] * m / (np.sqrt(s) + epsilon)
            outputs[f"{name} after step {count}"] = w
    return outputs


@adaptive_rmsprop.oracle
def expected_rmsprop(reference, parameters, gradients):
    return scaled(parameters, gradients, (0.0, 0.8), 1e-8, [0.1] * 3, corrected=False)


@adaptive_adam.oracle
def expected_adam(reference, parameters, gradients):
    return scaled(parameters, gradients, (0.8, 0.95), 1e-8, [0.1] * 3, corrected=True)


@check(
    "adaptive.epsilon",
    points=4,
    needs=["optimizers"],
    title={"zh": "epsilon 的位置"},
    expect=EXACT,
    inputs=make_steps(3),
)
def adaptive_epsilon(student, parameters, gradients):
    """where epsilon stands, seen by one of 0.5"""
    outputs = {}
    for name, settings in (("RMSProp", (0.9,)), ("Adam", (0.9, 0.99))):
        optimizer = getattr(student.optimizers, name)(0.1, *settings, 0.5)
        found = follow(student, optimizer, parameters, gradients)
        outputs.update({f"{name}: {output}": value for output, value in found.items()})
    return outputs


@adaptive_epsilon.oracle
def expected_epsilon(reference, parameters, gradients):
    outputs = {}
    for name, betas in (("RMSProp", (0.0, 0.9)), ("Adam", (0.9, 0.99))):
        found = scaled(parameters, gradients, betas, 0.5, [0.1] * 3, corrected=name == "Adam")
        outputs.update({f"{name}: {output}": value for output, value in found.items()})
    return outputs


def make_resting(rng):
    """Returns (parameters, gradients, rates): 20 steps in which one weight never has a gradient."""
    parameters, gradients = make_parameters(rng), make_gradients(rng, 20)
    for W, _ in gradients:
        W[1, 0] = 0
    return parameters, gradients, rng.uniform(0.01, 0.1, 20)


@check(
    "adaptive.rates",
    points=5,
    needs=["optimizers"],
    title={"zh": "学习率变化、某个梯度恒为 0 时的 RMSProp 和 Adam"},
    expect=Expect(rtol=1e-5, atol=1e-5),
    inputs=make_resting,
)
def adaptive_rates(student, parameters, gradients, rates):
    """many steps of RMSProp and Adam, the learning rate changing, one gradient always 0"""
    outputs = {}
    for name in ("RMSProp", "Adam"):
        optimizer = getattr(student.optimizers, name)(1.0)
        found = follow(student, optimizer, parameters, gradients, rates)
        for number in (1, 10, 20):
            outputs[f"{name}: W after step {number}"] = found[f"W after step {number}"]
    return outputs


@adaptive_rates.oracle
def expected_rates(reference, parameters, gradients, rates):
    outputs = {}
    for name, betas in (("RMSProp", (0.0, 0.9)), ("Adam", (0.9, 0.999))):
        found = scaled(parameters, gradients, betas, 1e-8, rates, corrected=name == "Adam")
        for number in (1, 10, 20):
            outputs[f"{name}: W after step {number}"] = found[f"W after step {number}"]
    return outputs


@descent_path.oracle
def expected_path(reference, A, start):
    power = np.eye(3) - 0.1 * A
    path = [np.linalg.matrix_power(power, t) @ start for t in range(5)]
    return {"path": np.array(path), "start afterwards": start}


def make_scheduled(rng):
    """Returns (A (3, 3), start (3, 2), rates (6,)): the last rate is for nobody."""
    return make_bowl(rng, 3)[0], away_from_zero(rng, (3, 2)), rng.uniform(0.02, 0.15, 6)


@check(
    "descent.schedule",
    points=3,
    needs=["optimizers"],
    title={"zh": "按调度改变学习率的路径"},
    expect=EXACT,
    inputs=make_scheduled,
)
def descent_schedule(student, A, start, rates):
    """the path with a schedule"""
    given = student.record(A=A, rates=rates)
    optimizer = student.optimizers.SGD(0.01)
    path = student.optimizers.descend(optimizer, given.A.dot, start, 5, given.rates.item)
    return {"path": path}


@descent_schedule.oracle
def expected_schedule(reference, A, start, rates):
    path = [start]
    for rate in rates[:5]:
        path.append((np.eye(3) - rate * A) @ path[-1])
    return {"path": np.array(path)}


@check(
    "descent.ahead",
    points=3,
    needs=["optimizers"],
    title={"zh": "Nesterov 的路径：梯度取在前方"},
    expect=EXACT,
    inputs=lambda rng: (make_bowl(rng, 3)[0], away_from_zero(rng, 3)),
)
def descent_ahead(student, A, start):
    """the path of Nesterov's method: the gradient is taken ahead"""
    given = student.record(A=A)
    optimizer = student.optimizers.Nesterov(0.05, 0.7)
    return {"path": student.optimizers.descend(optimizer, given.A.dot, start, 6)}


@descent_ahead.oracle
def expected_ahead(reference, A, start):
    path = [start, start]
    for _ in range(6):
        ahead = path[-1] + 0.7 * (path[-1] - path[-2])
        path.append(ahead - 0.05 * A @ ahead)
    return {"path": np.array(path[1:])}


@schedules_step.oracle
def expected_step(reference, rate, every, factor):
    drops = np.repeat([0, 1, 2], every)[: 2 * every + 2]
    return {"rates": rate * factor**drops}


def falling(rate, total, least):
    """Returns the rates of steps 0 .. total: the square of the cosine of half the angle."""
    return least + (rate - least) * np.cos(np.pi * np.arange(total + 1) / (2 * total)) ** 2


@schedules_cosine.oracle
def expected_cosine(reference, rate, total, least):
    return {
        "rates down to 0": falling(rate, total, 0.0),
        "rates down to the least": falling(rate, total, least),
    }


@schedules_warm_up.oracle
def expected_warm_up(reference, rate, total, least):
    rising = rate * np.array([1, 2, 3]) / 3
    return {"rates": np.concatenate([rising, falling(rate, total - 1, least)])}


@check(
    "schedules.after",
    points=2,
    needs=["schedules"],
    title={"zh": "调度结束之后的学习率，以及没有预热时"},
    expect=EXACT,
    inputs=make_wave,
)
def schedules_after(student, rate, total, least):
    """learning rates after the end, and without a rise"""
    cosine, warm_up = student.schedules.cosine, student.schedules.warm_up
    return {
        "cosine": rates_of(student, cosine, 2 * total, rate, total, least),
        "warm-up of 2 steps": rates_of(student, warm_up, 2 * total, rate, 2, total, least),
        "warm-up of 0 steps": rates_of(student, warm_up, 2 * total, rate, 0, total, least),
    }


@schedules_after.oracle
def expected_after(reference, rate, total, least):
    flat = np.full(2 * total, least)
    outputs = {}
    for name, warm in (("cosine", 0), ("warm-up of 2 steps", 2), ("warm-up of 0 steps", 0)):
        rates = flat.copy()
        rates[:warm] = rate * np.arange(1, warm + 1) / max(warm, 1)
        rates[warm : total + 1] = falling(rate, total - warm, least)
        outputs[name] = rates
    return outputs
