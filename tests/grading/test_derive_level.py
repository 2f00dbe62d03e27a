"""Where a derivation is asked for, a page says what a student's steps are, and not what is right."""

from pathlib import Path

import pytest

from autograder.authoring.formulas import derived
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.grading.self_check import check_work
from autograder.grading.students_work import released_to

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
HALVED = """
class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.rate, self.mu, self.moves = model, learning_rate, momentum, {}

    def step(self):
        for name in ("W", "b") if self.model.trainable else ():
            P, g = getattr(self.model, name), getattr(self.model, "grad_" + name)
            self.moves[name] = move = self.mu * self.moves.get(name, 0) - self.rate * g
            setattr(self.model, name, P + move / 2)
"""


@pytest.mark.parametrize(
    ("make", "tells_right"), [(load_assignment, True), (derived, False)], ids=["guided", "derive"]
)
def test_the_right_rule_is_told_at_the_guided_level_only(make, tells_right, tmp_path):
    assignment = make(COURSE.bundle("softmax_mnist"))
    (tmp_path / "optimizer.py").write_text(HALVED)
    (tmp_path / "loss.py").write_bytes(assignment.reference["loss.py"])
    result = check_work(
        assignment, tmp_path, workspace=released_to(COURSE, assignment), only=["optimizer.momentum"]
    )
    (check,) = result.checks
    text = str(check)
    assert "W + mu ΔW - lr/2 g" in text
    assert ("W + mu ΔW - lr g is right" in text) == tells_right
    assert ("which is another rule" in text) != tells_right
