"""The hidden checks of automatic differentiation, and what the visible ones expect."""

import numpy as np
from checks import (
    LOSS,
    Drawn,
    apply_each,
    forward_direction,
    graph_order,
    graph_steps,
    logistic_analytic,
    logistic_loss,
    logistic_numeric,
    make_batch,
    make_error,
    make_steep,
    operations_functions,
    operations_power,
    operations_products,
    operations_sums,
    reverse_drawn,
    two_numbers,
)

from autograder.checks import central_difference, check


def by_differences(f, *values):
    """Returns the value of f and its partial derivatives by differences."""
    at = np.array(values, dtype=np.float64)
    return np.array([f(*at), *central_difference(lambda moved: f(*moved), at)])


@operations_sums.oracle
def expected_sums(reference, rng):
    a, b = two_numbers(rng)
    return {
        "add: value, partials": by_differences(lambda a, b: a + b, a, b),
        "subtract: value, partials": by_differences(lambda a, b: a - b, a, b),
    }


@operations_products.oracle
def expected_products(reference, rng):
    a, b = two_numbers(rng)
    return {
        "multiply: value, partials": by_differences(lambda a, b: a * b, a, b),
        "divide: value, partials": by_differences(lambda a, b: a / b, a, b),
    }


@operations_power.oracle
def expected_power(reference, a, _):
    return {
        "a to 3: value, partial": by_differences(lambda a: a * a * a, a),
        "-a to 2: value, partial": by_differences(lambda a: a * a, -a),
        "a to -1.5: value, partial": by_differences(lambda a: 1 / (a * np.sqrt(a)), a),
    }


FUNCTIONS = {
    "exp": np.exp,
    "log": np.log,
    "sigmoid": lambda x: (1 + np.tanh(x / 2)) / 2,
    "softplus": lambda x: np.logaddexp(0, x),
}


@operations_functions.oracle
def expected_functions(reference, rng):
    a, _ = two_numbers(rng)
    return {f"{name}: value, partials": by_differences(f, a) for name, f in FUNCTIONS.items()}


@graph_steps.oracle
def expected_steps(reference, rng):
    x, w, y = make_error(rng, 4)
    u = sum(left * right for left, right in zip(x, w, strict=True))
    return {
        "u": u,
        "v: value, partials": np.array([u - y, 1, -1]),
        "z: value, partials": np.array([(u - y) ** 2, 2 * (u - y)]),
    }


@graph_order.oracle
def expected_order(reference, rng):
    drawn = Drawn(rng)
    return {
        "values of the nodes, sorted": np.sort(drawn.values[drawn.reached()]),
        "value of the last node": drawn.values[drawn.output],
        "parents that come too late": 0,
    }


def derivatives(drawn):
    """Returns the derivative of the output of a drawn graph by each of its inputs.

    With the partials in a matrix P, the tangents t of all nodes obey t = P t + those of the inputs, so
    that the derivatives are a row of the inverse of 1 - P.
    """
    count = len(drawn.values)
    P = np.zeros((count, count))
    for number, (parents, partials) in enumerate(zip(drawn.parents, drawn.partials, strict=True)):
        for parent, partial in zip(parents, partials, strict=True):
            P[number, parent] += partial
    return np.linalg.inv(np.eye(count) - P)[drawn.output, : drawn.inputs]


def count_edges(drawn):
    """Returns the number of edges of the part of a drawn graph that the output depends on."""
    return sum(len(drawn.parents[number]) for number in drawn.reached())


@forward_direction.oracle
def expected_direction(reference, rng):
    drawn = Drawn(rng)
    direction = rng.normal(size=drawn.inputs)
    return {"derivative": derivatives(drawn) @ direction, "multiplications": count_edges(drawn)}


@reverse_drawn.oracle
def expected_reverse(reference, drawn):
    return {"gradient": derivatives(drawn), "multiplications": count_edges(drawn)}


def mean_loss(theta, X, labels):
    """Returns the mean binary cross-entropy."""
    signs = 2 * labels - 1
    return np.logaddexp(0, -signs * (X @ theta)).mean()


@logistic_loss.oracle
def expected_loss(reference, rng):
    return {"loss": mean_loss(*make_steep(rng, 6, 4))}


@logistic_analytic.oracle
def expected_analytic(reference, rng):
    theta, X, labels = make_batch(rng, 7, 4)
    return {"gradient": central_difference(lambda moved: mean_loss(moved, X, labels), theta)}


