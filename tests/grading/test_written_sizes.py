"""A number that stands where a size of the data belongs is told by the check that passes with the size in its place."""

import pytest
from helpers.doors import at_home, graded, in_a_notebook, load, write
from helpers.graders import grader_of
from helpers.marks import sampled

from autograder.grading.written_sizes import with_number

NAME = "softmax_mnist"
SUBTRACT = "delta[np.arange(batch), self.labels] -= 1"
# What is written, the check, and what belongs there.
WRITTEN = {
    "the batch": ("delta /= batch", "delta /= 100", "gradient.w", "100 where the number of samples"),
    "classes, without an exception": (
        SUBTRACT,
        "delta -= np.eye(64)[self.labels][:, :delta.shape[1]] * (delta.shape[1] / 10)",
        "gradient.w",
        "10 where num_output",
    ),
    "classes, in a reshape": (
        SUBTRACT,
        "delta = delta.reshape(-1, 10)\n        " + SUBTRACT,
        "gradient.w",
        "10 where num_output",
    ),
    "inputs": (
        "self.grad_W = self.Input.T @ delta",
        "self.grad_W = np.zeros((784, delta.shape[1]))\n        self.grad_W += self.Input.T @ delta",
        "gradient.w",
        "784 where num_input",
    ),
    "classes, in a constant": (
        SUBTRACT,
        "delta = delta.reshape(-1, K)\n        " + SUBTRACT,
        "gradient.w",
        "10 where num_output",
    ),
    "the batch, in an index": (SUBTRACT, SUBTRACT.replace("batch", "100"), "gradient.b", "100 where the number of samples"),
}  # fmt: skip
# Numbers that are wrong, and no sizes.
OTHERS = {
    "a factor": ("delta /= batch", "delta /= 7 * batch"),
    "a threshold": ("delta /= batch", "delta /= batch\n        delta[delta > 100] = 0\n        delta *= 2.5"),
}  # fmt: skip


def files_with(old, new):
    files = {path: text for path, text in load(NAME).reference.items() if path in load(NAME).wanted}
    source = files["loss.py"].decode()
    assert source.count(old) == 1
    source = source.replace(old, new)
    if "K)" in new:
        source = source.replace("\n\n\nclass ", "\n\nK = 10\n\n\nclass ", 1)
    return files | {"loss.py": source.encode()}


def when_graded(assignment, folder):
    with grader_of(assignment) as grader:
        return graded(grader, folder)


@pytest.mark.parametrize("door", [when_graded, at_home])
@pytest.mark.parametrize("what", sampled(WRITTEN))
def test_a_written_size_is_named(what, door, tmp_path):
    old, new, id_, words = WRITTEN[what]
    result = door(load(NAME), write(tmp_path / "work", files_with(old, new)))
    check = next(item for item in result.checks if item.id == id_)
    assert check.status != "passed"
    assert f"You wrote {words} belongs" in check.hint
    assert "loss.py, line" in check.hint


@pytest.mark.parametrize("what", ["classes, in a reshape", "classes, in a constant"])
def test_a_written_size_is_named_on_a_notebooks_card(what, tmp_path, monkeypatch):
    old, new, id_, words = WRITTEN[what]
    cards = in_a_notebook(load(NAME), files_with(old, new), tmp_path / "beside", monkeypatch)
    hints = {card.id: card.hint for card in cards}
    assert f"You wrote {words} belongs (In [" in hints[id_]


@pytest.mark.parametrize("what", sampled(OTHERS))
def test_another_number_is_not_taken_for_a_size(what, tmp_path):
    result = when_graded(load(NAME), write(tmp_path / "work", files_with(*OTHERS[what])))
    assert result.score < 100
    assert not any("You wrote" in check.hint for check in result.checks)


def test_only_the_number_itself_is_replaced():
    source = b"x[:10] = 1e10 + 0.10 + a10 + 10.5 - 10\n"
    assert with_number(source, 10, 4) == b"x[:4] = 1e10 + 0.10 + a10 + 10.5 - 4\n"
