from __future__ import annotations

import importlib
import sys

import pytest

from autograder.execution.worker.modules import SubmissionModules
from autograder.execution.worker.stand_ins import StandInUsed


def modules(named: list[str], stand_ins: tuple[str, ...] = (), **files: str) -> SubmissionModules:
    sources = {path.replace("__", "/") + ".py": text.encode() for path, text in files.items()}
    return SubmissionModules(sources, named, stand_ins)


def test_a_named_file_wins_over_a_module_of_its_name() -> None:
    found = modules(["random"], random="word = 'mine'")
    with found.installed():
        assert found.load("random").word == "mine"
        assert sys.modules["random"].word == "mine"
    import random

    assert hasattr(random, "Random")


def test_other_files_shadow_nothing() -> None:
    found = modules(
        ["work"],
        work="import random, json\nword = random.Random, json.dumps",
        random="boom",
        json="boom",
    )
    with found.installed():
        assert found.load("work").word


def test_helpers_and_packages_of_the_submission_are_found() -> None:
    found = modules(
        ["work"],
        work="import helper\nfrom tools.deep import word\nfrom tools import other",
        helper="",
        tools__deep="from . import other\nword = other.word",
        tools__other="word = 7",
    )
    with found.installed():
        assert found.load("work").word == 7
        assert found.load("work").other.word == 7


def test_a_package_of_the_submission_with_an_init() -> None:
    found = SubmissionModules(
        {"work/__init__.py": b"from .inner import x", "work/inner.py": b"x = 1"}, ["work"]
    )
    with found.installed():
        assert found.load("work").x == 1


def test_the_process_is_as_it_was_afterwards() -> None:
    before, path, finders = dict(sys.modules), list(sys.path), list(sys.meta_path)
    found = modules(["core_work"], core_work="import core_helper", core_helper="")
    with found.installed():
        found.load("core_work")
        assert "core_helper" in sys.modules
    assert (sys.path, sys.meta_path) == (path, finders)
    assert {"core_work", "core_helper"}.isdisjoint(sys.modules)
    assert set(before) <= set(sys.modules)


def test_a_failing_import_leaves_nothing_behind() -> None:
    finders = list(sys.meta_path)
    found = modules(["core_work"], core_work="import core_helper\n1 / 0", core_helper="")
    with found.installed(), pytest.raises(ZeroDivisionError):
        found.load("core_work")
    assert sys.meta_path == finders
    assert {"core_work", "core_helper"}.isdisjoint(sys.modules)


def test_what_is_imported_while_it_loads_is_said_to_be_so() -> None:
    found = modules(
        ["core_work"],
        core_work="import core_helper\nword = core_helper.word",
        core_helper="import core_work\nword = core_work.missing",
    )
    with found.installed(), pytest.raises(AttributeError, match="circular import"):
        found.load("core_work")
    assert {"core_work", "core_helper"}.isdisjoint(sys.modules)


def test_a_module_that_puts_another_in_its_place_is_that_one() -> None:
    found = modules(
        ["core_work"],
        core_work="import sys, types\nsys.modules[__name__] = types.SimpleNamespace(word=2)",
    )
    with found.installed():
        assert found.load("core_work").word == 2
        assert found.load("core_work").word == 2


def test_a_loaded_module_is_what_an_import_would_have_made() -> None:
    source = "facts = __name__, __file__, __package__, __spec__.name, __spec__.origin"
    found = modules(["core_work"], core_work=source, core_other="from core_work import facts")
    with found.installed():
        loaded = found.load("core_work")
        found.forget()
        imported = importlib.import_module("core_work")
    assert (
        loaded.facts
        == imported.facts
        == ("core_work", "core_work.py", "", "core_work", "core_work.py")
    )
    assert set(vars(loaded)) == set(vars(imported))


def test_modules_stay_loaded_until_they_are_forgotten() -> None:
    found = modules(["core_work"], core_work="state = []")
    with found.installed():
        found.load("core_work").state.append(1)
    with found.installed():
        assert found.load("core_work").state == [1]
        found.forget()
        assert found.load("core_work").state == []
    with found.installed():
        found.forget()
        assert found.load("core_work").state == []


def test_two_submissions_do_not_see_each_other() -> None:
    first = modules(
        ["core_work"],
        core_work="import core_helper\nword = core_helper.word",
        core_helper="word = 1",
    )
    second = modules(["core_work"], core_work="import core_helper")
    with first.installed():
        assert first.load("core_work").word == 1
    with second.installed(), pytest.raises(ModuleNotFoundError):
        second.load("core_work")


def test_a_missing_file_is_named() -> None:
    found = modules(["core_work"])
    with found.installed(), pytest.raises(FileNotFoundError, match=r"core_work\.py"):
        found.load("core_work")


def test_stand_ins_can_be_imported_and_named_but_not_used() -> None:
    found = modules(
        ["core_work"],
        ("core_absent",),
        core_work="""
import core_absent.nn as nn
from core_absent.optim import SGD
word = nn.Linear
def use():
    return nn.Linear(3)
""",
    )
    with found.installed():
        module = found.load("core_work")
        assert module.word is not None
        with pytest.raises(StandInUsed) as caught:
            module.use()
    assert caught.value.name == "core_absent"
    assert not any(name.startswith("core_absent") for name in sys.modules)


def test_a_stand_in_never_replaces_what_is_there() -> None:
    found = modules(
        ["core_work"], ("json", "core_mine"), core_work="import json, core_mine", core_mine="x = 1"
    )
    with found.installed():
        module = found.load("core_work")
    assert module.json.loads("1") == 1
    assert module.core_mine.x == 1


def test_errors_show_the_students_line() -> None:
    found = modules(["core_work"], core_work="def f():\n    return 1 / 0\n")
    import traceback

    with found.installed():
        module = found.load("core_work")
        try:
            module.f()
        except ZeroDivisionError as error:
            (frame,) = traceback.extract_tb(error.__traceback__)[1:]
            assert (frame.filename, frame.lineno) == ("core_work.py", 2)
            assert (
                module.__spec__.loader.get_source("core_work").splitlines()[1].strip()
                == "return 1 / 0"
            )
