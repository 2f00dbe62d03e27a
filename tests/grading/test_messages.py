"""Regions, variants, explanations, and expected.npz."""

from __future__ import annotations

import ast
import contextlib
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.double_course import ROOT
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import seeds as variants
from autograder.course.answers import Answers, pack_answers
from autograder.course.regions import empty_regions, find_regions, region_text, strip_regions
from autograder.errors import CourseError, UsageError
from autograder.execution.failure import BadSyntax, Failure
from autograder.grading.explain import redact_untrusted

SOURCE = """class A:
    def f(self):
        x = 1
        ### BEGIN SOLUTION
        y = 2
        return x + y
        ### END SOLUTION

def g():
    ### BEGIN HIDDEN TESTS
    assert True
    ### END HIDDEN TESTS
    return 3
"""


def test_a_stub_raises_where_the_solution_was_and_drops_hidden_tests() -> None:
    assert (
        strip_regions(SOURCE, "solutions/a/work.py")
        == """class A:
    def f(self):
        x = 1
        raise NotImplementedError("TODO: A.f in work.py")

def g():
    return 3
"""
    )
    assert "pass" in empty_regions(SOURCE, "work.py")


def test_the_text_of_a_region_is_what_stands_between_its_markers() -> None:
    first, second = find_regions(SOURCE, "work.py")
    assert region_text(SOURCE, first) == "        y = 2\n        return x + y\n"
    assert (first.kind, second.kind) == ("SOLUTION", "HIDDEN TESTS")


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["### BEGIN SOLUTION", "x = 1"], 1),
        (["x = 1", "### END SOLUTION"], 2),
        (["### BEGIN SOLUTION", "### BEGIN SOLUTION", "### END SOLUTION"], 2),
        (["### BEGIN SOLUTION", "### END HIDDEN TESTS"], 2),
        (["### BEGIN SOLUTION", "x = 1", "### END SOLUTION", "### END SOLUTION"], 4),
        (["# BEGIN SOLUTION", "x = 1"], 1),
        (["###BEGIN SOLUTION", "x = 1"], 1),
    ],
)
def test_markers_without_a_match_are_refused_with_their_line(lines: list[str], line: int) -> None:
    with pytest.raises(CourseError, match=rf"^work\.py:{line}: "):
        find_regions("\n".join(lines) + "\n", "work.py")


def test_a_source_that_does_not_compile_is_refused_with_its_line() -> None:
    with pytest.raises(CourseError, match=r"^work\.py:2: "):
        strip_regions("x = 1\ndef f(:\n", "work.py")


def test_a_stub_that_would_not_compile_is_refused() -> None:
    source = "def f(x):\n    if x:\n### BEGIN HIDDEN TESTS\n        pass\n### END HIDDEN TESTS\n    return 1\n"
    with pytest.raises(CourseError, match="does not compile"):
        strip_regions(source, "work.py")


STATEMENTS = st.sampled_from(
    ["x = 1", "y = [\n1,\n2]", "# note", "", "print('SOLUTION')", "if 1: pass"]
)


@given(st.lists(st.tuples(st.booleans(), st.lists(STATEMENTS, max_size=3)), max_size=5))
def test_stubs_compile_and_hold_no_line_of_a_region(blocks: list[tuple[bool, list[str]]]) -> None:
    lines: list[str] = []
    for number, (secret, statements) in enumerate(blocks):
        if secret:
            lines += ["### BEGIN SOLUTION", f"secret_{number} = 1", *statements, "### END SOLUTION"]
        else:
            lines += [f"public_{number} = 1", *statements]
    source = "\n".join(lines) + "\n"
    stub = strip_regions(source, "work.py")
    ast.parse(stub)
    assert "secret_" not in stub
    assert stub.count("public_") == source.count("public_")
    assert stub.count("NotImplementedError") == source.count("BEGIN")
    assert find_regions(stub, "work.py") == []


def test_published_variants_are_the_same_everywhere_and_differ() -> None:
    seeds = {variants.published_seed("a", "loss.value", seed) for seed in range(variants.PUBLISHED)}
    assert len(seeds) == variants.PUBLISHED == 8
    assert variants.published_seed("softmax_mnist", "loss.value", 0) == 16263431867245180404


def test_unpublished_variants_need_the_secret() -> None:
    seeds = {
        variants.unpublished_seed(secret, "a", check, variant)
        for secret in (b"one", b"two")
        for check in ("x", "y")
        for variant in range(variants.UNPUBLISHED)
    }
    assert len(seeds) == 4 * variants.UNPUBLISHED
    published = {variants.published_seed("a", check, seed) for check in "xy" for seed in range(8)}
    assert not seeds & published


def test_students_are_spread_over_the_variants_and_keep_theirs() -> None:
    found = [variants.variant_of(b"key", "a", f"student{number}") for number in range(400)]
    assert set(found) == set(range(variants.UNPUBLISHED))
    assert found == [variants.variant_of(b"key", "a", f"student{number}") for number in range(400)]
    assert found != [variants.variant_of(b"yek", "a", f"student{number}") for number in range(400)]


def test_the_secret_is_made_once_and_only_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOFTMARK_SECRET", raising=False)
    secret = variants.course_secret(tmp_path)
    assert len(secret) >= 32
    assert variants.course_secret(tmp_path) == secret
    path = tmp_path / ".softmark" / "secret"
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in path.parent.iterdir()] == ["secret"]
    monkeypatch.setenv("SOFTMARK_SECRET", "given")
    assert variants.course_secret(tmp_path) == b"given"


