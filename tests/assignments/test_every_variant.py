"""The same work gets the same verdict, whichever inputs a student happens to get.

Submissions as they are handed in by somebody who has read the handout: which checks fail is the same on
8 published and 16 other sets of inputs, and right work fails none.
"""

import ast
import re

import pytest
from helpers.every_variant import always_failed, changed, opened_assignment
from helpers.marks import slow

from autograder.checks.run import run_probe
from autograder.course.trusted import trusted
from autograder.execution.worker.operations import Record, unpacked

SOFTMAX = """
import numpy as np


class SoftmaxCrossEntropyLoss:
    def __init__(self, n_in, n_out, trainable=True):
        self.num_input, self.num_output, self.trainable = n_in, n_out, trainable
        self.XavierInit()

    def XavierInit(self):
        scale = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = scale * np.random.randn(self.num_input, self.num_output)
        self.b = scale * np.random.randn(1, self.num_output)

    def forward(self, Input, labels):
        scores = Input @ self.W + self.b
        odds = np.exp(scores - np.max(scores, axis=1, keepdims=True))
        self.x, self.y, self.prob = Input, labels, odds / odds.sum(axis=1, keepdims=True)
        picked = self.prob[range(len(labels)), labels]
        return -np.log(picked + EPS).mean(), (self.prob.argmax(1) == labels).mean()

    def gradient_computing(self):
        diff = self.prob.copy()
        diff[range(len(self.y)), self.y] -= 1
        diff = diff / len(self.y)
        self.grad_W, self.grad_b = self.x.T @ diff, diff.sum(0, keepdims=True)
"""


@pytest.mark.parametrize("epsilon", ["1e-7", slow("1e-8"), slow("1e-11"), slow("0")])
def test_epsilon_is_right_in_softmax_mnist(epsilon):
    assert always_failed("softmax_mnist", loss=SOFTMAX.replace("EPS", epsilon)) == set()


def test_epsilon_above_the_handouts_is_seen_in_softmax_mnist():
    failed = always_failed("softmax_mnist", loss=SOFTMAX.replace("EPS", "1e-5"))
    assert {"loss.value", "loss.mean", "stability.logits"} <= failed


OPTIMIZER = """
import numpy as np


class SGD:
    def __init__(self, model, lr, mu=0.0):
        assert model.trainable in (True, False)
        self.model, self.lr, self.mu = model, lr, mu
        self.speed_W = np.zeros(SHAPE)
        self.speed_b = np.zeros((1, model.num_output))

    def step(self):
        m = self.model
        if m.trainable:
            self.speed_W = self.mu * self.speed_W + m.grad_W
            self.speed_b = self.mu * self.speed_b + m.grad_b
            m.W = m.W - self.lr * self.speed_W
            m.b = m.b - self.lr * self.speed_b
"""


@pytest.mark.parametrize("shape", ["(model.num_input, model.num_output)", "model.W.shape"])
def test_optimizer_may_read_what_the_layer_has(shape):
    assert always_failed("softmax_mnist", optimizer=OPTIMIZER.replace("SHAPE", shape)) == set()


LOG_OF_P = """

def loss(W, X, labels, lam):
    s = X @ W.T
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels] + EPS)) + lam * (W ** 2).sum()
"""


@pytest.mark.parametrize("epsilon", [slow("0"), slow("1e-300"), slow("1e-12"), "1e-7"])
def test_log_of_p_fails_the_extreme_check_of_linear_classifier(epsilon):
    source = opened_assignment("linear_classifier")[0].reference["classifier.py"].decode()
    source += LOG_OF_P.replace("EPS", epsilon)
    assert always_failed("linear_classifier", classifier=source) == {"loss.stable"}


CRITERION = """

class SoftmaxCrossEntropy:
    def forward(self, Output, targets):
        e = np.exp(Output - Output.max(axis=1, keepdims=True))
        self.p, self.targets = e / e.sum(axis=1, keepdims=True), targets
        return -np.log(self.p[targets == 1] + EPS).sum() / len(Output)

    def backward(self):
        return (self.p - self.targets) / len(self.p)
"""


