"""The rule that the steps of an optimizer follow, read off what it returned."""

import pytest
from helpers.bench import ids

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
