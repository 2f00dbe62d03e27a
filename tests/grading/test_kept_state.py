"""What a notebook's code keeps between calls is put back after a check."""

import sys
from types import ModuleType

import numpy as np
import pytest
from helpers.doors import importable

from autograder.course.rules import read_facts
from autograder.grading.kept_state import KeptState
from autograder.grading.live_notebook import LiveTransport

# Each is called twice; what it returns must be the same both times, as it is in a fresh process.
KEPT = {
    "a dictionary in a class body": (
        "class A:\n    seen = {}\n"
        "    def call(self):\n        self.seen[len(self.seen)] = 1\n        return len(self.seen)\n"
        "def call(): return A().call()"
    ),
    "a counter of a class": (
        "class A:\n    count = 0\n    def __init__(self): A.count += 1\ndef call(): return A() and A.count"
    ),
    "a new attribute of a class": (
        "class A: pass\n"
        "def call():\n    found = hasattr(A, 'cache')\n    A.cache = 1\n    return found"
    ),
    "a default argument": "def call(seen=[]):\n    seen.append(1)\n    return len(seen)",
    "a default of a method's keyword": (
        "class A:\n    def call(self, *, seen=[]):\n        seen.append(1)\n        return len(seen)\n"
        "def call(): return A().call()"
    ),
    "a default of a static method": (
        "class A:\n    @staticmethod\n    def call(seen=[]):\n        seen.append(1)\n        return len(seen)\n"
        "def call(): return A.call()"
    ),
    "a global dictionary, nested": (
        "state = {'a': [np.zeros(2)]}\n"
        "def call():\n    state['a'][0] += 1\n    state['a'].append(0)\n"
        "    return state['a'][0].tolist(), len(state['a'])"
    ),
    "a global number": "step = 0\ndef call():\n    global step\n    step += 1\n    return step",
    "a global that is new": (
        "def call():\n    global late\n    found = 'late' in globals()\n    late = 1\n    return found"
    ),
    "a global set": "seen = set()\ndef call():\n    seen.add(len(seen))\n    return len(seen)",
    "a global object": (
        "class A:\n    def __init__(self): self.v = np.zeros(1)\nkept = A()\n"
        "def call():\n    kept.v = kept.v + 1\n    kept.w = kept.v\n    return float(kept.v[0]), len(vars(kept))"
    ),
}  # fmt: skip


@pytest.fixture
def run_cells(monkeypatch):
    """Runs a cell in a module of its own, which is the main one, and returns it."""

    def run(cell):
        module = ModuleType("__main__")
        module.np = np
        monkeypatch.setitem(sys.modules, "__main__", module)
        exec(cell, vars(module))
        return module

    return run


@pytest.mark.parametrize("cell", KEPT.values(), ids=KEPT)
def test_second_call_finds_what_the_first_has_found(run_cells, cell):
    module = run_cells(cell)
    state = KeptState(module)
    first = module.call()
    assert module.call() != first, "nothing is kept: this shows nothing"
    state.put_back()
    assert module.call() == first


def test_objects_stay_the_same_ones(run_cells):
    module = run_cells("inner = [1]\nouter = {'a': inner}\nbig = np.zeros((600, 600))")
    inner, big = module.inner, module.big
    state = KeptState(module)
    module.outer.clear()
    module.inner = None
    state.put_back()
    assert module.inner is inner
    assert module.outer["a"] is inner
    assert module.big is big


def test_probes_of_a_notebook_start_alike_and_leave_it_as_it_was(run_cells):
    module = run_cells(KEPT["a default argument"])
    module.call()
    batch = {"begin": 0, "run": [["module", "any"], ["get", 0, "call"], ["call", 1, [], {}]]}
    with LiveTransport() as transport:
        found = [transport.exchange({**batch, "want": [2]})["values"][2] for _ in range(3)]
    assert found == [2, 2, 2]
    assert module.call() == 2


def test_the_workspaces_own_modules_are_not_the_notebook(run_cells, tmp_path):
    run_cells("SGD = 1")
    (tmp_path / "my_parts.py").write_text("SGD = 2\n")
    found = {}
    with importable(tmp_path), LiveTransport(["my_parts.py", "missing_parts.py"]) as transport:
        for name in ("my_parts", "missing_parts", "network"):
            batch = {"begin": 0, "run": [["module", name], ["get", 0, "SGD"]], "want": [1]}
            found[name] = transport.exchange(batch)["values"][1]
    assert found == {"my_parts": 2, "missing_parts": 1, "network": 1}


def test_of_a_function_defined_twice_in_a_notebook_the_newer_one_is_inspected(run_cells):
    looping = "def losses(Input):\n    return [row.sum() for row in Input]\n"
    vectorised = "def losses(Input):\n    return Input.sum(axis=1)\n"
    module = run_cells("")
    found = []
    for cells in ([vectorised, "x = 1", looping], [looping, "import numpy as np", vectorised]):
        module.In = ["", *cells]
        with LiveTransport() as transport:
            facts = read_facts(transport.exchange({"inspect": ["notebook.losses"]}))
        found.append({name: known.loops for name, known in facts.items() if known.loops})
    assert found == [{"In [3]": [("losses", 2)]}, {}]
