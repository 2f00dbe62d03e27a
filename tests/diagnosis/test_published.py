"""The known mistakes as a student's machine knows them: by what they return on published inputs."""

from functools import partial

import msgspec
import pytest
from helpers.bench import ids

from autograder.checks.run import expected_outputs, judge, run_probe
from autograder.checks.seeds import published_seed
from autograder.course.answers import Answers, answer_key, pack_answers
from autograder.diagnosis.diagnose import Diagnoser
from autograder.diagnosis.mistake_tables import mistake_tables
from autograder.diagnosis.published_replay import PublishedReplay
from autograder.diagnosis.replay import reachable

SEEDS = (0, 3)


@pytest.fixture(scope="module")
def student(bench):
    """What a student has: visible checks, expected.npz, and a diagnosis made of them."""
    return Machine(bench)


class Machine:
    def __init__(self, bench):
        self.bench = bench
        self.name = bench.assignment.name
        self.checks = [check for check in bench.assignment.checks if not check.hidden]
        right = bench.transport(bench.reference)
        expected = {
            answer_key(check.id, seed): expected_outputs(check, right, self.seed(check, seed))
            for check in self.checks
            for seed in SEEDS
        }
        tables, texts = mistake_tables(bench.assignment, list(bench.mistakes.values()), SEEDS)
        self.content = pack_answers({"expected": expected, **tables}, texts)
        self.answers = Answers(self.content, "expected.npz")
        self.diagnoser = Diagnoser(PublishedReplay(self.answers), self.checks, self.expected)

    def seed(self, check, seed):
        return published_seed(self.name, check.id, seed)

    def expected(self, check, seed):
        return self.answers.outputs("expected", answer_key(check.id, seed))

    def evidence(self, files, seed):
        transport = self.bench.transport(files)
        found = []
        for check in self.checks:
            number = self.seed(check, seed)
            outcome = run_probe(check.probe, transport, number)
            found.append(judge(check, number, outcome, partial(self.expected, check, seed)))
        return found

    def named(self, files, seed=0):
        return ids(self.diagnoser.diagnose(self.evidence(files, seed), seed))


@pytest.mark.slow
def test_every_mistake_that_a_visible_check_catches_is_named(bench, student):
    caught = 0
    for id in bench.mistakes:
        for seed in SEEDS:
            evidence = student.evidence(bench.made(id), seed)
            named = ids(student.diagnoser.diagnose(evidence, seed))
            failed = not all(item.passed for item in evidence)
            assert named == ({id} if failed else set())
            caught += failed
    assert caught > 100


def test_mistakes_in_two_files_are_both_named(bench, student):
    assert student.named(bench.made("gradient-sum", "step-dampened")) == {
        "gradient-sum",
        "step-dampened",
    }
    diagnoses = student.diagnoser.diagnose(
        student.evidence(bench.made("gradient-sign", "step-ascent"), 0), 0
    )
    assert [item.id for item in diagnoses["gradient.w"].cancelled_by] == ["step-ascent"]


def test_nothing_is_named_where_nothing_fits(bench, student):
    assert student.named(bench.reference) == set()
    assert student.named(bench.edited("loss.py", "delta /= batch", "delta *= 3 / batch")) == set()


def test_no_edit_is_published(bench, student):
    assert all(not item.edits for item in PublishedReplay(student.answers).mistakes)
    texts = msgspec.json.encode(student.answers.texts()).decode()
    assert bench.mistakes["gradient-sum"].title.in_("en") in texts
    for mistake in bench.mistakes.values():
        for edit in mistake.edits:
            assert len(edit.new) < 20 or edit.new not in texts


@pytest.mark.slow
def test_the_published_file_is_small_and_the_same_every_time(bench, student):
    assert len(student.content) * 8 / len(SEEDS) < 1_000_000
    assert Machine(bench).content == student.content


def test_an_assignment_without_mistakes_publishes_none(bench):
    tables, texts = mistake_tables(bench.assignment, [], [0])
    replay = PublishedReplay(Answers(pack_answers(tables, texts), "x"))
    assert replay.mistakes == ()
    assert PublishedReplay(Answers(pack_answers({}, {}), "x")).mistakes == ()


def test_a_check_reaches_the_files_that_its_modules_import():
    files = {
        "model.py": b"import numpy as np\nfrom layers import Linear\n",
        "layers.py": b"import helper\n",
        "helper.py": b"import model\n",
        "other.py": b"",
    }
    assert reachable(files, ["model"]) == {"model.py", "layers.py", "helper.py"}
    assert reachable(files, ["other", "missing"]) == {"other.py"}