@logistic_numeric.oracle
def expected_numeric(reference, rng):
    theta, X, labels = make_steep(rng, 5, 3)
    steps = 0.3 * np.eye(3)
    pairs = [[mean_loss(theta + s * e, X, labels) for s in (1, -1)] for e in steps]
    return {"gradient": np.array([(above - below) / 0.6 for above, below in pairs])}


def extremes(student, rng, name):
    """Returns value and partial of an operation far above and far below 0."""
    shift = float(rng.normal())
    outputs = {}
    for side, a in (("above", 1000 + shift), ("below", -1000 + shift)):
        [found] = apply_each(student, [name], a).values()
        outputs[f"far {side} 0: value, partial"] = found
    return outputs


@check(
    "operations.extreme_sigmoid",
    points=2,
    needs=["graph"],
    title={"zh": "输入为 ±1000 时的 sigmoid"},
)
def operations_extreme_sigmoid(student, rng):
    """sigmoid of +-1000"""
    return extremes(student, rng, "sigmoid")


@operations_extreme_sigmoid.oracle
def expected_extreme_sigmoid(reference, rng):
    return {
        "far above 0: value, partial": np.array([1.0, 0.0]),
        "far below 0: value, partial": np.array([0.0, 0.0]),
    }


@check(
    "operations.extreme_softplus",
    points=2,
    needs=["graph"],
    title={"zh": "输入为 ±1000 时的 softplus"},
)
def operations_extreme_softplus(student, rng):
    """softplus of +-1000"""
    return extremes(student, rng, "softplus")


@operations_extreme_softplus.oracle
def expected_extreme_softplus(reference, rng):
    shift = float(rng.normal())
    return {
        "far above 0: value, partial": np.array([1000 + shift, 1.0]),
        "far below 0: value, partial": np.array([0.0, 0.0]),
    }


@check("graph.deep", points=5, needs=["graph"], title={"zh": "上千个节点深的图"})
def graph_deep(student, rng):
    """z = (<x, w> - y)^2 of 1,500 inputs, differentiated"""
    x, w, y = make_error(rng, 1500)
    inputs = student.graph.Node.inputs(w)
    z = student.graph.squared_error(student.graph.Node.inputs(x), inputs, student.graph.Node(y))[2]
    return {"z": z.value, "gradient": student.graph.reverse_gradient(z, inputs)[0]}


@graph_deep.oracle
def expected_deep(reference, rng):
    x, w, y = make_error(rng, 1500)
    v = x @ w - y
    return {"z": v**2, "gradient": 2 * v * x}


@check("forward.gradient", points=6, needs=["graph"], title={"zh": "前向模式：每个输入一次"})
def forward_gradient(student, rng):
    """forward mode with a pass for each input, and its multiplications"""
    drawn = Drawn(rng, inputs=5, inner=12)
    nodes = drawn.build(student)
    # In another order, and without the first of them, which the output depends on.
    inputs = nodes[1:5][::-1]
    result = student.graph.forward_gradient(nodes[drawn.output], inputs)
    return {"gradient": result[0], "multiplications": result[1]}


@forward_gradient.oracle
def expected_forward(reference, rng):
    drawn = Drawn(rng, inputs=5, inner=12)
    gradient = derivatives(drawn)[1:][::-1]
    return {"gradient": gradient, "multiplications": 4 * count_edges(drawn)}


@check(
    "reverse.shared",
    points=6,
    needs=["graph"],
    title={"zh": "多次使用的节点，重复调用，无关的输入"},
    inputs=two_numbers,
)
def reverse_shared(student, a, b):
    """nodes used several times, a second call, and an input that does not count"""
    x, unused = student.graph.Node(a), student.graph.Node(b)
    square = student.graph.Node(a * a, (x, x), (a, a))
    cube = student.graph.Node(a**3, (square, x), (a, a * a))
    # x^3 + x^2 + x, with x and x^2 used again after others were made of them.
    total = student.graph.Node(a**3 + a**2, (cube, square), (1.0, 1.0))
    output = student.graph.Node(a**3 + a**2 + a, (x, total), (1.0, 1.0))
    outputs = {}
    for call in ("first", "second"):
        result = student.graph.reverse_gradient(output, [x, unused])
        outputs[f"gradient of the {call} call"] = result[0]
        outputs[f"multiplications of the {call} call"] = result[1]
    other = student.graph.reverse_gradient(square, [x, unused])
    outputs["gradient of the square"] = other[0]
    return outputs


