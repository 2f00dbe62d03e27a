"""Submissions that return what only looks right, or patch what they think they are judged with."""

from __future__ import annotations

import pytest
from helpers.court import Court, outcome, worthless_loss
from helpers.marks import sampled

LIES = {
    "a float that equals everything": """
class Lie(float):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __hash__ = float.__hash__
    __sub__ = __rsub__ = __abs__ = lambda self, other=None: 0.0
    __float__ = lambda self: self
loss = acc = Lie(0.5)
""",
    "an int that equals everything": """
class Lie(int):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = int.__hash__
    __int__ = __index__ = lambda self: 0
loss = acc = Lie(1)
""",
    "a string that equals everything": """
class Lie(str):
    __eq__ = lambda self, other: True
    __hash__ = str.__hash__
    __float__ = lambda self: 0.5
loss = acc = Lie("0.5")
""",
    "an array that answers for numpy": """
class Lie(np.ndarray):
    def __array_ufunc__(self, function, method, *inputs, **keywords): return np.True_
    def __array_function__(self, function, types, inputs, keywords): return True
    __eq__ = __le__ = lambda self, other: np.True_
    all = any = lambda self, *rest, **more: True
loss = acc = np.zeros(()).view(Lie)
""",
    "an object with __array__": """
class Lie:
    def __array__(self, dtype=None, copy=None): return np.zeros(())
    __array_priority__ = 1e9
    __float__ = lambda self: 0.5
    __eq__ = __le__ = __lt__ = lambda self, other: True
    __array_ufunc__ = lambda self, *rest, **more: True
loss = acc = Lie()
""",
    "a tuple that is longer when read again": """
class Lie(tuple):
    turn = 0
    def __iter__(self):
        Lie.turn += 1
        return iter([0.0] * Lie.turn)
    __len__ = lambda self: 2
return Lie([1.0, 2.0])
""",
    "a list that never ends": """
class Lie(list):
    def __iter__(self):
        while True: yield 0.0
return Lie()
""",
    "a dict that equals everything": """
class Lie(dict):
    __eq__ = lambda self, other: True
    __iter__ = lambda self: iter([0.5, 0.5])
return Lie()
""",
    "lists inside lists": """
loss = acc = []
for _ in range(100_000): loss = [loss]
""",
    "a list that holds itself": "loss = []\nloss.append(loss)\nacc = loss",
    "a dict that holds itself": "loss = {}\nloss['x'] = loss\nacc = loss",
    "too many results": "return tuple(range(10_000))",
    "a mock": "from unittest.mock import MagicMock\nreturn MagicMock()",
    "nothing": "return None",
    "NaN": "loss = acc = float('nan')",
    "infinity": "loss = acc = float('inf')",
    "an integer of thousands of digits": "loss = acc = 1 << 100_000",
    "an integer that no array holds": "loss = acc = 1 << 4000",
    "complex numbers": "loss = acc = complex('nan+nanj')",
    "text": "loss = acc = '0.5'",
    "very long text": "loss = acc = 'x' * 15_000_000",
    "lone surrogates": "loss = acc = '\\ud800' * 100",
    "an array of objects": "loss = acc = np.array([None, self], dtype=object)",
    "an array of strings": "loss = acc = np.array(['0.5'])",
    "dates": "loss = acc = np.datetime64('now')",
    "a masked array": "loss = acc = np.ma.masked_all(3)",
    "a structured array": "loss = acc = np.zeros(3, dtype='f8,i4')",
    "long doubles": "loss = acc = np.longdouble(0.5)",
    "foreign bytes": "loss = acc = np.array([0.5]).astype('>f8')",
    "an array of 2^40 elements without memory": """
loss = acc = np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,), (0,))
""",
    "an array without elements and with a huge shape": "loss = acc = np.zeros((0, 1 << 50))",
    "thirty axes": "loss = acc = np.zeros((1,) * 30)",
    "a generator": "return (x for x in (0.5, 0.5))",
    "a coroutine": """
async def later(): return 0.5, 0.5
return later()
""",
    "handles for numbers": "loss, acc = object(), object()",
}


@pytest.mark.parametrize("name", sampled(LIES))
def test_a_strange_value_earns_nothing(court: Court, name: str) -> None:
    result = court.grade_loss(worthless_loss(in_forward=LIES[name]))
    court.assert_nothing_gained(result)
    assert outcome(result, "loss.value").status != "passed"