@pytest.mark.parametrize("epsilon", [slow("0"), slow("1e-300"), slow("1e-12"), "1e-8"])
def test_log_of_p_fails_the_extreme_check_of_mlp(epsilon):
    source = opened_assignment("mlp")[0].reference["losses.py"].decode()
    source += CRITERION.replace("EPS", epsilon)
    assert always_failed("mlp", losses=source) == {"losses.extreme"}


ENTROPY = """

def binary_cross_entropy(z, y):
    p = sigmoid(z)
    return -np.mean(y * np.log(p + EPS) + (1 - y) * np.log(1 - p + EPS))
"""


@pytest.mark.parametrize("epsilon", [slow("1e-300"), slow("1e-12"), slow("1e-8")])
def test_log_of_p_fails_the_extreme_check_of_logistic_regression(epsilon):
    source = (
        opened_assignment("logistic_regression")[0].reference["logistic_regression.py"].decode()
    )
    source += ENTROPY.replace("EPS", epsilon)
    assert always_failed("logistic_regression", logistic_regression=source) == {"entropy.large"}


@pytest.mark.parametrize(
    ("layer", "old", "new"),
    [
        slow("relu", "delta * (self.Input > 0)", "np.where(self.Input < 0, 0, delta)"),
        ("leaky", "np.where(Input > 0, 1.0, self.slope)", "np.where(Input < 0, self.slope, 1.0)"),
    ],
)
def test_derivative_at_0_is_the_handouts(layer, old, new):
    assert always_failed("mlp", layers=changed("mlp", "layers", old, new)) == {f"layers.{layer}"}


VOTE = """

def vote(neighbours):
    return np.array([RULE for row in neighbours])
"""


@pytest.mark.parametrize(
    "rule",
    [
        slow(rule)
        for rule in (
            "row[0]",
            "np.bincount(row).argmax()",
            "max(sorted(set(row)), key=lambda label: (np.sum(row == label), label))",
            "row[0] if np.sum(row == row[0]) == np.bincount(row).max() else np.bincount(row).argmax()",
        )
    ],
)
def test_wrong_rules_for_ties_lose_the_same_on_all_inputs_of_knn(rule):
    source = opened_assignment("knn")[0].reference["knn.py"].decode()
    assert "vote.ties" in always_failed("knn", knn=source + VOTE.replace("RULE", rule))


LOGARITHMS = """

def logistic_loss(theta, X, labels):
    from graph import log, sigmoid

    total = Node(0.0)
    for x, label in zip(X, labels):
        p, y = sigmoid(inner(theta, Node.inputs(x))), float(label)
        total = total - y * log(p + EPS) - (1 - y) * log(1 - p + EPS)
    return total / len(X)
"""


@pytest.mark.parametrize("epsilon", [slow("1e-12"), slow("1e-10"), "1e-8", slow("1e-7")])
def test_an_epsilon_in_the_loss_loses_the_same_on_all_inputs_of_autodiff(epsilon):
    source = opened_assignment("autodiff")[0].reference["logistic.py"].decode()
    failed = always_failed("autodiff", logistic=source + LOGARITHMS.replace("EPS", epsilon))
    assert {"logistic.loss", "logistic.numeric", "logistic.modes"} <= failed


SIGMOID = """

def sigmoid(a):
    e = math.exp(-abs(a.value))
    return Node((1 if a.value > 0 else e) / (1 + e), (a,), (e / (1 + e) ** 2,))
"""


@pytest.mark.parametrize("sigmoid", ["", slow(SIGMOID)])
def test_logarithms_of_p_are_right_in_autodiff(sigmoid):
    reference = opened_assignment("autodiff")[0].reference
    logistic = reference["logistic.py"].decode() + LOGARITHMS.replace(" + EPS", "")
    graph = reference["graph.py"].decode() + sigmoid
    assert always_failed("autodiff", graph=graph, logistic=logistic) == set()


