"""A notebook is graded like the same work in .py files."""

import json

import pytest
from helpers.graders import grader_of
from helpers.marks import sampled
from helpers.notebooks import code_cell, load, notebook, outcome, submission
from helpers.packings import read_submission

from autograder.authoring.notebook.assemble import notebook_files, solved_notebook
from autograder.authoring.solutions import alternative_solutions
from autograder.course.mistakes import apply_mistake, load_mistakes
from autograder.execution.parsing import OwnParsers
from autograder.execution.worker.notebook_modules import CellLoader, without_magics
from autograder.submissions import Refused
from autograder.submissions.notebook import read_cells, unpack

LOSS, OPTIMIZER = "loss.py", "optimizer.py"


def as_notebook(files):
    """Returns a notebook with a cell for each file."""
    return notebook(*(files[name].decode() for name in sorted(files) if name in (LOSS, OPTIMIZER)))


@pytest.mark.parametrize(
    "name",
    sampled(
        [
            "softmax_mnist",
            "autodiff",
            "convnet",
            "linear_classifier",
            "mlp",
            "optimizers",
            "perceptron",
        ]
    ),
)
def test_the_solved_notebook_gets_all_points(name):
    assignment = load(name)
    with grader_of(assignment) as grader:
        result = grader.grade(submission({f"{name}.ipynb": solved_notebook(assignment, {})}))
    assert outcome(result) == [
        (check.id, "passed", check.points, None) for check in assignment.checks
    ]


def test_the_released_notebook_gets_none(softmax, grader):
    released = notebook_files(softmax)["assignments/softmax_mnist/notebook/softmax_mnist.ipynb"]
    result = grader.grade(submission({"softmax_mnist.ipynb": released}))
    assert result.score == 0
    assert {check.status for check in result.checks} == {"error"}


@pytest.mark.parametrize(
    "copy", ["softmax_mnist (1)", "softmax_mnist_final", "softmax_mnist-Copy1"]
)
def test_a_released_notebook_gives_way_to_the_work_beside_it(softmax, copy):
    released = notebook_files(softmax)["assignments/softmax_mnist/notebook/softmax_mnist.ipynb"]
    solved = solved_notebook(softmax, {})

    def graded(**files):
        named = {f"{name.replace('work', copy)}.ipynb": content for name, content in files.items()}
        return unpack(submission(named), softmax, OwnParsers()).notebook

    assert graded(softmax_mnist=released, work=solved) == f"{copy}.ipynb"
    assert graded(softmax_mnist=solved, work=released) == "softmax_mnist.ipynb"
    assert graded(softmax_mnist=released, work=released) == f"{copy}.ipynb"


@pytest.mark.slow
def test_every_known_mistake_gets_the_same_points_either_way(softmax, grader):
    mistakes = load_mistakes(softmax.bundle)
    assert len(mistakes) > 40
    for mistake in mistakes:
        files = apply_mistake(softmax.reference, mistake)
        with grader.attempt(submission(files)) as run:
            from_files = [run(check) for check in softmax.checks]
        with grader.attempt(submission({"work.ipynb": solved_notebook(softmax, files)})) as run:
            from_notebook = [run(check) for check in softmax.checks]
        assert [(item.id, item.status, item.points) for item in from_notebook] == [
            (item.id, item.status, item.points) for item in from_files
        ], mistake.id


def test_a_mistake_in_a_notebook_is_named(softmax, grader):
    mistake = load_mistakes(softmax.bundle)[0]
    files = apply_mistake(softmax.reference, mistake)
    result = grader.grade(submission({"work.ipynb": solved_notebook(softmax, files)}))
    assert outcome(result) == outcome(grader.grade(submission(files)))
    assert mistake.id in {named for _, _, _, named in outcome(result)}


def test_alternative_solutions_pass_as_notebooks(softmax, grader):
    alternatives = alternative_solutions(softmax)
    assert alternatives
    for files in alternatives.values():
        assert grader.grade(submission({"work.ipynb": as_notebook(files)})).score == 100


def test_of_one_students_files_py_wins_and_the_result_says_so(softmax, grader):
    right = {name: softmax.reference[name] for name in (LOSS, OPTIMIZER)}
    wrong = notebook("class SoftmaxCrossEntropyLoss: pass", "class SGD: pass")
    result = grader.grade(submission({**right, "softmax_mnist.ipynb": wrong}))
    assert result.score == 100
    assert result.notes == [
        "softmax_mnist.ipynb was not graded: a .py file takes precedence over a notebook, and "
        "loss.py, optimizer.py was handed in."
    ]


