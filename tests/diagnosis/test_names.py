"""Every known mistake of softmax regression is caught, told from the others, and named."""

from itertools import combinations

import pytest
from helpers.bench import ROOT, ids
from helpers.marks import sampled

from autograder.course.course import Course
from autograder.course.mistakes import load_mistakes
from autograder.diagnosis.observed import FAILED, observed_outputs, same_outputs

IDS = [item.id for item in load_mistakes(Course(ROOT).bundle("softmax_mnist"))]


@pytest.fixture(scope="module")
def seen(bench):
    """Returns what the checks saw of a mistake, run once."""
    kept = {}

    def look(id, variant):
        if (id, variant) not in kept:
            kept[id, variant] = bench.evidence(bench.made(id), variant)
        return kept[id, variant]

    return look


@pytest.mark.parametrize("id", sampled(IDS))
def test_a_mistake_is_caught_and_named_as_itself(bench, seen, id):
    for variant in (0, 5):
        evidence = seen(id, variant)
        failed = {item.check.id for item in evidence if not item.passed}
        assert failed
        diagnoses = bench.diagnoser.diagnose(evidence, variant)
        assert ids(diagnoses) == {id}
        assert all(diagnosis.mistakes for diagnosis in diagnoses.values())
        assert diagnoses.keys() == failed


@pytest.mark.slow
def test_no_two_mistakes_return_the_same_on_every_check(seen):
    observations = {
        id: [(item.check, observed_outputs(item.outcome)) for item in seen(id, 0)] for id in IDS
    }
    for one, other in combinations(IDS, 2):
        alike = [
            same_outputs(check, left, right)
            == ({FAILED} if left.failure or right.failure else left.values.keys())
            for (check, left), (_, right) in zip(
                observations[one], observations[other], strict=True
            )
        ]
        assert not all(alike), (one, other)


def test_hints_are_given_in_both_languages_without_the_edit(bench):
    for mistake in bench.mistakes.values():
        for words in (mistake.title, mistake.hint):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in words.in_("zh"))
            assert words.in_("en").isascii() or words.in_("en") != words.in_("zh")
            for edit in mistake.edits:
                assert all(len(edit.old) < 12 or edit.old not in text for _, text in words.texts)


def test_renaming_and_reordering_does_not_hide_a_mistake(bench):
    loss = bench.made("gradient-bias-mean")["loss.py"].decode()
    loss = loss.replace("delta", "difference").replace("exponentials", "powers")
    loss = loss.replace("        self.Input = Input\n        self.labels = labels\n", "")
    loss = loss.replace(
        "        samples = ",
        "        self.labels = labels\n        self.Input = Input\n        samples = ",
    )
    assert bench.named({**bench.reference, "loss.py": loss.encode()}) == {"gradient-bias-mean"}


def test_a_mistake_is_named_in_the_other_form_of_momentum(bench):
    optimizer = b"""
class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.rate, self.mu = model, learning_rate, momentum
        self.v_W = self.v_b = 0

    def step(self):
        if self.model.trainable:
            self.v_W = self.mu * self.v_W + (1 - self.mu) * self.model.grad_W
            self.v_b = self.mu * self.v_b + (1 - self.mu) * self.model.grad_b
            self.model.W = self.model.W - self.rate * self.v_W
            self.model.b = self.model.b - self.rate * self.v_b
"""
    assert bench.named({**bench.reference, "optimizer.py": optimizer}) == {"step-dampened"}


def test_a_mistake_is_named_whether_it_overflows_to_nan_or_to_infinity(bench):
    files = bench.edited("loss.py", "logits - logits[samples, guesses, np.newaxis]", "logits")
    assert bench.named(files) == {"no-shift"}
