"""The rule that the steps of an optimizer follow, read off what it returned."""

from functools import cache

import pytest
from helpers.bench import ids
from helpers.doors import load

from autograder.checks.run import judge, run_probe
from autograder.course.expected import graded_inputs
from autograder.course.mistakes import apply_mistakes, load_mistakes
from autograder.course.trusted import trusted
from autograder.diagnosis.rules import find_rules, without_right

SGD = """
class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.rate, self.mu, self.moves = model, learning_rate, momentum, {{}}

    def start(self, name, P):
        return self.moves.setdefault("start of " + name, P)

    def step(self):
        for name in ("W", "b") if self.model.trainable else ():
            P, g = getattr(self.model, name), getattr(self.model, "grad_" + name)
            move = self.moves.get(name, 0)
            self.moves[name] = move = {move}
            setattr(self.model, name, P + {step})
"""
RIGHT = "self.mu * move - self.rate * g"


@pytest.mark.parametrize(
    ("move", "step", "yours"),
    [
        (RIGHT, "move / 2", "W + mu ΔW - lr/2 g"),
        ("self.mu * move - 2 * self.rate * g", "move", "W + mu ΔW - 2 lr g"),
        ("self.mu**2 * move - self.rate * g", "move", "W + mu mu ΔW - lr g"),
        # A velocity that adds up what it was: all moves since the start.
        (
            RIGHT,
            "self.mu * (P - self.start(name, P)) - self.rate * g",
            "W + mu (W - W_start) - lr g",
        ),
        ("self.mu * move - self.rate * (g + 0.02 * P)", "move", "(1 - 0.02 lr) W + mu ΔW - lr g"),
    ],
)
def test_the_rule_is_told_as_an_equation(bench, move, step, yours):
    files = {**bench.reference, "optimizer.py": SGD.format(move=move, step=step).encode()}
    diagnoses = bench.diagnose(files)
    assert ids(diagnoses) == set()
    assert diagnoses["optimizer.momentum"].pattern.facts["yours"] == yours
    assert diagnoses["optimizer.momentum"].pattern.facts["right"] == "W + mu ΔW - lr g"


def test_a_rule_without_a_name_is_not_told(bench):
    files = {**bench.reference, "optimizer.py": SGD.format(move=RIGHT, step="move / 3").encode()}
    kinds = {item.pattern.kind for item in bench.diagnose(files).values() if item.pattern}
    assert "rule" not in kinds


@cache
def optimizers():
    """Returns the assignment, what is right of it, and its known mistakes by id: none is looked up by the name."""
    assignment = load("optimizers")
    known = {mistake.id: mistake for mistake in load_mistakes(assignment.bundle)}
    return assignment, graded_inputs(assignment, b"tests"), known


def rules_told(id_, files):
    """Returns the pattern of a check of an optimizer, for files in place of the reference's."""
    assignment, right, _ = optimizers()
    check = assignment.check(id_)
    seed, expected = right.seed(check, 0), right.outputs(check, 0)
    outcome = run_probe(check.probe, trusted(assignment, files), seed)
    run = judge(check, seed, outcome, lambda: expected)
    assert not run.passed
    return find_rules([run], lambda _: expected).get(id_)


@pytest.mark.parametrize(
    ("made", "id_", "yours"),
    [
        (["sgd-no-rate"], "steps.sgd", "W - g"),
        (["momentum-old"], "steps.momentum", "W + mu ΔW - lr g_before"),
        (["ball-average"], "steps.heavy_ball", "W + mu ΔW - lr (1 - mu) g"),
        (["nesterov-whole"], "steps.nesterov", "W + ΔW"),
        (["rms-no-root"], "adaptive.rmsprop", "W - lr g/s"),
        (["rms-adagrad"], "adaptive.rmsprop", "W - lr g/sqrt(sum of g^2)"),
        (["adam-first-uncorrected"], "adaptive.adam", "W - lr m/sqrt(s^)"),
        (
            ["adam-square-of-mean"],
            "adaptive.adam",
            "W - lr m^/sqrt(mean of m^2, corrected)",
        ),
        # What nobody has listed: two at once.
        (["adam-uncorrected", "adam-no-root"], "adaptive.adam", "W - lr m/s"),
    ],
)
def test_rules_of_each_optimizer_are_read_off_its_steps(made, id_, yours):
    assignment, _, known = optimizers()
    files = apply_mistakes(assignment.reference, [known[id_] for id_ in made])
    pattern = rules_told(id_, files)
    assert pattern.facts["yours"] == yours
    assert "right" not in without_right(pattern).facts


def test_an_adaptive_rule_without_a_name_is_not_told():
    reference = optimizers()[0].reference
    source = reference["optimizers.py"].decode()
    assert source.count("np.sqrt(s_hat)") == 1
    changed = source.replace("np.sqrt(s_hat)", "np.cbrt(s_hat)").encode()
    assert rules_told("adaptive.adam", {**reference, "optimizers.py": changed}) is None
