"""Wrong outputs told as equations: exact, unique and over-determined, or not at all."""

from functools import cache

import numpy as np
import pytest
from helpers.doors import load
from helpers.marks import sampled, slow

from autograder.checks.run import Outcome, judge
from autograder.course.expected import graded_inputs
from autograder.course.sources import GradedSources
from autograder.diagnosis.diagnose import Diagnoser
from autograder.diagnosis.equation import Seen, find_equations, holds
from autograder.diagnosis.ingredients import Tagging, tagging
from autograder.diagnosis.replay import ReferenceReplay
from autograder.diagnosis.stand_ins import StandIns, shared_quantities
from autograder.grading.opened import OpenedHere
from autograder.grading.runner import run_check


@cache
def setting(name):
    assignment = load(name)
    expected = graded_inputs(assignment, b"equations")
    return assignment, expected, StandIns(assignment, expected.seed)


def told(name, runs, variant=0):
    _, _, ingredients = setting(name)
    wrong = [run.check.id for run in runs if not run.passed]
    return find_equations(runs, ingredients, variant, wrong)


def run(name, files, variant=0):
    assignment, expected, ingredients = setting(name)
    opened = OpenedHere(assignment, GradedSources({**assignment.reference, **files}))
    checks = [check for check in assignment.checks if set(check.needs) <= ingredients.modules]
    return [run_check(opened, check, expected, variant) for check in checks]


def edited(name, file, old, new):
    source = setting(name)[0].reference[file].decode()
    assert source.count(old) == 1
    return {file: source.replace(old, new).encode()}