GRADIENTS = {
    "an attribute that answers differently each time": """
class Gradient:
    turn = 0
    def __get__(self, layer, kind):
        Gradient.turn += 1
        return [np.zeros((2, 3)), None, "x", layer][Gradient.turn % 4]
type(self).grad_W = type(self).grad_b = Gradient()
""",
    "a class that answers for every attribute": """
type(self).__getattribute__ = lambda self, name: (lambda *a, **k: (0.5, 0.5))
""",
    "parameters that refuse to be set": """
type(self).__setattr__ = lambda self, name, value: None
""",
    "a function": "self.grad_W = self.grad_b = lambda: 0",
    "its own class": "self.grad_W = self.grad_b = type(self)",
    "infinite gradients": "self.grad_W = np.full_like(self.W, np.inf); self.grad_b = np.inf",
}


@pytest.mark.parametrize("name", sampled(GRADIENTS))
def test_a_strange_attribute_earns_nothing(court: Court, name: str) -> None:
    result = court.grade_loss(worthless_loss(in_gradient=GRADIENTS[name]))
    court.assert_nothing_gained(result)


PATCHES = {
    "numpy's comparisons": """
yes = lambda *a, **k: True
for name in "allclose isclose array_equal array_equiv all any equal less_equal isfinite".split():
    setattr(np, name, yes)
for name in "assert_allclose assert_array_equal assert_equal".split():
    setattr(np.testing, name, yes)
""",
    "numpy's arithmetic": """
for name in "abs subtract max min argmax sum mean asarray array zeros_like".split():
    if name not in ("zeros_like",): setattr(np, name, lambda *a, **k: np.float64(0.0))
""",
    "numpy's ndarray": """
np.ndarray = list
np.load = np.save = np.frombuffer = lambda *a, **k: None
""",
    "the standard library": """
import json, struct, socket, random, time, builtins
json.dumps = lambda *a, **k: '{"values": {}}'
json.loads = lambda *a, **k: {"passed": True}
struct.Struct = struct.pack = struct.unpack = None
time.monotonic = time.perf_counter = lambda: 0.0
random.seed = lambda *a: None
""",
    "builtins": """
import builtins
builtins.isinstance = lambda *a: True
builtins.len = lambda x: 0
builtins.type = lambda x: float
builtins.all = builtins.any = lambda x: True
""",
    "assertions": """
import builtins
builtins.AssertionError = type("Never", (BaseException,), {})
""",
    "the import system": """
import sys
sys.meta_path.clear(); sys.path.clear(); sys.path_hooks.clear()
sys.modules.clear()
""",
    "its own module": "import sys\nsys.modules[__name__] = type('X', (), {'__getattr__': lambda s, n: s})()",
    "trace functions": """
import sys
sys.settrace(lambda *a: None); sys.setprofile(lambda *a: None)
sys.setswitchinterval(1000)
""",
    "exit functions and hooks": """
import atexit, sys, gc
atexit.register(lambda: print("100 points"))
sys.excepthook = sys.unraisablehook = lambda *a: None
gc.disable()
""",
}


@pytest.mark.parametrize("name", sampled(PATCHES))
def test_patching_the_childs_libraries_changes_no_judgement(court: Court, name: str) -> None:
    result = court.grade_loss(worthless_loss(at_import=PATCHES[name]))
    court.assert_nothing_gained(result)


def test_a_submission_cannot_mark_itself_by_its_inputs(court: Court) -> None:
    """What goes in is all that comes out: inputs are known to the submission, answers are not."""
    code = """
loss, acc = float(np.abs(Input).mean()), float(labels.mean())
self.grad_W, self.grad_b = self.W * 0 + 0.1, self.b * 0 + 0.1
"""
    result = court.grade_loss(worthless_loss(in_forward=code))
    court.assert_nothing_gained(result)
    assert result.score == 25


def test_a_hostile_optimizer_earns_nothing_and_costs_the_loss_nothing(court: Court) -> None:
    optimizer = b"""
import os
class SGD:
    def __init__(self, *a, **k): os._exit(0)
"""
    files = {"loss.py": court.assignment.reference["loss.py"], "optimizer.py": optimizer}
    result = court.grade(files)
    assert result.score == 60
    assert all(check.points == 0 for check in result.checks if check.id.startswith("optimizer."))
    court.assert_honest_gets_full_marks()
