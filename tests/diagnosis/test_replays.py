"""What a diagnosis costs: nothing is computed twice, and what an earlier run found is used."""

from collections import Counter

import pytest
from helpers.bench import ids

from autograder.checks.asking import Asked
from autograder.checks.run import run_probe
from autograder.course.kept import KeptAnswers
from autograder.diagnosis.diagnose import Diagnoser
from autograder.diagnosis.equation import find_equations
from autograder.diagnosis.observed import are_identical, observed_outputs
from autograder.diagnosis.reach import changed
from autograder.diagnosis.replay import ReferenceReplay

ALONE = ["gradient-sum", "step-bias-never"]


class Recorded(ReferenceReplay):
    """Notes each probe that is run on mistakes, as (mistakes, check, variant)."""

    def __init__(self, bench, kept=None):
        super().__init__(bench.assignment, tuple(bench.mistakes.values()), bench.seed, kept)
        self.ran = []

    def _run(self, mistakes, check, variant):
        self.ran.append((tuple(mistake.key for mistake in mistakes), check.id, variant))
        return super()._run(mistakes, check, variant)


def test_what_a_mistake_changes_is_told_by_the_functions_whose_code_is_another(bench):
    def changes(old, new, file="loss.py"):
        return changed(bench.reference, bench.edited(file, old, new))

    assert changed(bench.reference, bench.reference) == set()
    assert changes("delta /= batch", "delta /= 1") == {
        ("loss.py", "SoftmaxCrossEntropyLoss.gradient_computing")
    }
    # The default is made by the class's own code; a comment, and where a line stands, is nothing.
    assert changes("momentum=0.0", "momentum=0.5", "optimizer.py") == {("optimizer.py", "SGD")}
    assert changes("delta /= batch", "# mean\n\n        delta /= batch") == set()
    added = bench.reference["loss.py"] + b"\n\ndef half(x):\n    return x / 2\n"
    assert changed(bench.reference, {**bench.reference, "loss.py": added}) == {
        ("loss.py", "<module>"),
        ("loss.py", "half"),
    }


def test_a_mistake_in_what_no_check_calls_is_not_replayed(bench):
    diagnose, ran = diagnoser(bench)
    assert ids(diagnose.diagnose(bench.evidence(bench.made("loss-sum"), 3), 3)) == {"loss-sum"}
    # The losses are read before any gradient is computed.
    seen = {mistakes for mistakes, check, _ in ran if check == "loss.value"}
    assert {("loss-sum",), ("loss-per-sample",)} <= seen
    assert ("gradient-sum",) not in seen


def test_a_replay_asks_what_the_probe_asked_and_has_its_outcome(bench):
    asked, seen = Asked(), []
    for check in bench.assignment.checks:
        for files in (bench.reference, bench.made("loss-sum"), bench.made("step-transposed")):
            for variant in (1, 2):
                seed, transport = bench.seed(check, variant), bench.transport(files)
                one = observed_outputs(asked.outcome(check.probe, transport, seed))
                other = observed_outputs(run_probe(check.probe, bench.transport(files), seed))
                assert are_identical(one, other), (check.id, variant)
                seen.append(one.failure is not None)
    assert {True, False} <= set(seen)


def diagnoser(bench, kept=None):
    replay = Recorded(bench, kept)
    return Diagnoser(replay, bench.assignment.checks, bench.expected), replay.ran


@pytest.mark.slow
@pytest.mark.parametrize(
    "made",
    [ALONE, ["loss-sum", "gradient-sum"], ["step-dampened", "step-bias-never"]],
    ids="+".join,
)
def test_no_mistake_and_no_combination_is_replayed_twice(bench, made):
    diagnose, ran = diagnoser(bench)
    assert ids(diagnose.diagnose(bench.evidence(bench.made(*made), 3), 3)) == set(made)
    assert max(Counter(ran).values()) == 1
    assert any(len(mistakes) > 1 for mistakes, _, _ in ran)


def test_what_mistakes_usually_get_wrong_is_looked_up_whoever_comes_first_and_in_every_run(
    bench, tmp_path
):
    kept = KeptAnswers(tmp_path, "key", b"secret")
    first, _ = diagnoser(bench, kept)
    assert ids(first.diagnose(bench.evidence(bench.made(*ALONE), 5), 5)) == set(ALONE)
    kept.save()
    again, ran = diagnoser(bench, KeptAnswers(tmp_path, "key", b"secret"))
    assert ids(again.diagnose(bench.evidence(bench.made(*ALONE), 9), 9)) == set(ALONE)
    assert {variant for _, _, variant in ran} == {9}
    # Of dozens of mistakes, only the few that may fit are replayed on these inputs.
    assert len({mistakes for mistakes, _, _ in ran if len(mistakes) == 1}) < 10


def test_what_mistakes_change_is_compared_once_for_all_runs(bench, tmp_path, monkeypatch):
    def changes(kept):
        replay = Recorded(bench, kept)
        return {item.key: replay.changes(item) for item in replay.mistakes}

    kept = KeptAnswers(tmp_path, "key", b"secret")
    found = changes(kept)
    kept.save()
    assert found["gradient-sum"] == {("loss.py", "SoftmaxCrossEntropyLoss.gradient_computing")}
    monkeypatch.setattr("autograder.diagnosis.replay.changed", None)
    assert changes(KeptAnswers(tmp_path, "key", b"secret")) == found


class Unasked:
    def records(self, check, variant):
        raise AssertionError(check.id)


def test_no_equation_is_looked_for_where_every_check_has_its_mistake(bench):
    runs = bench.evidence(bench.made("gradient-sum"))
    assert find_equations(runs, Unasked(), 0, []) == {}
    with pytest.raises(AssertionError, match="loss"):
        find_equations(runs, Unasked(), 0, ["gradient.w"])


def test_of_what_nobody_knows_only_mistakes_that_fit_their_own_checks_are_trained(bench):
    diagnose, ran = diagnoser(bench)
    files = bench.edited("loss.py", "delta /= batch", "delta *= 3 / batch")
    assert ids(diagnose.diagnose(bench.evidence(files, 3), 3)) == set()
    single = {(mistakes[0], check) for mistakes, check, at in ran if at == 3 and len(mistakes) == 1}
    assert single
    assert not [item for item in single if item[1].startswith("training")]
