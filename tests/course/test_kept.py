"""What the reference and mistakes return is kept on the disk: it saves time, and is never trusted blindly."""

from __future__ import annotations

import gc
import multiprocessing
import os
import stat
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import kept as kept_module
from autograder.course.assignment import Assignment
from autograder.course.expected import graded_inputs, published_inputs
from autograder.course.kept import KeptAnswers
from autograder.course.mistakes import Mistake, load_mistakes
from autograder.diagnosis.replay import ReferenceReplay
from autograder.grading.batch import Job
from autograder.grading.batch.job import answers_key

SECRET = b"secret"
ROOT = Path(__file__).resolve().parents[2]


def opened(folder: Path, key: str = "key", secret: bytes = SECRET) -> KeptAnswers:
    return KeptAnswers(folder, key, secret)


def keep(folder: Path, variant: int = 3, **values: object) -> Path:
    """Keeps values and returns the one file."""
    answers = opened(folder)
    for name, value in values.items():
        answers.add(variant, name, value)
    answers.save()
    return folder / f"key-{variant}.answers"


def test_values_come_back_with_their_types_bit_by_bit(tmp_path: Path) -> None:
    values = {
        "loss": np.float64(0.1),
        "counts": np.arange(6, dtype=np.int32).reshape(2, 3),
        "odd": np.array([np.nan, np.inf, -0.0]),
        "scalar": float("-inf"),
        "pair": (1, [True, None, "文"]),
    }
    keep(tmp_path, outputs=values)
    found = opened(tmp_path).find(3, "outputs")
    assert list(found) == list(values)
    assert type(found["loss"]) is np.float64
    assert found["counts"].dtype == np.int32
    np.testing.assert_array_equal(found["counts"], values["counts"])
    assert found["odd"].tobytes() == values["odd"].tobytes()
    assert found["scalar"] == float("-inf")
    assert found["pair"] == (1, [True, None, "文"])


@pytest.mark.parametrize(
    ("variant", "key", "secret"), [(4, "key", SECRET), (3, "other", SECRET), (3, "key", b"new")]
)
def test_nothing_is_found_in_another_variant_under_another_key_or_secret(
    tmp_path: Path, variant: int, key: str, secret: bytes
) -> None:
    keep(tmp_path, value=1)
    assert opened(tmp_path, key, secret).find(variant, "value") is None
    assert opened(tmp_path).find(3, "value") == 1


def test_what_is_no_plain_value_is_left_out(tmp_path: Path) -> None:
    keep(tmp_path, plain=1, strange={"output": object()})
    assert opened(tmp_path).find(3, "strange") is None
    assert opened(tmp_path).find(3, "plain") == 1


def test_no_record_runs_code_when_it_is_read(tmp_path: Path) -> None:
    source = Path(kept_module.__file__).read_text()
    assert not {"pickle", "marshal", "eval(", "exec(", "allow_pickle=True"} & set(source.split())
    with pytest.raises(AttributeError):
        kept_module.pickle  # noqa: B018


def test_a_file_torn_at_any_byte_gives_what_is_whole_and_can_be_added_to(tmp_path: Path) -> None:
    path = keep(tmp_path, first="one", second="two")
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        answers = opened(tmp_path)
        found = [answers.find(3, name) for name in ("first", "second")]
        assert found in ([None, None], ["one", None])
        for name, value in (("first", "one"), ("second", "two")):
            if answers.find(3, name) is None:
                answers.add(3, name, value)
        answers.save()
        after = opened(tmp_path)
        assert (after.find(3, "first"), after.find(3, "second")) == ("one", "two")


def test_a_changed_byte_anywhere_is_noticed(tmp_path: Path) -> None:
    path = keep(tmp_path, number=1234567)
    whole = path.read_bytes()
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1
        path.write_bytes(changed)
        assert opened(tmp_path).find(3, "number") is None


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"\xff" * 4096, os.urandom(4096)])
def test_a_file_of_anything_else_costs_time_only(tmp_path: Path, content: bytes) -> None:
    path = keep(tmp_path, value=1)
    path.write_bytes(content)
    answers = opened(tmp_path)
    assert answers.find(3, "value") is None
    answers.add(3, "value", 2)
    answers.save()
    assert opened(tmp_path).find(3, "value") == 2