FILES = {
    "loss.py": b"class Mine(Exception): pass\ndef forward():\n    raise Mine\n    import torch.nn\n",
    "tools/deep.py": b"x = 1",
}


def told(**facts: Any) -> Failure:
    return redact_untrusted(Failure(**{"kind": "raised", **facts}), FILES)


def test_of_unpublished_inputs_only_builtin_types_and_the_line_are_told() -> None:
    assert told(type="ZeroDivisionError").type == "ZeroDivisionError"
    for made_up in ("Mine", "Made_Up", "x y", "Mine\n", "__builtins__", "print", ""):
        assert told(type=made_up).type == "Exception"
    place = told(type="Mine", file="loss.py", line=3, function="forward", text="inputs")
    assert (place.file, place.line, place.function, place.text) == ("loss.py", 3, "", "")


def test_of_a_missing_module_the_name_is_told_where_it_stands_in_the_line() -> None:
    lazy = {"type": "ModuleNotFoundError", "file": "loss.py"}
    assert told(**lazy, line=4, module="torch.nn").module == "torch.nn"
    assert told(**lazy, line=4, stand_in="torch").stand_in == "torch"
    assert told(**lazy, line=3, module="torch.nn").module == ""
    assert told(**lazy, line=4, module="tor").module == ""


@pytest.mark.parametrize(
    ("file", "line"), [("loss.py", 0), ("loss.py", -1), ("loss.py", 99), ("other.py", 1), ("", 5)]
)
def test_of_a_hidden_check_only_lines_that_exist_are_repeated(file: str, line: int) -> None:
    place = told(type="Mine", file=file, line=line, function="forward")
    assert (place.file, place.line, place.function) == ("", 0, "")


def test_of_a_hidden_check_nothing_else_is_repeated() -> None:
    failure = told(
        type="Mine",
        text="inputs",
        file="loss.py",
        line=1,
        function="inputs.forward",
        module="inputs",
        stand_in="in.puts",
        syntax=BadSyntax("inputs", 1, "inputs"),
    )
    assert "inputs" not in repr(failure)
    assert (failure.module, failure.stand_in, failure.syntax) == ("", "", None)
    loaded = told(kind="load", syntax=BadSyntax("x", 1, "inputs"))
    assert (loaded.kind, loaded.syntax) == ("raised", None)


def test_the_graders_own_word_on_a_limit_is_kept() -> None:
    failure = Failure(kind="timeout", text="budget", seconds=3.0)
    assert redact_untrusted(failure, FILES) == failure


OUTPUTS = {
    "expected": {
        "a/0": {"loss": 0.5, "grad_W": np.arange(6.0).reshape(2, 3)},
        "a/1": {
            "loss": np.float32(2),
            "labels": np.array([1, 2], np.uint8),
            "none": np.zeros((0, 2)),
        },
    }
}


def test_answers_come_back_as_they_were() -> None:
    answers = Answers(pack_answers(OUTPUTS, {"hints": {"x": "试"}}), "expected.npz")
    assert answers.sections() == ["expected"]
    assert answers.keys("expected") == ["a/0", "a/1"]
    assert answers.texts() == {"hints": {"x": "试"}}
    assert answers.text("hints") == {"x": "试"}
    assert answers.text("index") == {}
    for key, outputs in OUTPUTS["expected"].items():
        found = answers.outputs("expected", key)
        assert found is not None
        for name, value in outputs.items():
            np.testing.assert_array_equal(found[name], np.asarray(value), strict=True)
    assert answers.outputs("expected", "b/0") is None
    assert answers.outputs("other", "a/0") is None


def test_the_same_answers_are_the_same_bytes_and_stand_there_once() -> None:
    content = pack_answers(OUTPUTS, {})
    assert content == pack_answers(OUTPUTS, {})
    twice = {"expected": {**OUTPUTS["expected"], "b/0": OUTPUTS["expected"]["a/0"]}}
    names = [
        zipfile.ZipFile(io.BytesIO(data)).namelist() for data in (content, pack_answers(twice, {}))
    ]
    assert names[0] == names[1]


@pytest.mark.parametrize("keep", [0, 3, 100, -30])
def test_damaged_answers_are_refused_with_their_name(keep: int) -> None:
    with pytest.raises(UsageError, match=r"^expected\.npz is damaged"):
        Answers(pack_answers(OUTPUTS, {})[:keep], "expected.npz")


@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_flipped_byte_is_refused_or_harmless(at: int, byte: int) -> None:
    content = bytearray(pack_answers(OUTPUTS, {}))
    content[at % len(content)] = byte
    with contextlib.suppress(UsageError):
        answers = Answers(bytes(content), "expected.npz")
        for key in answers.keys("expected"):
            answers.outputs("expected", key)


def test_pickles_in_answers_are_refused() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, index=np.array([{"tables": {}}], dtype=object), allow_pickle=True)
    with pytest.raises(UsageError, match="damaged"):
        Answers(buffer.getvalue(), "expected.npz")


def test_the_stubs_of_this_course_compile_and_say_what_to_do() -> None:
    for path in sorted((ROOT / "solutions").glob("*/*.py")):
        if path.name == "hidden.py":
            continue
        source = path.read_text(encoding="utf-8")
        stub = strip_regions(source, path.name)
        assert stub.count("NotImplementedError") >= len(find_regions(source, path.name))
