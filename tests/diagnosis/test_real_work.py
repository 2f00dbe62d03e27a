"""Work with the faults of real courses: its score, and the sentence that is true of it, by every door."""

import re
from functools import cache

import pytest
from helpers.doors import at_home, in_a_notebook, load, write
from helpers.graders import kept_grader
from helpers.real_work import REAL_WORK

from autograder.submissions import Submission

RETURN = r"\(loss\.py, line \d+\).*Return \(loss, acc\)"
TEN = r"You wrote 10 where num_output belongs \(loss\.py, line \d+\)"
BOTH_SIGNS = "sign of the gradient is flipped.*step goes up the gradient.*cancel out"
# By name: the score, and what must be said, in one hint; "" where nothing fails.
TOLD = {
    "a bar around a loop": (95, ""),
    "torch is imported and not used": (90, ""),
    "a number of torch is used": (40, "batch_size.*torch may not be used"),
    "the losses are taken for probabilities": (50, r"- 1/N X'\(log p\).*X'\(log p\) stands where X'\(p\) belongs"),
    "summed and not shifted": (50, "summed over the batch, not averaged"),
    "ten classes": (60, TEN),
    "a wide one-hot matrix": (60, TEN),
    "a loop over ten classes": (60, TEN),
    "four values are returned": (96, r"forward returns 4 values.*Return \(loss, acc\)"),
    "three values are returned": (96, r"forward returns 3 values.*Return \(loss, acc\)"),
    "only the loss is returned": (55, rf"forward returns one value \(float64\).*{RETURN}"),
    "a dictionary is returned": (55, rf"forward returns one value \(dict\).*{RETURN}"),
    "nothing is returned": (55, r"forward returns nothing.*Is a return missing.*return \(loss, acc\)"),
    "accuracy first": (55, r"forward returns \(acc, loss\).*return \(loss, acc\), in this order"),
    "single precision": (65, "precision is lost: somewhere the numbers are float32"),
    "half precision": (50, "precision is lost: somewhere the numbers are float16"),
    "rounded": (None, "precision is lost: .*round"),
    "gradients are returned": (50, r"grad_W is a variable of gradient_computing only \(loss\.py, line \d+\): write self\.grad_W"),
    "gradients under another name": (50, r"self\.dW is set \(loss\.py, line \d+\): call it self\.grad_W"),
    "labels as one-hot rows": (50, r"labels holds one class number for each sample.*\(loss\.py, line \d+\)"),
    "a raise is left in": (50, r"gradient_computing still raises NotImplementedError below your code \(loss\.py, line \d+\).*Delete that line"),
    "an argument too many": (50, r"called without lam: give it a default value"),
    "accuracy in per cent": (90, "the accuracy is in percent"),
    "numpy's old names": (50, r"np\.product is no longer part of numpy \(loss\.py, line \d+\): write np\.prod"),
    "input is asked for": (50, r"input\(\) waits for somebody to type.*\(loss\.py, line \d+\): delete it"),
    "xrange of past is used": (50, r"past\.builtins is not needed in Python 3 \(loss\.py, line \d+\): delete the line and use range"),
    "two signs that cancel out": (40, BOTH_SIGNS),
    "two signs and no shift": (40, BOTH_SIGNS),
    "momentum times the velocity": (71, "the step has an extra factor momentum"),
    "ties to the smallest label": (70, "ties go to the smallest label"),
    "ties by a loop": (70, "ties go to the smallest label"),
    "bytes wrap around": (77, "bytes wrap around"),
    "differences of bytes wrap around": (87, "bytes wrap around"),
    "a loop over the test images": (95, ""),
    "log of p": (None, "the logarithm is taken of a probability that can be 0"),
    "log of p by one-hot": (94, "the logarithm is taken of a probability that can be 0"),
    "log of p, and no shift": (None, "subtract.*largest"),
    "half of the penalty": (81, "the penalty in the loss has a factor of 1/2"),
    "half of the penalty and of its gradient": (62, "the penalty is lam/2 times sum W.2, in the loss and in its gradient alike.*agree with each other"),
    "penalty without lambda": (76, "the penalty in the loss is not multiplied by lam"),
    "ReLU inverted": (88, "the mask of ReLU.backward is inverted"),
    "ReLU inverted by its output": (88, "the mask of ReLU.backward is inverted"),
    "ReLU in place": (95, "ReLU.backward changes the delta that it is given"),
    "ReLU changes its input": (95, "ReLU.forward changes the Input that it is given"),
    "back through grad_W": (74, "uses grad_W in place of W"),
    "biases not summed": (79, "grad_b is not summed over the samples"),
    "a step does nothing": (83, r"step\(\) changes no parameter"),
    "a step on names of its own": (83, r"step\(\) changes no parameter"),
}  # fmt: skip
# Seen by hidden checks alone.
GRADED_ONLY = {
    "four values are returned",
    "three values are returned",
    "bytes wrap around",
    "differences of bytes wrap around",
    "log of p",
    "log of p by one-hot",
    "log of p, and no shift",
    "ReLU in place",
    "ReLU changes its input",
}
# A notebook's statements are cells here, in which lines are counted anew; the real torch would be used there.
IN_ONE_FILE = {"a number of torch is used", "xrange of past is used"}
# What is right of an equation is told when graded; the published answers do not hold it.
AT_HOME = {
    "the losses are taken for probabilities": r"your grad_W is - 1/N X'\(log p\) - 1/N X'\(onehot\)"
}
# A card looks at one check, and cannot see what another module undoes.
ON_A_CARD = {BOTH_SIGNS: "sign of the gradient is flipped|step goes up the gradient"}
# What was said once, and is true of nothing here.
UNTRUE = re.compile(
    r"in reverse order|hand in past|Inert|cannot be used|x expected.*1\.00|your code raised Exception"
    r"|ValueError$|: yours (\S+), expected \1$",
    re.MULTILINE,
)
WRONG = [work for work in REAL_WORK if work.truth != "right" and work.name in TOLD]