def test_what_one_process_adds_another_that_is_running_finds(tmp_path: Path) -> None:
    mine, yours = opened(tmp_path), opened(tmp_path)
    assert yours.find(3, "a") is None
    mine.add(3, "a", 1)
    mine.save()
    assert yours.find(3, "a") == 1
    yours.add(3, "b", 2)
    yours.save()
    mine.add(3, "c", 3)
    mine.save()
    assert [opened(tmp_path).find(3, name) for name in "abc"] == [1, 2, 3]


def test_rows_of_a_table_come_back_whoever_wrote_them_and_in_however_many_records(
    tmp_path: Path,
) -> None:
    mine, yours = opened(tmp_path), opened(tmp_path)
    mine.add_row(3, "wrong", "a", ["loss"])
    mine.add_row(3, "wrong", "b", [])
    mine.add_row(3, "other", "a", "text")
    assert yours.find_row(3, "wrong", "a") is None
    mine.save()
    assert yours.find_row(3, "wrong", "a") == ["loss"]
    yours.add_row(3, "wrong", "c", 1)
    yours.save()
    assert mine.find_row(3, "wrong", "c") == 1
    found = opened(tmp_path)
    assert [found.find_row(3, "wrong", row) for row in "abcd"] == [["loss"], [], 1, None]
    assert found.find_row(3, "other", "a") == "text"
    assert opened(tmp_path).find_row(4, "wrong", "a") is None
    # Two tables of one save, and a table of another.
    assert (tmp_path / "key-3.answers").read_bytes().count(b"wrong") == 2


def test_a_table_torn_at_any_byte_gives_what_is_whole_and_can_be_added_to(tmp_path: Path) -> None:
    path = tmp_path / "key-3.answers"
    for row in "ab":
        answers = opened(tmp_path)
        answers.add_row(3, "table", row, row)
        answers.save()
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        answers = opened(tmp_path)
        found = [answers.find_row(3, "table", row) for row in "ab"]
        assert found in ([None, None], ["a", None])
        answers.add_row(3, "table", "b", "b")
        answers.save()
        assert opened(tmp_path).find_row(3, "table", "b") == "b"


def test_a_table_with_what_is_no_plain_value_is_left_out_and_nothing_else(tmp_path: Path) -> None:
    answers = opened(tmp_path)
    answers.add_row(3, "strange", "row", object())
    answers.add_row(3, "plain", "row", 1)
    answers.save()
    found = opened(tmp_path)
    assert found.find_row(3, "strange", "row") is None
    assert found.find_row(3, "plain", "row") == 1


def _add_many(folder: Path, name: str) -> None:
    answers = opened(folder)
    for number in range(50):
        answers.add(3, f"{name} {number}", [name, number] * 100)
        answers.save()
    while answers._variant(3).added:
        answers.save()


def test_two_runs_that_write_at_once_leave_a_file_with_all_of_both(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    runs = [context.Process(target=_add_many, args=(tmp_path, name)) for name in "xy"]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0, 0]
    answers = opened(tmp_path)
    for name in "xy":
        for number in range(50):
            assert answers.find(3, f"{name} {number}") == [name, number] * 100


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file" / "below", value=1)
    assert opened(tmp_path / "file" / "below").find(3, "value") is None


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"theirs")
    (tmp_path / "key-3.answers").symlink_to(tmp_path / "elsewhere")
    keep(tmp_path, value=1)
    assert (tmp_path / "elsewhere").read_bytes() == b"theirs"


def test_the_folder_is_bounded_and_what_was_not_used_for_longest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_module, "MOST_BYTES", 3000)
    for age, name in enumerate(("new", "used", "old")):
        path = tmp_path / f"{name}-0.answers"
        path.write_bytes(b"x" * 1200)
        os.utime(path, (0, 1e9 - age))
    keep(tmp_path, value=1)
    assert sorted(os.listdir(tmp_path)) == ["key-3.answers", "new-0.answers", "used-0.answers"]


def test_a_file_is_bounded_and_what_does_not_fit_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_module, "MOST_FILE_BYTES", 2000)
    path = keep(tmp_path, small="s", large="l" * 1000)
    keep(tmp_path, another="l" * 1000)
    assert path.stat().st_size <= 2000
    assert opened(tmp_path).find(3, "small") == "s"
    assert opened(tmp_path).find(3, "another") is None


