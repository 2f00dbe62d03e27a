"""Modules of the references, and a data set small enough for a test."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.made_up_mnist import SOURCE, VALIDATION, made_up_digits, write_part

ROOT = Path(__file__).resolve().parents[2]

MODULES = ("dataloader", "loss", "optimizer", "solver", "visualize")


@pytest.fixture
def reference(monkeypatch):
    """A function that imports the module `name` of solutions/`assignment`."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    before = set(sys.modules)

    def load(assignment, name):
        folders = [ROOT / "solutions" / "common", ROOT / "solutions" / assignment]
        for folder in folders:
            monkeypatch.syspath_prepend(str(folder))
        own = {path.stem for folder in folders for path in folder.glob("*.py")}
        for other in own & set(sys.modules):
            monkeypatch.delitem(sys.modules, other)
        return importlib.import_module(name)

    yield load
    solutions = str(ROOT / "solutions")
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(solutions):
            del sys.modules[name]


@pytest.fixture
def workspace(monkeypatch):
    """A function that imports a module of the reference by name; all are forgotten afterwards."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.syspath_prepend(str(SOURCE))
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield importlib.import_module
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture(scope="session")
def made_up_mnist(tmp_path_factory):
    """A folder of four idx files with 40 images to train on, 5,000 to validate, 12 to test."""
    folder = tmp_path_factory.mktemp("made_up_mnist")
    rng = np.random.default_rng(0)
    write_part(folder, "train", *made_up_digits(rng, 40 + VALIDATION))
    write_part(folder, "t10k", *made_up_digits(rng, 12))
    return folder


@pytest.fixture
def cfg(made_up_mnist):
    """The settings of a short training on made-up digits."""
    return {
        "data_root": str(made_up_mnist),
        "max_epoch": 3,
        "batch_size": 16,
        "learning_rate": 0.1,
        "momentum": 0.5,
        "display_freq": 2,
        "seed": 0,
    }