def test_what_is_missing_as_a_file_comes_from_the_notebook(softmax, grader):
    files = {LOSS: softmax.reference[LOSS], "nb.ipynb": solved_notebook(softmax, {})}
    result = grader.grade(submission(files))
    assert result.score == 100
    assert result.notes == ["loss.py was graded from the .py file, the rest from nb.ipynb."]


def test_a_file_that_is_still_as_released_gives_way(softmax, grader):
    stub = (load().reference[LOSS], softmax.reference[OPTIMIZER])
    from autograder.course.regions import strip_regions

    files = {
        LOSS: strip_regions(stub[0].decode(), LOSS),
        OPTIMIZER: strip_regions(stub[1].decode(), OPTIMIZER),
        "notebook/softmax_mnist.ipynb": solved_notebook(softmax, {}),
    }
    result = grader.grade(submission(files))
    assert result.score == 100
    assert result.notes[0] == (
        "loss.py is as it was released, so notebook/softmax_mnist.ipynb was graded."
    )


def test_the_report_notebook_is_not_taken_for_the_work(softmax):
    with_report = submission({LOSS: softmax.reference[LOSS], "runner.ipynb": notebook("x = 1")})
    assert unpack(with_report, softmax, OwnParsers()).sources.cells == ()


def test_one_cells_error_does_not_lose_the_others(softmax, grader):
    loss, optimizer = softmax.reference[LOSS].decode(), softmax.reference[OPTIMIZER].decode()
    result = grader.grade(
        submission(
            {
                "work.ipynb": notebook(
                    "%matplotlib inline\nimport nowhere\nimport numpy as np",
                    "raise RuntimeError('an experiment')",
                    loss,
                    "this is no python",
                    "import sys\nsys.exit()",
                    "!rm -rf x\nquit()",
                    "while True: pass",
                    optimizer,
                    "check('loss.value')\nimport os; os._exit(0)",
                    "%%bash\nexit 1",
                )
            }
        )
    )
    assert result.score == 100


def test_a_message_names_the_cell_and_its_line(softmax, grader):
    broken = "import numpy as np\n\ndef forward(self, Input, labels):\n    return 1 / 0, 0\n\n"
    cells = [
        "%%time\nclass SoftmaxCrossEntropyLoss:\n    def __init__(self, *a): pass",
        broken + "SoftmaxCrossEntropyLoss.forward = forward",
        "class SGD:\n  def step(self)\n    pass",
    ]
    result = grader.grade(submission({"work.ipynb": notebook(*cells)}))
    messages = {check.id: check.message for check in result.checks}
    assert messages["loss.value"] == (
        "ZeroDivisionError: division by zero (work.ipynb cell 2, line 4, in forward)"
    )
    assert "work.ipynb cell 3" in messages["optimizer.sgd"]
    assert "line 2" in messages["optimizer.sgd"]


def test_experiments_are_not_run_again_for_each_check():
    cells = {
        "one": b"import time\nSIZE = 3\ndef f(x): return g(x) + SIZE",
        "two": b"f_result, f = [time.sleep(60) for _ in [1]], None",
        "three": b"def g(x):\n    return table[x]\ntable = {}\ntable[1] = 2\nprint(1 / 0)",
        "four": b"class C: pass\ndef area(self): return 7\nC.area = area\nC.area(1 / 0)",
    }
    loader = CellLoader(cells, list(cells), ["f", "C"])
    module = loader.create_module(None)
    loader.exec_module(module)
    assert module.f(1) == 5
    assert module.C().area() == 7
    assert not hasattr(module, "f_result")


def test_a_missing_name_is_explained_by_its_cell():
    cells = {"one": b"width = 1 / 0\ndef f(): return width", "two": b"g = nowhere"}
    loader = CellLoader(cells, list(cells), ["f", "g"])
    module = loader.create_module(None)
    loader.exec_module(module)
    with pytest.raises(NameError, match="nowhere"):
        _ = module.g
    with pytest.raises(AttributeError):
        _ = module.h