@pytest.mark.parametrize(
    ("old", "new", "checks"),
    [
        (
            "for partial, parent in zip(node.partials, node.parents, strict=True):",
            "for parent, partial in dict(zip(node.parents, node.partials)).items():",
            {"reverse.gradient", "reverse.shared"},
        ),
        (
            "pairs = zip(node.partials, node.parents, strict=True)",
            "pairs = [(d, p) for p, d in dict(zip(node.parents, node.partials)).items()]",
            {"forward.direction", "forward.gradient"},
        ),
        slow(
            "adjoints.get(node, 0.0) for",
            "adjoints[node] for",
            {"reverse.gradient", "reverse.shared"},
        ),
        slow(
            "tangents.setdefault(node, 0.0)",
            "pass",
            {"forward.gradient", "logistic.modes"},
        ),
        slow(
            "a.value**exponent, (a,)",
            "math.exp(exponent * math.log(a.value)), (a,)",
            {"operations.power", "graph.steps", "graph.deep"},
        ),
    ],
)
def test_a_slip_in_the_graph_loses_the_same_on_all_inputs_of_autodiff(old, new, checks):
    assert always_failed("autodiff", graph=changed("autodiff", "graph", old, new)) == checks


def test_predictions_without_the_bias_lose_the_same_on_all_inputs():
    failed = always_failed(
        "logistic_regression",
        logistic_regression=changed(
            "logistic_regression",
            "logistic_regression",
            "sigmoid(X @ theta) >= 0.5",
            "sigmoid(X[:, :-1] @ theta[:-1]) >= 0.5",
        ),
    )
    assert failed == {"predict.labels", "predict.half", "training.digits"}


STOPPED = """
        if len(losses) > 1 and abs(losses[-1] - losses[-2]) < TOLERANCE:
            break
"""


@pytest.mark.parametrize("tolerance", ["1e-3", slow("1e-5"), slow("1e-8")])
@pytest.mark.parametrize(
    ("name", "module", "line", "checks"),
    [
        (
            "logistic_regression",
            "logistic_regression",
            "        losses.append(loss(X, y, theta, decay))\n",
            {"training.path"},
        ),
        slow(
            "linear_regression",
            "linear_regression",
            "    for _ in range(steps):\n        losses.append(half_mse(X, y, theta))\n",
            {"descent.path", "descent.start"},
        ),
        slow(
            "polynomial_regression",
            "polynomial_regression",
            "        losses.append(loss(X, y, theta, lam))\n",
            {"descent.path"},
        ),
        slow("autodiff", "logistic", "        losses.append(loss.value)\n", {"logistic.train"}),
    ],
)
def test_training_that_stops_early_loses_the_same_on_all_inputs(
    name, module, line, checks, tolerance
):
    stopped = line + STOPPED.lstrip("\n").replace("TOLERANCE", tolerance)
    assert always_failed(name, **{module: changed(name, module, line, stopped)}) == checks


class Recording:
    """A transport that keeps the attributes of all stand-ins that probes have made."""

    faults = ()

    def __init__(self, transport):
        self.transport = transport
        self.records = []

    def exchange(self, message):
        forms = [unpacked(form) for form in message.get("run", ())]
        self.records += [set(form.attributes) for form in forms if isinstance(form, Record)]
        return self.transport.exchange(message)


@pytest.mark.parametrize(
    ("name", "file", "layer"),
    [
        ("softmax_mnist", "loss.py", "SoftmaxCrossEntropyLoss"),
        ("mlp", "layers.py", "FullyConnected"),
    ],
)
def test_a_stand_in_for_a_layer_has_all_that_the_handout_says_a_layer_has(name, file, layer):
    assignment = opened_assignment(name)[0]
    (stub,) = [
        node
        for node in ast.parse(assignment.stub(file)).body
        if isinstance(node, ast.ClassDef) and node.name == layer
    ]
    documented = re.findall(r"^    (\w[\w, ]*):", (ast.get_docstring(stub) or ""), re.MULTILINE)
    told = {word for words in documented for word in words.split(", ")}
    told |= {
        node.attr
        for node in ast.walk(stub)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    assert {"W", "b", "grad_W", "grad_b"} <= told
    recording = Recording(trusted(assignment, assignment.reference))
    for number, check in enumerate(assignment.checks):
        if check.id.startswith("optimizer."):
            run_probe(check.probe, recording, number)
    layers = [record for record in recording.records if "W" in record]
    assert layers
    assert all(told <= record for record in layers)