@cache
def grader(name):
    return kept_grader(load(name))


def files_of(work):
    assignment = load(work.assignment)
    files = work.files(assignment.reference)
    return {path: text for path, text in files.items() if path in assignment.wanted}


def said(checks):
    return [
        f"{check.message}\n{check.hint}".replace("\n", " ")
        for check in checks
        if check.status != "passed"
    ]


def test_every_wrong_work_has_its_truth():
    untold = {work.name for work in REAL_WORK if work.truth != "right"} - TOLD.keys()
    assert untold == set()


def quick(work, number=0):
    """Returns a work as it is tried: a third quickly; in knn all known mistakes go through many numbers."""
    is_slow = work.assignment == "knn" or number % 3
    marks = [pytest.mark.slow] if is_slow else []
    return pytest.param(work, id=f"{work.assignment} {work.name}", marks=marks)


@pytest.mark.parametrize("work", [quick(work, number) for number, work in enumerate(WRONG)])
def test_the_score_and_the_true_sentence(work):
    score, words = TOLD[work.name]
    submission = Submission(student="ann", files=files_of(work), listing=(), notes=(), digest="")
    result = grader(work.assignment).grade(submission)
    graded = said(result.checks)
    assert score is None or result.score == score
    assert not any(UNTRUE.search(text) for text in graded)
    assert any(re.search(words, text) for text in graded) if words else graded == []


@pytest.mark.slow
@pytest.mark.parametrize("work", [quick(work) for work in WRONG])
def test_the_true_sentence_at_home(work, tmp_path, monkeypatch):
    words = TOLD[work.name][1]
    files = files_of(work)
    checked = said(at_home(load(work.assignment), write(tmp_path / "work", files)).checks)
    assert not any(UNTRUE.search(text) for text in checked)
    if not words or work.name in GRADED_ONLY:
        assert checked == []
        return
    words = AT_HOME.get(work.name, words)
    assert any(re.search(words, text) for text in checked)
    if work.name not in IN_ONE_FILE:
        cards = said(in_a_notebook(load(work.assignment), files, tmp_path / "beside", monkeypatch))
        anywhere = re.sub(r"\\\(loss\\\.py", r"\\(.*", words)
        anywhere = ON_A_CARD.get(words, anywhere)
        assert any(re.search(anywhere, text) for text in cards)


def test_right_work_gets_all_points():
    for work in REAL_WORK:
        if work.truth == "right":
            submission = Submission(
                student="ann", files=files_of(work), listing=(), notes=(), digest=""
            )
            result = grader(work.assignment).grade(submission)
            assert (work.name, result.score) == (work.name, 100)


def test_a_package_that_is_not_needed_is_said_to_be_so():
    (work,) = (one for one in REAL_WORK if one.name == "a package of Python 2 that is not used")
    submission = Submission(student="ann", files=files_of(work), listing=(), notes=(), digest="")
    (note,) = grader(work.assignment).grade(submission).notes
    assert note == (
        "past.builtins is not needed in Python 3 (loss.py, line 1): delete the line and use range."
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ten classes", "np.eye(10)"),
        ("four values are returned", "return loss, acc, logits, labels"),
        ("nothing is returned", "return None"),
        ("gradients under another name", "self.dW ="),
        ("labels as one-hot rows", "delta - self.labels"),
        ("a raise is left in", "raise NotImplementedError"),
        ("numpy's old names", "np.product"),
        ("input is asked for", "input("),
    ],
)
def test_the_line_is_the_one_to_change(name, text):
    (work,) = (one for one in REAL_WORK if one.name == name)
    files = files_of(work)
    lines = files["loss.py"].decode().splitlines()
    (number,) = (place for place, line in enumerate(lines, start=1) if text in line)
    submission = Submission(student="ann", files=files, listing=(), notes=(), digest="")
    hints = said(grader(work.assignment).grade(submission).checks)
    assert any(f"(loss.py, line {number})" in hint for hint in hints)


def test_one_cause_is_named_on_its_own_checks():
    """Two mistakes: the sum over the batch on the gradients, the shift where logits are large."""
    (work,) = (one for one in REAL_WORK if one.name == "summed and not shifted")
    submission = Submission(student="ann", files=files_of(work), listing=(), notes=(), digest="")
    result = grader(work.assignment).grade(submission)
    named = {
        check.id: set(check.diagnosis.mistake.split("+"))
        for check in result.checks
        if check.diagnosis
    }
    assert named["gradient.w"] == {"gradient-sum"}
    assert named["stability.logits"] == {"gradient-sum", "no-shift"}