@reverse_shared.oracle
def expected_shared(reference, a, _):
    outputs = {"gradient of the square": np.array([2 * a, 0])}
    for call in ("first", "second"):
        outputs[f"gradient of the {call} call"] = np.array([3 * a**2 + 2 * a + 1, 0])
        outputs[f"multiplications of the {call} call"] = 8
    return outputs


@check("reverse.operations", points=5, needs=["graph"], title={"zh": "由各种运算组成的函数的梯度"})
def reverse_operations(student, rng):
    """gradient of a function of all operations, in both modes"""
    a, b = two_numbers(rng)
    graph = student.graph
    x, y = graph.Node(a), graph.Node(b)
    ratio = graph.divide(graph.exp(graph.subtract(x, y)), graph.softplus(graph.multiply(x, y)))
    bent = graph.sigmoid(graph.add(graph.log(y), graph.power(x, 2)))
    output = graph.multiply(ratio, graph.add(bent, x))
    return {
        "value": output.value,
        "gradient in forward mode": graph.forward_gradient(output, [x, y])[0],
        "gradient in reverse mode": graph.reverse_gradient(output, [x, y])[0],
    }


@reverse_operations.oracle
def expected_operations(reference, rng):
    def f(x, y):
        ratio = np.exp(x - y) / np.logaddexp(0, x * y)
        return ratio * (1 / (1 + np.exp(-np.log(y) - x**2)) + x)

    value, *gradient = by_differences(f, *two_numbers(rng))
    return {
        "value": value,
        "gradient in forward mode": np.array(gradient),
        "gradient in reverse mode": np.array(gradient),
    }


@check(
    "logistic.modes",
    points=5,
    needs=["graph", "logistic"],
    title={"zh": "损失的梯度：前向、反向"},
    facts={"batch": 5},
    inputs=lambda rng: make_steep(rng, 5, 3),
)
def logistic_modes(student, theta, X, labels):
    """gradient of the loss, in both modes"""
    nodes = student.graph.Node.inputs(theta)
    loss = student.logistic.logistic_loss(nodes, X, labels)
    return {
        "gradient in forward mode": student.graph.forward_gradient(loss, nodes)[0],
        "gradient in reverse mode": student.graph.reverse_gradient(loss, nodes)[0],
    }


@logistic_modes.oracle
def expected_modes(reference, theta, X, labels):
    gradient = central_difference(lambda moved: mean_loss(moved, X, labels), theta)
    return {"gradient in forward mode": gradient, "gradient in reverse mode": gradient}


@check(
    "logistic.train",
    points=5,
    needs=["graph", "logistic"],
    title={"zh": "训练的损失曲线和参数"},
    expect=LOSS,
    inputs=lambda rng: (*make_batch(rng, 10, 3)[1:], *make_balanced(rng)),
)
def logistic_train(student, X, labels, *balanced):
    """loss curve and parameters of a training"""
    result = student.logistic.train(X, labels, 0.5, 6)
    bottom = student.logistic.train(*balanced, 0.5, 4)
    return {
        "theta": result[0],
        "losses": result[1],
        "theta, near the minimum": bottom[0],
        "losses, near the minimum": bottom[1],
    }


def make_balanced(rng):
    """Returns (X (6, 3), labels): each sample is there with both labels, but for 1e-4; so the minimum is near 0.

    From step to step the loss changes by less than 1e-8, and theta by 1e-5.
    """
    X = make_batch(rng, 3, 3)[1]
    moved = X + 1e-4 * rng.choice([-1, 1], X.shape) * rng.uniform(0.5, 1.5, X.shape)
    return np.vstack([X, moved]), np.repeat([0, 1], 3)


@logistic_train.oracle
def expected_train(reference, X, labels, *balanced):
    outputs = plain_training(X, labels, 6)
    bottom = plain_training(*balanced, 4)
    return outputs | {f"{name}, near the minimum": value for name, value in bottom.items()}


def plain_training(X, labels, steps):
    theta, losses = np.zeros(3), []
    for _ in range(steps):
        losses.append(mean_loss(theta, X, labels))
        theta = theta - 0.5 * central_difference(lambda moved: mean_loss(moved, X, labels), theta)
    return {"theta": theta, "losses": np.array(losses)}
