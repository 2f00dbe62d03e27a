"""Submissions whose files are the attack: shadowing names, and sources that are hard to read."""

from __future__ import annotations

import pytest
from helpers.court import PATIENT, Court, failures, outcome
from helpers.marks import sampled

SHADOWING = [
    "numpy.py",
    "numpy/__init__.py",
    "random.py",
    "json.py",
    "struct.py",
    "socket.py",
    "warnings.py",
    "autograder.py",
    "autograder/__init__.py",
    "softmark_worker.py",
    "softmark_worker/wire.py",
    "softmark_inside.py",
    "checks.py",
    "hidden.py",
    "sitecustomize.py",
    "usercustomize.py",
    "conftest.py",
    "solver.py",
    "__init__.py",
    "__main__.py",
]


def test_files_that_shadow_modules_are_never_executed(court: Court) -> None:
    bomb = b"raise SystemExit('shadowed')"
    files = dict.fromkeys(SHADOWING, bomb) | {
        name: court.assignment.reference[name] for name in ("loss.py", "optimizer.py")
    }
    result = court.grade(files)
    assert result.score == 100, failures(result)
    court.assert_honest_gets_full_marks()


def test_a_package_beside_the_named_file_does_not_replace_it(court: Court) -> None:
    files = dict(court.assignment.reference) | {"loss/__init__.py": b"raise SystemExit"}
    assert court.grade(files).score == 100


SOURCES = {
    "parentheses": b"x = " + b"(" * 100_000 + b")" * 100_000,
    "lists": b"x = " + b"[" * 100_000 + b"]" * 100_000,
    "unclosed lists": b"x = " + b"[" * 100_000,
    "minus signs": b"x = " + b"-" * 100_000 + b"1",
    "a long sum": b"x = " + b"1+" * 100_000 + b"1",
    "a deep sum": b"x = " + b"1+" * 3000 + b"1",
    "attributes": b"x = y" + b".z" * 100_000,
    "a deep default": b"def f(x=" + b"-" * 900 + b"1): pass",
    "nested functions": b"".join(b" " * n + b"def f():\n" for n in range(200))
    + b" " * 200
    + b"pass",
    "lambdas": b"x = " + b"lambda: " * 50_000 + b"0",
    "if after if": b"if 0: pass\n" + b"elif 0: pass\n" * 20_000,
    "a string of two megabytes": b"x = '" + b"x" * (2 << 20) + b"'",
    "a million assignments": b"x = 1\n" * 300_000,
    "a huge number": b"x = " + b"9" * 1_000_000,
    "a repeated string": b"x = 'x' * (1 << 40)",
    "an f-string in an f-string": b"x = f'" + b"{" * 5000 + b"}" * 5000 + b"'",
    "null bytes": b"x = 1\x00\n",
    "an unknown encoding": b"# coding: klingon\nx = 1\n",
    "an encoding that runs code": b"# coding: unicode_escape\nx = 1\\nimport os; os._exit(0)\n",
    "no text": bytes(range(256)) * 100,
    "UTF-16": "x = 1\n".encode("utf-16"),
    "carriage returns": b"x = 1\r" * 10_000 + b"(",
    "form feeds and tabs": b"if 1:\n\tx = 1\n        y = 2\n\x0c  z = 3",
    "nothing": b"",
}


@pytest.mark.parametrize("name", sampled(SOURCES))
def test_a_source_that_is_hard_to_read_costs_only_itself(court: Court, name: str) -> None:
    optimizer = court.assignment.reference["optimizer.py"]
    result = court.grade({"loss.py": SOURCES[name], "optimizer.py": optimizer}, PATIENT)
    court.assert_nothing_gained(result)
    assert result.score == 25, failures(result)
    assert outcome(result, "loss.value").message


@pytest.mark.parametrize("name", ["lists", "a deep sum", "no text", "an unknown encoding"])
def test_a_source_that_nobody_imports_costs_nothing(court: Court, name: str) -> None:
    files = dict(court.assignment.reference) | {"notes.py": SOURCES[name]}
    assert court.grade(files).score == 100


def test_a_deep_expression_does_not_hide_what_the_rules_look_for(court: Court) -> None:
    deep = b"\ndef f(x=" + b"-" * 900 + b"1): pass\n"
    loss = b"import torch\n" + court.assignment.reference["loss.py"]
    plain = court.grade({**court.assignment.reference, "loss.py": loss})
    hiding = court.grade({**court.assignment.reference, "loss.py": loss + deep})
    assert [violation.rule for violation in plain.violations] == ["import"]
    assert hiding.violations == plain.violations
    assert hiding.score == plain.score == 90