METHOD = b"def forward(self, x): return x\nOne.forward = forward"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (b"def forward(self, x: nowhere): return -x\nTwo.forward = forward", "nowhere"),
        (b"@nowhere\ndef forward(self, x): return -x\nTwo.forward = forward", "nowhere"),
        (b"def forward(self, x) return -x\nTwo.forward = forward", "expected ':'"),
    ],
)
def test_a_method_whose_cell_fails_is_missing_for_that_reason(cell, reason):
    """And it is not the method of the same name that an earlier cell defined."""
    cells = {"classes": b"class One: pass\nclass Two: pass", "one": METHOD, "two": cell}
    loader = CellLoader(cells, list(cells), ["One", "Two"])
    module = loader.create_module(None)
    loader.exec_module(module)
    assert module.One().forward(3) == 3
    for _ in range(2):
        with pytest.raises((NameError, SyntaxError), match=reason):
            _ = module.Two().forward


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("%%writefile x.py\nx = 1", ""),
        ("%%time\nx = 1", "\nx = 1"),
        ("if x:\n    %timeit f()\ny = !ls", "if x:\n    pass\npass"),
        ("np.sum?\nx = 1", "pass\nx = 1"),
        ('text = """\n%matplotlib\n"""', 'text = """\n%matplotlib\n"""'),
        ("x = (a\n% b)", "x = (a\n% b)"),
    ],
)
def test_magics_are_left_out(source, left):
    assert without_magics(source) == left


def test_rules_hold_in_cells_too(grader):
    cells = [
        "import torch\nimport numpy as np",
        "class SoftmaxCrossEntropyLoss: pass",
        "def forward(self, Input, labels):\n    for row in Input:\n        pass\n"
        "SoftmaxCrossEntropyLoss.forward = forward",
    ]
    result = grader.grade(submission({"work.ipynb": notebook(*cells)}))
    assert [(item.rule, item.file, item.line) for item in result.violations] == [
        ("import", "work.ipynb cell 1", 1),
        ("loop", "work.ipynb cell 3", 2),
    ]


def test_what_a_notebook_claims_counts_for_nothing(softmax, grader):
    output = {
        "output_type": "execute_result",
        "data": {"text/plain": "100.0"},
        "metadata": {},
        "execution_count": 1,
    }
    facts = {"grade": True, "grade_id": "gradient-w", "points": 1000, "solution": False}
    cell = code_cell("check('gradient.w')", outputs=[output], metadata={"nbgrader": facts})
    result = grader.grade(submission({"work.ipynb": notebook(cell)}))
    assert result.score == 0
    assert result.max_score == 100


HOSTILE = {
    "patches": "import numpy as np\nnp.allclose = lambda *a, **k: True",
    "exits": "import os\nclass Layer: exit = os._exit(0)\nSoftmaxCrossEntropyLoss = Layer",
    "reads": "SoftmaxCrossEntropyLoss = open('/etc/passwd').read()",
    "writes": "class SGD:\n    open('gradebook.db', 'w').write('x')",
    "lies": (
        "class Lie(int):\n    def __eq__(self, other): return True\n"
        "class SoftmaxCrossEntropyLoss:\n    def __init__(self, *a): pass\n"
        "    def forward(self, *a): return Lie(), Lie()\n    def gradient_computing(self): pass\n"
        "    grad_W = grad_b = Lie()"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_notebook_gains_nothing(name, grader):
    assert grader.grade(submission({"work.ipynb": notebook(HOSTILE[name])})).score == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"cells": ' + b"[" * 100_000, "notebook-deep"),
        (b'{"nbformat": 4, "metadata": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001, "notebook-deep"),
        (b"no json", "notebook-damaged"),
        (b"\xff\xfe{}", "notebook-damaged"),
        (b'{"nbformat": 4, "cells": [{"cell_type": 1}]}', "notebook-damaged"),
        (b'{"nbformat": 3, "worksheets": []}', "notebook-old"),
        (notebook(*["x"] * 2001).encode(), "notebook-many"),
    ],
)
def test_malformed_notebooks_are_refused_with_a_reason(content, code, grader):
    with pytest.raises(Refused) as refusal:
        read_cells(content, "work.ipynb", parsers=OwnParsers())
    assert refusal.value.code == code
    result = grader.grade(submission({"work.ipynb": content}))
    assert result.status == "refused"
    assert result.message.startswith("work.ipynb ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_ids_and_marks_are_not_needed(encoding):
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    content = (mark + notebook(code_cell("x", id="a"), code_cell("y", id="a"))).encode(encoding)
    cells = read_cells(content, "w.ipynb", parsers=OwnParsers())
    assert list(cells.values()) == [b"x", b"y"]


def test_brackets_in_strings_do_not_nest():
    text = notebook("x = '" + "[" * 1000 + "\\\"{'")
    assert (
        json.loads(text)["cells"][0]["source"]
        == read_cells(text.encode(), "a/w.ipynb", parsers=OwnParsers())["w.ipynb cell 1"].decode()
    )


def test_a_notebook_of_100_mb_is_refused(tmp_path, softmax):
    path = tmp_path / "softmax_mnist.ipynb"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(Refused) as refusal:
        read_submission(path, "ada", softmax.wanted)
    assert [(note.code, note.detail["size"]) for note in refusal.value.notes] == [
        ("too-large", 100 << 20)
    ]