BECOME = (
    "import os, sys; os.setgroups([]); os.setresgid(*[65534] * 3); os.setresuid(*[65534] * 3); "
)
READ = "print(open(sys.argv[1], 'rb').read(3).hex())"
LIST = "print(os.listdir(sys.argv[1]))"


def test_nobody_but_its_owner_can_read_it_or_list_the_folder() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        old_umask = os.umask(0)
        try:
            path = keep(root / "answers", value=1)
        finally:
            os.umask(old_umask)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        if os.geteuid():
            pytest.skip("only root can become another user; the modes are what it is about")
        (root / "public").write_bytes(b"abc")
        (root / "public").chmod(0o644)

        def as_nobody(code: str, path: Path) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-I", "-S", "-c", BECOME + code, str(path)]
            return subprocess.run(command, capture_output=True, text=True)

        assert as_nobody(READ, root / "public").stdout.strip() == b"abc".hex()
        assert "PermissionError" in as_nobody(READ, path).stderr
        assert "PermissionError" in as_nobody(LIST, path.parent).stderr


def test_a_file_that_others_could_read_is_closed_to_them_when_it_is_used(tmp_path: Path) -> None:
    path = keep(tmp_path, value=1)
    path.chmod(0o644)
    assert opened(tmp_path).find(3, "value") == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_git_ignores_it() -> None:
    assert ".softmark/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_key_changes_with_the_assignment_the_solution_and_the_secret(
    assignment: Assignment,
) -> None:
    from dataclasses import replace

    bundle = assignment.bundle
    visible = replace(bundle, assignment={**bundle.assignment, "checks.py": b"# other"})
    solution = replace(bundle, solution={**bundle.solution, "loss.py": b"# other"})
    jobs = [Job(bundle, SECRET), Job(bundle, b"new"), Job(visible, SECRET), Job(solution, SECRET)]
    assert len({answers_key(job) for job in jobs}) == 4
    alike = [Job(bundle, SECRET, language="zh"), Job(bundle, SECRET, isolation="none")]
    assert {answers_key(job) for job in alike} == {answers_key(jobs[0])}


@pytest.fixture
def refusing() -> Callable[..., Any]:
    def refuse(*_: object) -> Any:
        raise AssertionError("this was kept, and need not be run")

    return refuse


def test_neither_the_reference_nor_a_mistake_is_run_again_for_what_is_kept(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusing: Any
) -> None:
    mistakes = load_mistakes(assignment.bundle)[:12]
    first = opened(tmp_path)
    expected = graded_inputs(assignment, SECRET, first)
    replay = ReferenceReplay(assignment, mistakes, expected.seed, first)
    checks = assignment.checks[:8]
    right = {check.id: expected.outputs(check, 5) for check in checks}
    shown = published_inputs(assignment, first)
    published = {check.id: shown.outputs(check, 5) for check in checks}
    wrong = {
        (item.id, check.id): replay.observed([item], check, 5)
        for item in mistakes
        for check in checks
    }
    first.save()

    monkeypatch.setattr("autograder.course.expected.expected_outputs", refusing)
    monkeypatch.setattr("autograder.checks.asking.run_probe", refusing)
    again = opened(tmp_path)
    expected = graded_inputs(assignment, SECRET, again)
    replay = ReferenceReplay(assignment, mistakes, expected.seed, again)
    shown = published_inputs(assignment, again)
    for check in checks:
        np.testing.assert_equal(dict(expected.outputs(check, 5)), dict(right[check.id]))
        np.testing.assert_equal(dict(shown.outputs(check, 5)), dict(published[check.id]))
        for item in mistakes:
            found, before = replay.observed([item], check, 5), wrong[item.id, check.id]
            assert found is not None
            assert before is not None
            assert found.failure == before.failure
            np.testing.assert_equal(dict(found.values), dict(before.values))


def test_a_mistake_that_was_run_leaves_no_arrays_behind(assignment: Assignment) -> None:
    expected = graded_inputs(assignment, SECRET)
    mistakes = load_mistakes(assignment.bundle)
    replay = ReferenceReplay(assignment, mistakes, expected.seed)
    training = assignment.check("training.mnist")

    def run(some: Sequence[Mistake]) -> int:
        for mistake in some:
            replay.observed([mistake], training, 0)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = run(mistakes[:4])
        # The batches of one training are 1.5 MB.
        assert run(mistakes[4:12]) - before < 8 * 500_000
    finally:
        tracemalloc.stop()
