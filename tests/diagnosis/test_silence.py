"""Where nothing fits, nothing is named."""

import pytest
from helpers.bench import ids
from helpers.doors import load
from helpers.marks import sampled

from autograder.checks.run import Outcome, judge, run_probe
from autograder.course.expected import graded_inputs
from autograder.course.mistakes import apply_mistakes, load_mistakes
from autograder.course.trusted import trusted
from autograder.diagnosis.diagnose import Diagnoser
from autograder.diagnosis.observed import ObservedOutputs, same_failure, same_outputs
from autograder.diagnosis.replay import ReferenceReplay
from autograder.execution.failure import Failure

SGD = """
class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.rate, self.mu = model, learning_rate, momentum

    def step(self):
        {body}
"""
UNKNOWN = {
    "three times the gradient": ("loss.py", "delta /= batch", "delta *= 3 / batch"),
    "a loss of one": ("loss.py", "return loss, acc", "return 1.0, acc"),
    "an accuracy of 0": ("loss.py", "return loss, acc", "return loss, 0.0"),
    "an accuracy that is off by one": ("loss.py", "return loss, acc", "return loss, acc + 1"),
    "no results": ("loss.py", "return loss, acc", "return None, None"),
    "three results": ("loss.py", "return loss, acc", "return loss, acc, acc"),
    "lists": ("loss.py", "return loss, acc", "return [loss], [acc]"),
    "an object": ("loss.py", "return loss, acc", "return self, acc"),
    "text": ("loss.py", "return loss, acc", "return str(loss), acc"),
    "grad_W of zeros": ("loss.py", "self.Input.T @ delta", "0 * self.W"),
    "grad_b of zeros": ("loss.py", "delta.sum(axis=0, keepdims=True)", "0 * self.b"),
    "no gradient": ("loss.py", "self.grad_W = self.Input.T @ delta", "pass"),
    "NaN everywhere": (
        "loss.py",
        "self.grad_W = self.Input.T",
        "self.grad_W = np.nan * self.Input.T",
    ),
    "a division by zero": ("loss.py", "batch = len(self.labels)", "batch = 1 // 0"),
    "a TODO": ("loss.py", "batch = len(self.labels)", "raise NotImplementedError"),
    "a third of the momentum": (
        "optimizer.py",
        "self.momentum = momentum",
        "self.momentum = momentum / 3",
    ),
    "half the rate": (
        "optimizer.py",
        "self.learning_rate = learning_rate",
        "self.learning_rate = learning_rate / 2",
    ),
    "a random step": ("optimizer.py", "model.W + velocity_W", "model.W + 0.001"),
    "a wrong name": ("optimizer.py", "model = self.model", "model = self.modle"),
}


@pytest.mark.parametrize("what", sampled(UNKNOWN))
def test_an_unknown_mistake_is_not_given_a_name(bench, what):
    evidence = bench.evidence(bench.edited(*UNKNOWN[what]))
    assert not all(item.passed for item in evidence)
    assert ids(bench.diagnoser.diagnose(evidence, 0)) == set()


class Without:
    """What mistakes return, all but one, which nobody knows then."""

    ingredients = None

    def __init__(self, replay, id):
        self.replay = replay
        self.mistakes = tuple(item for item in replay.mistakes if item.id != id)

    def __getattr__(self, name):
        return getattr(self.replay, name)


# Where one is not known, these are named of which it has a part: true of W or b alone, say.
PARTS = {
    "gradient-mean-twice": {"gradient-bias-mean"},
    "step-decays-all": {"step-decays-bias"},
    "step-nothing": {"step-bias-never"},
    "velocity-forgotten": {"velocity-not-for-bias"},
}
# These showed as another in a check or two, beside others in which more is wrong than that one does.
ALIKE = ("step-momentum-factor", "velocity-late")


def named_without(bench, id):
    """Returns what is named for a mistake where it is not known itself."""
    without = Diagnoser(Without(bench.replay, id), bench.assignment.checks, bench.expected)
    # What the others return is looked up once.
    kept = vars(bench.diagnoser.known)
    vars(without.known).update({name: kept[name] for name in kept if name.startswith("_")})
    return ids(without.diagnose(bench.evidence(bench.made(id)), 0))


@pytest.mark.parametrize("id", ALIKE)
def test_a_mistake_that_nobody_knows_is_not_given_the_name_of_one_that_is_alike(bench, id):
    assert named_without(bench, id) == set()


@pytest.mark.slow
def test_no_mistake_that_nobody_knows_is_given_the_name_of_another(bench):
    named = {id: named_without(bench, id) for id in bench.mistakes}
    assert {id: names for id, names in named.items() if names} == PARTS


# Labels and yes or no, of which a few come out alike by chance; NaN everywhere, which anything makes.
COARSE = [
    ("perceptron", "xor-is-or"),
    ("optimizers", "adam-from-zero"),
    ("knn", "vote-weighted"),
    ("knn", "vote-nearest"),
    ("knn", "predict-nearest"),
    ("knn", "predict-fixed"),
    ("logistic_regression", "entropy-overflow"),
    ("logistic_regression", "entropy-log-of-zero"),
    ("mlp", "softmax-shift-axis"),
]
# What follows from these is the same as another mistake makes in a function that uses the wrong one.
FOLLOWING = [
    ("linear_regression", "gradient-sign"),
    ("logistic_regression", "gradient-no-decay"),
    ("logistic_regression", "gradient-decay-twice"),
    ("logistic_regression", "loss-no-decay"),
    ("linear_classifier", "scores-transposed"),
    ("polynomial_regression", "closed-no-penalty"),
    ("polynomial_regression", "gradient-no-penalty"),
    ("polynomial_regression", "unit-own-range"),
    ("polynomial_regression", "choose-on-train"),
    ("autodiff", "sigmoid-overflow"),
]
QUICK = {("perceptron", "xor-is-or"), ("linear_regression", "gradient-sign")}


