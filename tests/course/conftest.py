"""Modules of the references, which have the same names in several assignments."""

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def reference(monkeypatch):
    """A function that imports the module `name` of solutions/`assignment`."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    before = set(sys.modules)

    def load(assignment, name):
        monkeypatch.syspath_prepend(str(ROOT / "solutions" / assignment))
        own = {path.stem for path in (ROOT / "solutions" / assignment).glob("*.py")}
        for other in own & set(sys.modules):
            monkeypatch.delitem(sys.modules, other)
        return importlib.import_module(name)

    yield load
    solutions = str(ROOT / "solutions")
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(solutions):
            del sys.modules[name]
