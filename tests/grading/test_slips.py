"""A beginner's slips in words: notebooks, loops, names, signatures, without a grader around them."""

import pytest

from autograder.course.rules import SourceFacts
from autograder.execution.failure import Failure
from autograder.execution.worker.static_analysis import inspect_cells, inspect_files
from autograder.grading.messages import describe_failure
from autograder.grading.missing_names import Interface
from autograder.grading.slips import Slips
from autograder.results.convert import convert

INTERFACE = Interface(
    signatures={"forward": "(Input, labels)", "gradient_computing": "()", "distances": "(a, b)"},
    returns={"forward": "(loss, acc)", "distances": "distances"},
)


def slips(files, *, cells=(), notebook=False, reveal=True):
    sources = {name: text.encode() for name, text in files.items()}
    facts = inspect_cells(sources, cells, ()) if cells else inspect_files(sources, ())
    return Slips(sources, convert(facts, dict[str, SourceFacts]), INTERFACE, "en", notebook, reveal)


def hint(files, failure, **more):
    found = slips(files, **more).of_failure(failure)
    return "" if found is None else f"{found.message} {found.hint}".strip()


def missing(name, on="Layer"):
    return Failure(kind="missing", name=name, on=on)


def test_work_in_no_cell_or_under_a_magic_is_found():
    cells = {"nb cell 1": "x = 1"}
    assert "Markdown cell" in hint(cells, missing("Layer", "loss"), cells=["nb cell 1"])
    assert "not run yet" in hint(
        cells, missing("Layer", "loss"), cells=["nb cell 1"], notebook=True
    )
    written = {"nb cell 1": "%%writefile loss.py\nclass Layer:\n    pass\n"}
    told = hint(written, missing("Layer", "loss"), cells=["nb cell 1"])
    assert told.startswith("This cell begins with %%writefile (nb cell 1, line 1)")


def test_nothing_is_said_of_a_file_in_which_a_name_is_simply_missing():
    assert hint({"loss.py": "x = 1\n"}, missing("Layer", "loss")) == ""


def test_a_method_outside_of_its_class():
    source = "class Layer:\n    def other(self): pass\n\ndef forward(self, Input, labels): pass\n"
    assert "forward stands outside of class Layer (loss.py, line 4)" in hint(
        {"loss.py": source}, missing("forward")
    )


@pytest.mark.parametrize("name", ["dW", "gW", "W_grad", "gradW", "d_W", "grad_w"])
def test_a_gradient_under_another_name(name):
    source = f"class Layer:\n    def gradient_computing(self):\n        self.{name} = 1\n"
    told = hint({"loss.py": source}, missing("grad_W"))
    assert told == f"self.{name} is set (loss.py, line 3): call it self.grad_W."


@pytest.mark.parametrize("on", ["Layer", "Norm"])
def test_an_attribute_that_is_set_in_a_line_that_had_not_run(on):
    source = (
        f"class {on}:\n    def forward(self, x):\n        x = x - x.mean()\n"
        "        if self.training:\n            self.x = x\n        return x\n"
    )
    assert hint({"norm.py": source}, missing("x", on)) == (
        "The line that sets self.x had not run by then (norm.py, line 5): see which call, or which "
        "condition, it waits for."
    )


def test_a_returned_gradient():
    source = "class Layer:\n    def gradient_computing(self):\n        return self.X, self.dW()\n"
    told = hint(
        {"loss.py": source.replace("self.X, self.dW()", "grad_W, grad_b")}, missing("grad_W")
    )
    assert (
        told
        == "gradient_computing returns its result (loss.py, line 3): set self.grad_W to it instead."
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("self, Input, labels, lam", "called without lam"),
        ("self, Input, labels, lam, eps", "called without lam, eps"),
        ("self, Input", "called with labels as well"),
        ("self, X, y", ""),
    ],
)
def test_another_signature(arguments, words):
    source = f"class Layer:\n    def forward({arguments}): pass\n"
    told = hint({"loss.py": source}, Failure(kind="signature", name="forward"))
    assert words in told
    assert bool(words) == bool(told)


