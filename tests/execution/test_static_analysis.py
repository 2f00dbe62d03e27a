"""Static facts of a source: what is imported, what loops over samples, what is Python 2."""

import textwrap
from pathlib import Path

import pytest

from autograder.course.rules import read_facts
from autograder.execution.worker import static_analysis

ROOT = Path(__file__).resolve().parents[2]
FORWARD = "Layer.forward"


def inspect_files(files, vectorised):
    """Returns the facts as they are read on the grader's side, each file's by kind."""
    found = static_analysis.inspect_files(files, vectorised)
    facts = read_facts({"values": found})
    assert list(facts) == list(found)
    return {path: vars(known) for path, known in facts.items()}


def inspect_source(content, vectorised):
    """Returns the facts of one source by itself; functions are named as in the file."""
    return inspect_files({"it.py": content}, [f"it.{name}" for name in vectorised])["it.py"]


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
        "if True:\n    for n in range(len(Input)): pass",
        "for n in list(range(len(Input))): pass",
        "rows = range(len(Input))\nfor n in rows: pass",
        "for n in range(labels.size): pass",
        "for n in range(Input.shape[-2]): pass",
        "for n in range(np.size(labels)): pass",
        "for n in range(len(Input) - 1): pass",
        "for n in sorted(range(len(Input))): pass",
        "rows = list(Input)\nwhile rows: rows.pop()",
        "n = 0\nwhile True:\n    n += 1\n    if n == len(labels): break",
        "return list(map(np.sum, Input))",
        "return np.array(list(map(lambda n: n, range(len(Input)))))",
        "return functools.reduce(np.add, Input)",
        "return np.vectorize(np.exp)(Input)",
        "return np.frompyfunc(abs, 1, 1)(Input)",
        "return self.forward(Input[1:], labels[1:])",
        "try:\n    pass\nfinally:\n    [0 for x in Input]",
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
        "for layer in reversed(self.layers): Input = layer.forward(Input)",
        "for name, layer in enumerate(self.layers): pass",
        "for w, b in zip(self.weights, self.biases): pass",
        "for k in set(labels): pass",
        "return list(map(np.copy, self.layers))",
        "error = 1\nwhile error > 1e-9: error /= 2",
        "for k in range(labels.max() + 1): pass",
        "return sum(layer.penalty() for layer in self.layers)",
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


def found_in(files, function="loss.Layer.forward"):
    facts = inspect_files({path: text.encode() for path, text in files.items()}, [function])
    return {path: known["loops"] for path, known in facts.items() if known["loops"]}


CALLS = {
    "from helpers import total": "total(x)",
    "from helpers import total as t": "t(x)",
    "import helpers": "helpers.total(x)",
    "import helpers as h": "h.total(x=x)",
    "import tools.more": "0",
}


@pytest.mark.parametrize("statement", CALLS)
def test_a_helper_in_another_file_is_looked_into(statement):
    layer = f"{statement}\nclass Layer:\n    def forward(self, x): return {CALLS[statement]}\n"
    helper = "def total(x):\n    return sum(row for row in x)\n"
    found = found_in({"loss.py": layer, "helpers.py": helper, "tools/more.py": helper})
    assert found == ({} if CALLS[statement] == "0" else {"helpers.py": [("Layer.forward", 2)]})


def test_a_helper_goes_over_what_it_is_given():
    helper = "def each(items):\n    return [item for item in items]\n"
    layer = "from helpers import each\nclass Layer:\n    def forward(self, x): return each({})\n"
    for given, loops in (("self.layers", {}), ("range(10)", {}), ("x @ self.W", {"helpers.py"})):
        files = {"loss.py": layer.format(given), "helpers.py": helper}
        assert found_in(files).keys() == set(loops)


@pytest.mark.parametrize(
    "above", ["if True:", "try:", "if 0: pass\nelse:", "with a:", "for _ in (1,):"]
)
def test_a_class_is_found_wherever_it_stands(above):
    below = "\nfinally: pass" if above == "try:" else ""
    source = f"{above}\n  class Layer:\n    if True:\n     def forward(self, x):\n      for row in x: pass{below}"
    assert inspect_source(source.encode(), [FORWARD])["loops"]


def test_two_helpers_that_call_each_other_come_to_an_end():
    layer = "from a import f\nclass Layer:\n    def forward(self, x): return f(x)\n"
    one = "from b import g\ndef f(x): return g(x)\n"
    other = "from a import f\ndef g(x):\n    [0 for row in x]\n    return f(x)\n"
    found = found_in({"loss.py": layer, "a.py": one, "b.py": other})
    assert found == {"b.py": [("Layer.forward", 3)]}


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


@pytest.mark.parametrize("above", ["if True:", "try:", "if 0: pass\nelse:", "with a:"])
def test_what_a_function_does_is_found_wherever_it_stands(above):
    below = "\nfinally: pass" if above == "try:" else ""
    source = f"{above}\n  class Layer:\n    if True:\n     def forward(self, x): self.x = x{below}"
    assert inspect_source(source.encode(), [FORWARD])["sets"][0][:2] == ("Layer", "x")


def test_signatures_leave_self_out():
    source = b"class A:\n    def f(self, x, *, k=1): pass\ndef g(y): pass\n"
    assert inspect_source(source, [])["signatures"] == {"A.f": "(x, *, k=1)", "g": "(y)"}


@pytest.mark.parametrize("source", [b"\x00", b"(" * 5000, b"-" * 200_000 + b"1", b"\xff\xfe"])
def test_source_that_cannot_be_parsed_has_no_facts_and_raises_nothing(source):
    facts = inspect_source(source, [FORWARD])
    assert facts["imports"] == facts["loops"] == []
