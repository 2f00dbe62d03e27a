"""Mutants of a reference: which changes are tried, and what is said of those that survive."""

import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.authoring.mutants import find_mutants, load_equivalents, mutate, mutation_report
from autograder.course.assignment import load_assignment
from autograder.errors import CourseError

SOURCE = """
import numpy as np

def before(x):
    return x + 1

def f(x, axis):
    ### BEGIN SOLUTION
    total = x.sum(axis=0) - 1
    total *= 2
    if axis == 1:
        return -total
    return np.max(total)
    ### END SOLUTION
"""


def test_mutants_change_one_thing_inside_the_region_and_compile():
    mutants = list(mutate(SOURCE, "f.py"))
    changes = {(mutant.old, mutant.new) for mutant in mutants}
    assert ("total = x.sum(axis=0) - 1", "total = x.mean(axis=0) - 1") in changes
    assert ("total = x.sum(axis=0) - 1", "total = x.sum(axis=1) - 1") in changes
    assert ("total = x.sum(axis=0) - 1", "total = x.sum(axis=0) + 1") in changes
    assert ("total = x.sum(axis=0) - 1", "pass") in changes
    assert ("total *= 2", "total /= 2") in changes
    assert ("if axis == 1:", "if axis != 1:") in changes
    assert ("return -total", "return total") in changes
    assert ("return np.max(total)", "return np.min(total)") in changes
    for mutant in mutants:
        compile(mutant.source, "f.py", "exec")
        assert 8 < mutant.line < 15
        assert b"return x + 1" in mutant.source


def test_every_mutant_of_case_1_is_caught_or_argued(assignment, tmp_path):
    report = mutation_report(assignment, tmp_path)
    assert report.total == len(find_mutants(assignment)) > 50
    assert report.survivors == []
    assert report.stale == []
    assert report.caught + report.equivalent == report.total


@pytest.mark.slow
def test_report_is_kept_until_a_file_changes(assignment, tmp_path):
    report = mutation_report(assignment, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(msgspec.json.encode(msgspec.structs.replace(report, total=999)))
    assert mutation_report(assignment, tmp_path).total == 999
    changed = with_solution(assignment, "hidden.py", b"\n# changed\n")
    assert mutation_report(changed, tmp_path).total == report.total


def with_solution(assignment, path, added):
    solution = assignment.bundle.solution
    bundle = replace(
        assignment.bundle, solution={**solution, path: solution.get(path, b"") + added}
    )
    return load_assignment(bundle)


@pytest.mark.slow
def test_gap_in_the_checks_shows_as_a_survivor(assignment, tmp_path):
    """Without the checks of the optimizer and of training nothing notices a wrong step."""
    weak = with_solution(assignment, "equivalent_mutants.toml", b"")
    checks = tuple(check for check in weak.checks if check.id.startswith("loss."))
    report = mutation_report(type(weak)(weak.bundle, weak.config, checks), tmp_path)
    assert any(file == "optimizer.py" for file, *_ in report.survivors)
    assert report.caught > 0


@pytest.mark.slow
def test_argument_about_a_mutant_that_is_caught_is_stale(assignment, tmp_path):
    stale = b'\n[[mutant]]\nfile = "loss.py"\nold = "a"\nnew = "b"\nwhy = "c"\n'
    report = mutation_report(with_solution(assignment, "equivalent_mutants.toml", stale), tmp_path)
    assert report.stale == [("loss.py", "a", "b")]


def test_malformed_arguments_name_the_file(assignment):
    broken = with_solution(assignment, "equivalent_mutants.toml", b"\n[[mutant]]\nfile = 3\n")
    with pytest.raises(CourseError, match=r"solutions/softmax_mnist/equivalent_mutants\.toml"):
        load_equivalents(broken)


def test_the_arguments_in_the_documents_are_read(assignment):
    page = (Path(__file__).parents[2] / "docs/authoring.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"```toml\n(\[\[mutant\]\]\n[^`]*)```", page)
    *_, argument = load_equivalents(
        with_solution(assignment, "equivalent_mutants.toml", table.encode())
    )
    assert argument.new.startswith("return np.where(z > 0")
