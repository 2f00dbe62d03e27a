"""Static facts of a source: what is imported, what loops over samples, what is Python 2."""

import textwrap
from pathlib import Path

import pytest

from autograder.execution.worker.static_analysis import inspect_files, inspect_source

ROOT = Path(__file__).resolve().parents[2]
FORWARD = "Layer.forward"


def loops(body, *, extra=""):
    source = "import numpy as np\n" + textwrap.dedent(extra)
    source += "class Layer:\n    def forward(self, Input, labels):\n"
    source += textwrap.indent(textwrap.dedent(body), " " * 8)
    return inspect_source(source.encode(), [FORWARD])["loops"]


@pytest.mark.parametrize(
    "body",
    [
        "for n in range(len(Input)): pass",
        "for n in range(Input.shape[0]): pass",
        "N, D = Input.shape\nfor n in range(N): pass",
        "N = labels.shape[0]\nfor n in np.arange(N): pass",
        "for x in Input: pass",
        "for x, y in zip(Input, labels): pass",
        "for n, y in enumerate(labels): pass",
        "logits = Input @ self.W + self.b\nfor row in logits: pass",
        "total = sum(np.log(p) for p in np.exp(Input))",
        "i = 0\nwhile i < len(labels): i += 1",
        "return [x.sum() for x in Input]",
        "return np.apply_along_axis(np.sum, 1, Input)",
        "self.x = Input\nfor n in range(self.x.shape[0]): pass",
    ],
)
def test_loop_over_samples_is_found(body):
    assert loops(body), body


@pytest.mark.parametrize(
    "body",
    [
        "for k in range(10): pass",
        "for k in range(self.W.shape[1]): pass",
        "logits = Input @ self.W\nfor k in range(logits.shape[1]): pass",
        "N, D = Input.shape\nfor d in range(D): pass",
        "for parameter in (self.W, self.b): pass",
        "for k in np.unique(labels): pass",
        "for layer in self.layers: pass",
        "for k in range(self.num_output): pass",
    ],
)
def test_loop_over_something_else_is_fine(body):
    assert not loops(body), body


def test_helper_of_the_same_file_is_looked_into():
    helper = """
        def softmax(z):
            return np.array([np.exp(row) for row in z])
    """
    assert loops("return softmax(Input @ self.W)", extra=helper) == [(FORWARD, 4)]


def test_loop_in_another_function_does_not_count():
    source = b"def prepare(x):\n    for row in x: pass\nclass Layer:\n    def forward(self, x): return x\n"
    assert inspect_source(source, [FORWARD])["loops"] == []


def test_reference_and_alternative_solutions_have_no_loop_over_samples():
    functions = [
        "loss.SoftmaxCrossEntropyLoss.forward",
        "loss.SoftmaxCrossEntropyLoss.gradient_computing",
    ]
    folder = ROOT / "solutions" / "softmax_mnist"
    found = [folder / "loss.py", *sorted(folder.glob("alternative/*/loss.py"))]
    assert len(found) > 4
    for path in found:
        facts = inspect_files({"loss.py": path.read_bytes()}, functions)
        assert facts["loss.py"]["loops"] == [], path


def test_imports_are_found_in_every_form():
    source = b"""
import torch.nn as nn, numpy
from sklearn.linear_model import LogisticRegression
from . import sibling
def f():
    import jax
    importlib.import_module("keras.layers")
    __import__("paddle")
"""
    names = [name for name, _ in inspect_source(source, [])["imports"]]
    assert names == ["numpy", "torch", "sklearn", "jax", "keras", "paddle"]


def test_python_2_is_recognised_where_nothing_can_be_parsed():
    source = b'for i in xrange(3):\n    print "x"\ntry: pass\nexcept IOError, e:\n    raw_input()\n'
    assert inspect_source(source, [])["python2"] == [
        ("xrange", 1),
        ("print", 2),
        ("except", 4),
        ("raw_input", 5),
    ]


@pytest.mark.parametrize("line", ["print(x)", "# xrange(3)", "s = 'xrange(3)'", "print = 3"])
def test_python_3_is_not_taken_for_python_2(line):
    assert inspect_source(line.encode(), [])["python2"] == []


def test_signatures_leave_self_out():
    source = b"class A:\n    def f(self, x, *, k=1): pass\ndef g(y): pass\n"
    assert inspect_source(source, [])["signatures"] == {"A.f": "(x, *, k=1)", "g": "(y)"}


@pytest.mark.parametrize("source", [b"\x00", b"(" * 5000, b"-" * 200_000 + b"1", b"\xff\xfe"])
def test_source_that_cannot_be_parsed_has_no_facts_and_raises_nothing(source):
    facts = inspect_source(source, [FORWARD])
    assert facts["imports"] == facts["loops"] == []