DELTA = (
    "        delta = self.probabilities.copy()\n        delta[np.arange(batch), self.labels] -= 1\n"
)
ONE_HOT = "np.eye(self.num_output)[self.labels]"
WRONG = [
    (f"self.probabilities**2 - {ONE_HOT}", "1/N X'(p^2) - 1/N X'(onehot)", "X'(p^2) stands where X'(p) belongs"),
    (f"-np.log(self.probabilities) - {ONE_HOT}", "- 1/N X'(log p) - 1/N X'(onehot)", "X'(log p) stands where X'(p) belongs"),
    (f"self.probabilities - 2 * {ONE_HOT}", "1/N X'(p) - 2/N X'(onehot)", ""),
    (f"self.probabilities * {ONE_HOT} - {ONE_HOT}", "1/N X'(p onehot) - 1/N X'(onehot)", "X'(p onehot) stands where X'(p) belongs"),
    (f"self.probabilities - {ONE_HOT} - 1", "1/N X'(p) - 1/N X'(1) - 1/N X'(onehot)", "X'(1) does not belong there"),
    ("1.0 * self.probabilities", "1/N X'(p)", "X'(onehot) is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("delta", "yours", "what"), sampled(WRONG))
@pytest.mark.parametrize("variant", [0, 3])
def test_a_gradient_that_no_catalogue_knows_is_told(delta, yours, what, variant):
    files = edited("softmax_mnist", "loss.py", DELTA, f"        delta = {delta}\n")
    found = told("softmax_mnist", run("softmax_mnist", files, variant), variant)
    pattern = found["gradient.w"]
    assert pattern.facts["yours"] == yours
    assert pattern.facts["right"] == "1/N X'(p) - 1/N X'(onehot)"
    words = {
        "equation.instead": "{extra} stands where {gone} belongs",
        "equation.added": "{extra} does not belong there",
        "equation.missing": "{gone} is missing",
        "equation": "",
    }
    assert words[pattern.kind].format(**pattern.facts) == what
    assert "gradient.b" in found


@pytest.mark.parametrize(
    ("file", "old", "new", "check", "yours"),
    [
        ("losses.py", "return self.difference / len(self.difference)\n        ### END SOLUTION\n\n\nclass Soft", "return self.difference**2 / len(self.difference)\n        ### END SOLUTION\n\n\nclass Soft", "losses.euclidean", None),
        ("layers.py", "delta @ self.W.T", "delta**2 @ self.W.T", "layers.linear", "(delta^2) W'"),
        ("layers.py", "self.Input.T @ delta", "self.Input.T @ np.abs(delta)", "layers.linear", "X'(|delta|)"),
        ("layers.py", "self.Input.T @ delta", "self.Input.T @ delta + self.W", "layers.linear", "W + X'(delta)"),
    ],
)  # fmt: skip
def test_layers_and_losses(file, old, new, check, yours):
    found = told("mlp", run("mlp", edited("mlp", file, old, new)))
    if yours is None:
        assert found[check].facts["yours"].count("targets") == 2
    else:
        assert found[check].facts["yours"] == yours


# Assignment, file, what stands in place of what, the check, and its equation.
FURTHER = [
    ("linear_regression", "linear_regression.py", "return X.T @ (X @ theta - y) / len(y)", "return X.T @ np.abs(X @ theta - y) / len(y)", "gradient.shapes", "1/N X'(|error|)"),
    ("linear_regression", "linear_regression.py", "return X.T @ (X @ theta - y) / len(y)", "return X.T @ (X @ theta - y) / len(y) + theta", "gradient.shapes", "1/N X'(error) + theta"),
    ("linear_regression", "linear_regression.py", "np.mean((X @ theta - y) ** 2) / 2", "np.mean((X @ theta - y) ** 2) / 2 + theta @ theta", "loss.sizes", "1/(2 N) sum error^2 + sum theta^2"),
    ("logistic_regression", "logistic_regression.py", "X.T @ (sigmoid(X @ theta) - y) / len(y)", "X.T @ (X @ theta - y) / len(y)", "gradient.shapes", "decay w + 1/N X'(z - y)"),
    ("logistic_regression", "logistic_regression.py", "X.T @ (sigmoid(X @ theta) - y) / len(y)", "X.T @ np.abs(sigmoid(X @ theta) - y) / len(y)", "gradient.shapes", "decay w + 1/N X'(|error|)"),
    ("mlp", "layers.py", "delta * (1 - self.output**2)", "delta * (1 - self.output) ** 2", "layers.tanh", "delta + delta f^2 - 2 delta f"),
    ("mlp", "layers.py", "delta * self.output * (1 - self.output)", "delta * self.output**2", "layers.sigmoid", "delta f^2"),
    ("mlp", "losses.py", "np.sum(self.difference**2) / (2 * len(Output))", "np.sum(np.abs(self.difference)) / len(Output)", "losses.euclidean", "1/N sum |Output - targets|"),
    ("convnet", "convolution.py", "products = delta @", "products = delta**2 @", "convolution.backward", "sum_n (delta^2) columns'"),
    ("convnet", "regularisation.py", "(delta - shift - stretch)", "(delta + shift - stretch)", "norm.backward", "gamma/s (delta) + 1/M gamma/s (sum(delta)) - 1/M gamma/s (x sum(delta x))"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "old", "new", "check", "yours"), sampled(FURTHER))
def test_losses_regressions_and_activations(name, file, old, new, check, yours):
    found = told(name, run(name, edited(name, file, old, new)))
    assert found[check].facts["yours"] == yours


def test_right_numbers_in_another_shape_are_told_as_no_equation():
    edit = ("convnet", "convolution.py", ".reshape(self.W.shape)", "")
    assignment, expected, _ = setting("convnet")
    files = {**assignment.reference, **edited(*edit)}
    opened = OpenedHere(assignment, GradedSources(files))
    runs = [run_check(opened, assignment.check("convolution.backward"), expected, 0)]
    replay = ReferenceReplay(assignment, (), graded_inputs(assignment, b"tests").seed)
    found = Diagnoser(replay, assignment.checks, expected.outputs).diagnose(runs, 0)
    assert found["convolution.backward"].pattern.kind == "boxed"


def test_an_equation_is_followed_through_a_network():
    """A layer's own check tells the equation; the network's fail because of it, and say the same."""
    files = edited("mlp", "layers.py", "self.Input.T @ delta", "self.Input.T @ np.abs(delta)")
    assignment, expected, ingredients = setting("mlp")
    opened = OpenedHere(assignment, GradedSources({**assignment.reference, **files}))
    ids = ("layers.linear", "network.passes", "network.square", "network.curve")
    runs = [run_check(opened, assignment.check(id_), expected, 0) for id_ in ids]
    found = find_equations(runs, ingredients, 0, ids)
    assert {found[id_].facts["yours"] for id_ in ids[:3]} == {"X'(|delta|)"}
    # Another fault in the network, and its checks are no longer explained.
    files |= edited("mlp", "network.py", "reversed(self.layers)", "reversed(self.layers[1:])")
    opened = OpenedHere(assignment, GradedSources({**assignment.reference, **files}))
    runs = [run_check(opened, assignment.check(id_), expected, 0) for id_ in ids]
    assert find_equations(runs, ingredients, 0, ids).keys() == {"layers.linear"}


@pytest.mark.parametrize(
    ("new", "yours"),
    [
        ("delta.T @ X + lam * np.sign(W)", "1/N (p)'X + lam sign(W) - 1/N (onehot)'X"),
        ("delta.T @ X + 2 * lam * np.hstack([W[:, :-1], 0 * W[:, -1:]])", "2 lam W without its biases + 1/N (p)'X - 1/N (onehot)'X"),
        ("delta.T @ X + lam**2 * W", "lam^2 W + 1/N (p)'X - 1/N (onehot)'X"),
    ],
)  # fmt: skip
def test_a_penalty(new, yours):
    files = edited("linear_classifier", "classifier.py", "delta.T @ X + 2 * lam * W", new)
    found = told("linear_classifier", run("linear_classifier", files))
    assert found["gradient.penalty"].facts["yours"] == yours


@pytest.mark.parametrize(
    ("new", "yours"),
    [
        ("X.T @ np.abs(X @ theta - y) / len(y) + penalty", "lam theta without its bias + 1/N X'(|error|)"),
        ("X.T @ (X @ theta - y) / len(y) + lam * np.sign(penalty)", "1/N X'(prediction) + lam sign(theta) without its bias - 1/N X'(y)"),
    ],
)  # fmt: skip
def test_the_gradient_of_a_regression(new, yours):
    name = "polynomial_regression"
    files = edited(name, f"{name}.py", "X.T @ (X @ theta - y) / len(y) + penalty", new)
    found = told(name, run(name, files))
    assert {item.facts["yours"] for item in found.values()} == {yours}
    assert {"gradient.theta", "gradient.shapes"} <= set(found)


MADE_OF = ["convnet", "linear_classifier", "linear_regression", "logistic_regression", "mlp", "perceptron", "polynomial_regression", "softmax_mnist"]  # fmt: skip


@pytest.mark.parametrize("name", MADE_OF)
def test_the_reference_follows_what_is_expected_of_it(name):
    """Told of wrong outputs only, an equation of the right ones is the expected one."""
    _, expected, ingredients = setting(name)
    for variant in (0, 5):
        for item in run(name, {}, variant):
            for output, record in ingredients.records(item.check, variant).items():
                if record.is_extreme:
                    continue
                value = np.asarray(expected.outputs(item.check, variant)[output])
                seen = Seen(item.check.id, output, value.reshape(record.shape), record, False)
                assert holds(tuple(sorted(record.expected.items())), seen), (item.check.id, output)


@pytest.mark.parametrize(
    "name",
    [slow(name) if name == "mlp" else name for name in MADE_OF],
)
@pytest.mark.parametrize(
    "kind", ["noise", slow("permuted"), slow("another variant's"), "nonlinear", slow("rounded")]
)
def test_nothing_is_told_of_what_no_equation_gives(name, kind):
    rng = np.random.default_rng([20260301, len(name), len(kind)])
    _, expected, _ = setting(name)
    runs = run(name, {})
    for _ in range(20):
        made = []
        for item in runs:
            right = expected.outputs(item.check, 0)
            other = expected.outputs(item.check, 1)
            outputs = {
                output: invented(
                    kind, rng, np.asarray(value, dtype=float), np.asarray(other[output])
                )
                for output, value in right.items()
                if not isinstance(value, str)
            }
            made.append(judge(item.check, item.seed, Outcome(outputs), lambda right=right: right))
        assert told(name, made) == {}


def invented(kind, rng, right, other):
    if kind == "noise":
        return rng.normal(size=right.shape) * (np.abs(right).max(initial=0) + 1)
    if kind == "permuted":
        return rng.permutation(right.ravel()).reshape(right.shape)
    if kind == "another variant's":
        return np.asarray(other, dtype=float)
    if kind == "nonlinear":
        return np.tanh(rng.uniform(0.5, 2) * right)
    return np.round(right, 3)


def test_quantities_of_one_name_in_two_modules_are_told_apart():
    source = """from autograder.diagnosis.ingredients import tag

def error(x):
    return tag("error", {"x": x}, expected={"x": "1"}, facts={})
"""
    shared = shared_quantities({"one.py": source, "two.py": source, "three.py": ""})
    run = Tagging({"error of one": (("x", "2"),)}, shared)
    reset = tagging.set(run)
    try:
        for name in ("one", "two"):
            namespace = {"__name__": name}
            exec(source, namespace)
            namespace["error"](3.0)
    finally:
        tagging.reset(reset)
    assert [(float(value), record.quantity) for value, record in run.found] == [
        (6.0, "error of one"),
        (3.0, "error of two"),
    ]
