"""Two mistakes at once."""

import random
from itertools import combinations, islice

import pytest
from helpers.bench import ids
from helpers.marks import slow

from autograder.diagnosis.hints import diagnosis_data


@pytest.mark.parametrize("count", [16, slow(60)])
def test_most_pairs_are_named_and_none_wrongly(count, bench):
    # The same ones, however many others can be made together.
    pairs = list(combinations(bench.mistakes, 2))
    random.Random(3).shuffle(pairs)
    sample = list(islice((pair for pair in pairs if bench.made(*pair) is not None), count))
    right = 0
    for number, pair in enumerate(sample):
        named = bench.named(bench.made(*pair), number % 3)
        assert named <= set(pair)
        right += named == set(pair)
    assert right >= 0.8 * len(sample)


@pytest.mark.parametrize(
    ("loss", "optimizer"),
    [("gradient-sign", "step-ascent"), ("gradient-transposed", "step-transposed")],
)
def test_of_a_pair_that_cancels_out_both_halves_are_named(bench, loss, optimizer):
    evidence = bench.evidence(bench.made(loss, optimizer))
    assert {item.check.id for item in evidence if item.passed} >= {
        "training.small",
        "training.mnist",
        "training.mnist_momentum",
    }
    diagnoses = bench.diagnoser.diagnose(evidence, 0)
    assert ids(diagnoses) == {loss, optimizer}
    for check, diagnosis in diagnoses.items():
        half, other = (optimizer, loss) if check.startswith("optimizer") else (loss, optimizer)
        assert [item.id for item in diagnosis.mistakes] == [half]
        assert [item.id for item in diagnosis.cancelled_by] == [other]
        hint = diagnosis_data(diagnosis, "en", reveal=True).hint
        assert bench.mistakes[other].title.in_("en") in hint
        assert "training works although each half is wrong" in hint
        assert "抵消" in diagnosis_data(diagnosis, "zh", reveal=True).hint


def test_a_check_of_both_modules_names_the_mistakes_of_both(bench):
    diagnoses = bench.diagnose(bench.made("gradient-sum", "step-bias-never"))
    assert [item.id for item in diagnoses["gradient.w"].mistakes] == ["gradient-sum"]
    assert [item.id for item in diagnoses["optimizer.momentum"].mistakes] == ["step-bias-never"]
    data = diagnosis_data(diagnoses["training.small"], "en", reveal=True)
    assert data.mistake == "gradient-sum+step-bias-never"
    assert data.mistakes == ["gradient-sum", "step-bias-never"]
    assert not diagnoses["training.small"].cancelled_by


def test_of_two_mistakes_in_one_file_a_check_names_those_that_it_sees(bench):
    diagnoses = bench.diagnose(bench.made("loss-sum", "gradient-bias-mean"))
    assert [item.id for item in diagnoses["loss.value"].mistakes] == ["loss-sum"]
    assert [item.id for item in diagnoses["gradient.b"].mistakes] == ["gradient-bias-mean"]
    assert "gradient.w" not in diagnoses


def test_a_known_mistake_is_named_beside_an_unknown_one_in_the_other_file(bench):
    files = bench.made("gradient-mean-twice")
    source = files["optimizer.py"].decode()
    files["optimizer.py"] = source.replace(
        "model.W + velocity_W", "model.W + 3 * velocity_W"
    ).encode()
    diagnoses = bench.diagnose(files)
    assert [item.id for item in diagnoses["gradient.w"].mistakes] == ["gradient-mean-twice"]
    assert not any(diagnoses[id].mistakes for id in diagnoses if id.startswith(("opt", "train")))


def test_mistakes_that_cancel_out_by_chance_in_one_training_only_are_not_said_to(bench):
    # Ten samples a batch there, and 1 - momentum is a tenth.
    evidence = bench.evidence(bench.made("gradient-sum", "step-dampened"))
    passed = {item.check.id: item.passed for item in evidence}
    assert passed["training.small"]
    assert not passed["training.mnist"]
    diagnoses = bench.diagnoser.diagnose(evidence, 0)
    assert ids(diagnoses) == {"gradient-sum", "step-dampened"}
    assert not any(diagnosis.cancelled_by for diagnosis in diagnoses.values())