@pytest.mark.parametrize(
    ("name", "id"),
    [
        pytest.param(*case, marks=[] if case in QUICK else [pytest.mark.slow])
        for case in COARSE + FOLLOWING
    ],
)
def test_what_something_unknown_makes_is_not_given_the_name_of_another_mistake(name, id):
    assignment = load(name)
    right, mistakes = graded_inputs(assignment, b"tests"), load_mistakes(assignment.bundle)
    (made,) = (mistake for mistake in mistakes if mistake.id == id)
    transport = trusted(assignment, apply_mistakes(assignment.reference, [made]))
    runs = []
    for check in assignment.checks:
        seed, wanted = right.seed(check, 0), right.outputs(check, 0)
        outcome = run_probe(check.probe, transport, seed)
        runs.append(judge(check, seed, outcome, lambda wanted=wanted: wanted))
    assert not all(run.passed for run in runs)
    replay = Without(ReferenceReplay(assignment, mistakes, right.seed), id)
    assert ids(Diagnoser(replay, assignment.checks, right.outputs).diagnose(runs, 0)) == set()


@pytest.mark.parametrize(
    "body",
    [
        "self.model.W, self.model.b = self.model.W * 0.5, self.model.b * 0.5",
        "raise KeyError('W')",
        "1 / 0",
    ],
)
def test_an_unknown_optimizer_is_not_given_a_name(bench, body):
    files = {**bench.reference, "optimizer.py": SGD.format(body=body).encode()}
    assert bench.named(files) == set()


def test_a_placeholder_is_not_given_a_name(bench):
    files = {
        path.removeprefix("trivial/constant_loss/"): content
        for path, content in bench.assignment.bundle.solution.items()
        if path.startswith("trivial/constant_loss/")
    }
    # It leaves W and b alone, and is told so.
    assert bench.named(files) == {"step-nothing"}


def test_the_reference_and_alternative_solutions_cost_nothing(bench):
    before = bench.replay.count
    solutions = {"reference": bench.reference}
    for path, content in bench.assignment.bundle.solution.items():
        if path.startswith("alternative/"):
            _, name, file = path.split("/")
            solutions.setdefault(name, {})[file] = content
    assert len(solutions) > 3
    for files in solutions.values():
        for variant in (0, 1):
            assert bench.diagnose(files, variant) == {}
    assert bench.replay.count == before


def test_a_single_mistake_costs_few_replays_once_the_class_is_under_way(bench):
    bench.named(bench.made("gradient-sum", "loss-sum"), 0)
    bench.named(bench.made("step-dampened", "step-bias-never"), 0)
    for id in ("gradient-sum", "loss-sum", "step-dampened", "softmax-over-batch"):
        evidence = bench.evidence(bench.made(id), 9)
        before = bench.replay.count
        assert ids(bench.diagnoser.diagnose(evidence, 9)) == {id}
        assert bench.replay.count - before < 60


def test_a_passed_check_speaks_against_a_mistake(bench):
    evidence = bench.evidence(bench.made("gradient-sum"))
    right = bench.evidence(bench.reference)
    mixed = [
        good if good.check.id == "gradient.shapes" else item
        for good, item in zip(right, evidence, strict=True)
    ]
    assert ids(bench.diagnoser.diagnose(mixed, 0)) == set()


@pytest.mark.parametrize("kind", ["timeout", "died", "load", "todo"])
def test_checks_that_were_not_run_to_the_end_say_nothing(bench, kind):
    evidence = [
        bench.look(item.check, Outcome({}, Failure(kind=kind)), 0)
        for item in bench.evidence(bench.reference)
    ]
    assert bench.diagnoser.diagnose(evidence, 0) == {}


def test_a_missing_module_does_not_keep_the_other_from_being_diagnosed(bench):
    evidence = [
        bench.look(item.check, Outcome({}, Failure(kind="load")), 0)
        if "loss" in item.check.needs
        else item
        for item in bench.evidence(bench.made("step-no-rate"))
    ]
    assert ids(bench.diagnoser.diagnose(evidence, 0)) == {"step-no-rate"}


def test_infinity_is_equal_to_no_number(bench):
    check = bench.assignment.check("loss.value")
    left, right = (
        ObservedOutputs({"loss": float_array("inf")}),
        ObservedOutputs({"loss": float_array("15")}),
    )
    for pair in ((left, right), (right, left)):
        assert same_outputs(check, *pair) == set()
        assert same_outputs(check, *pair, exact=False) == set()
    nan = ObservedOutputs({"loss": float_array("nan")})
    assert same_outputs(check, left, nan) == set()
    assert same_outputs(check, left, nan, exact=False) == {"loss"}


def test_failures_are_alike_only_with_the_same_words():
    failure = Failure(kind="raised", type="ValueError", text="shapes (2,) (3,)", line=4)
    other = Failure(kind="raised", type="ValueError", text="shapes (2,) (4,)", line=4)
    assert same_failure(failure, Failure(kind="raised", type="ValueError", text=failure.text))
    assert not same_failure(failure, other)
    assert not same_failure(failure, None)
    assert not same_failure(Failure(kind="timeout"), Failure(kind="timeout"))


def float_array(text):
    import numpy as np

    return np.asarray(float(text))