@pytest.mark.parametrize(
    ("line", "text", "words"),
    [
        ("y = np.eye(10)[labels] - p", "operands could not be broadcast together with shapes (8,10) (8,5) ", "You wrote 10 where num_output belongs (loss.py, line 5)"),
        ("z = Input.reshape(100, -1)", "cannot reshape array of size 96 into shape (100,newaxis)", ""),
        ("z = np.zeros((100, 5)) + p", "operands could not be broadcast together with shapes (100,5) (8,5) ", "You wrote 100 where the number of samples belongs"),
        ("z = np.zeros((784, 5)).T @ p", "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 8 is different from 784)", "You wrote 784"),
        ("z = p[10] + 1", "operands could not be broadcast together with shapes (8,5) (8,4) ", ""),
    ],
)  # fmt: skip
def test_a_number_that_is_a_size(line, text, words):
    source = (
        "import numpy as np\nclass Layer:\n    def __init__(self, num_input, num_output): pass\n"
        f"    def forward(self, Input, labels):\n        {line}\n"
    )
    failure = Failure(
        kind="raised",
        type="ValueError",
        text=text,
        file="loss.py",
        line=5,
        function="Layer.forward",
    )
    told = hint({"loss.py": source}, failure)
    assert words in told
    assert bool(words) == bool(told)


@pytest.mark.parametrize(
    ("line", "is_slip"),
    [
        ("loss = -(labels * np.log(p)).sum()", True),
        ("delta = p - labels", True),
        ("delta = p - self.labels", True),
        ("best = labels.argmax(axis=1)", True),
        ("K = labels.shape[1]", True),
        ("p[np.arange(N), labels] -= 1", False),
        ("correct = p.argmax(1) == labels", False),
        ("delta[:, k] -= labels == k", False),
    ],
)
def test_labels_taken_for_one_hot_rows(line, is_slip):
    failure = Failure(kind="raised", type="ValueError", text="", file="loss.py", line=1)
    assert ("one class number" in hint({"loss.py": line + "\n"}, failure)) is is_slip


def test_one_hot_rows_taken_for_labels():
    interface = Interface({"forward": "(Output, targets)"}, {})
    text = "arrays used as indices must be of integer (or boolean) type"
    failure = Failure(kind="raised", type="IndexError", text=text, file="losses.py", line=1)
    source = {"losses.py": b"p[np.arange(N), targets]\n"}
    found = Slips(source, {}, interface, "en").of_failure(failure)
    assert found is not None
    assert found.hint.startswith("targets holds one-hot rows of floats")


def test_what_was_returned_is_not_repeated_where_inputs_are_unknown():
    source = {"loss.py": "class Layer:\n    def forward(self, X, y):\n        return f(X)\n"}
    failure = Failure(kind="value", type="tuple", operation="unpack", name="forward", count=12345)
    assert "12345" in hint(source, failure)
    assert "12345" not in hint(source, failure, reveal=False)
    made_up = Failure(kind="value", type="S3cret", operation="item", name="forward")
    assert "S3cret" not in hint(source, made_up)


def test_an_attribute_that_holds_too_few_values_returns_nothing():
    failure = Failure(
        kind="value", type="list", operation="item", name="layers", on="layers", count=9
    )
    told = hint({}, failure, reveal=True)
    assert told.startswith("layers holds 9 values, which is not as many as are asked for")
    assert "9" not in hint({}, failure, reveal=False)
    none = Failure(kind="value", type="NoneType", operation="item", name="layers", on="layers[2]")
    assert hint({}, none).startswith("layers[2] is one value (NoneType), not several")


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("loss", "loss.py has no size"),
        ("layers[3]", "layers[3] has no size"),
        ("make()", "make() has no size"),
    ],
)
def test_only_a_module_is_called_a_file(on, told):
    assert describe_failure(missing("size", on), "en", reveal=True) == told


def test_a_loop_that_has_an_end_is_not_called_endless():
    failure = Failure(kind="timeout", seconds=4, used=(4.1, 0.0), file="a.py", line=3)
    told = describe_failure(failure, "en", reveal=True, source="for row in test:")
    assert "this loop takes too long" in told
    endless = describe_failure(failure, "en", reveal=True, source="while True:")
    assert "is there a loop that does not end?" in endless
