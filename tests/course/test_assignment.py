"""Release, verify and the student's own run, on a small course made for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.double_course import ASSIGNMENT, CHECKS, HIDDEN, REFERENCE, load, write_course

from autograder.authoring.package import package_files, write_folder
from autograder.authoring.proof import Report
from autograder.authoring.release import generated_files, release
from autograder.authoring.verify import verify
from autograder.course.course import Course
from autograder.errors import CourseError, UsageError
from autograder.grading.self_check import check_work

STUB = "assignments/doubling/double.py"
EXPECTED = "assignments/doubling/expected.npz"


def released(root: Path, **changes: str) -> Course:
    course = write_course(root, **changes)
    release(course, load(course))
    return course


def problems(course: Course) -> str:
    """Returns what verify found, and asserts that the verdict follows from it."""
    report: Report = verify(course, load(course))
    assert report.ok == (not report.problems)
    assert all(problem.fix.endswith(".") for problem in report.problems)
    return "\n".join(problem.what for problem in report.problems)


def test_release_writes_the_stub_and_the_answers_and_then_nothing_more(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    assert set(release(course, load(course))) == {STUB, EXPECTED}
    stub = (tmp_path / STUB).read_text()
    assert "result_of_doubling" not in stub
    assert 'raise NotImplementedError("TODO: double in double.py")' in stub
    assert release(course, load(course)) == []


def test_release_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    assert generated_files(load(course)) == generated_files(load(course))


def test_release_follows_a_change_of_the_solution(tmp_path: Path) -> None:
    released(tmp_path)
    course = write_course(tmp_path, REFERENCE=REFERENCE.replace("Return 2 x.", "Return x + x."))
    assert set(release(course, load(course))) == {STUB, EXPECTED}
    assert "Return x + x." in (tmp_path / STUB).read_text()


def test_release_never_overwrites_what_a_person_has_edited(tmp_path: Path) -> None:
    course = released(tmp_path)
    (tmp_path / STUB).write_text("my work")
    before = (tmp_path / EXPECTED).read_bytes()
    changed = write_course(tmp_path, CHECKS=CHECKS.replace("+ 5", "+ 6"))
    with pytest.raises(UsageError, match=r"double\.py was edited .* --force"):
        release(changed, load(changed))
    assert (tmp_path / STUB).read_text() == "my work"
    assert (tmp_path / EXPECTED).read_bytes() == before
    assert set(release(course, load(course), force=True)) == {STUB, EXPECTED}
    assert "NotImplementedError" in (tmp_path / STUB).read_text()


def test_release_refuses_what_would_give_a_solution_away(tmp_path: Path) -> None:
    leaking = REFERENCE.replace('"""Doubling."""', '"""Doubling: return result_of_doubling"""')
    course = write_course(tmp_path, REFERENCE=leaking)
    with pytest.raises(CourseError, match="would give a solution away"):
        release(course, load(course))
    assert not (tmp_path / STUB).exists()


def test_release_refuses_a_line_of_a_hidden_check(tmp_path: Path) -> None:
    line = (
        'return {"doubled": student.double.double(student.double.double(float(rng.normal() + 9)))}'
    )
    assert line in HIDDEN
    leaking = REFERENCE.replace("    ### BEGIN", f"    # {line}\n    ### BEGIN")
    course = write_course(tmp_path, REFERENCE=leaking)
    with pytest.raises(CourseError, match=r"double\.py would give a solution away"):
        release(course, load(course))
    with pytest.raises(CourseError, match=r"double\.py would give a solution away"):
        package_files(course, load(course), with_data=False)


def test_a_package_does_not_overwrite_other_files(tmp_path: Path) -> None:
    files = {"a.py": b"one", "b/c.py": b"two"}
    write_folder(files, tmp_path, force=False)
    write_folder(files, tmp_path, force=False)
    (tmp_path / "a.py").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"a\.py exists and differs"):
        write_folder(files, tmp_path, force=False)
    write_folder(files, tmp_path, force=True)
    assert (tmp_path / "a.py").read_bytes() == b"one"


def test_verify_finds_nothing_wrong_with_a_sound_assignment(tmp_path: Path) -> None:
    other = {"alternative/sum/double.py": "def double(x):\n    return x + x\n"}
    course = released(tmp_path, **other)
    report = verify(course, load(course))
    assert report.problems == []
    assert (report.checks, report.points, report.stub_failing) == (2, 10, 2)
    assert (report.alternatives, report.alternatives_passing, report.trivial_score) == (1, 1, 0)


@pytest.mark.slow
def test_verify_finds_a_check_that_zeros_pass(tmp_path: Path) -> None:
    checks = CHECKS.replace("rng.normal(size=3) + 5", "np.zeros(3)")
    assert "double.value: zeros of the right shape passes it" in problems(
        released(tmp_path, CHECKS=checks)
    )


@pytest.mark.slow
def test_verify_finds_a_check_that_an_empty_solution_passes(tmp_path: Path) -> None:
    checks = CHECKS.replace(
        'return {"doubled": student.double.double(rng.normal(size=3) + 5)}',
        'student.double.double(2.0)\n    return {"doubled": 1.0}',
    )
    assert "left empty passes it" in problems(released(tmp_path, CHECKS=checks))


def test_verify_finds_a_check_that_a_trivial_solution_passes(tmp_path: Path) -> None:
    idle = {"trivial/same/double.py": "def double(x):\n    return x\n"}
    checks = CHECKS.replace("rng.normal(size=3) + 5", "np.float64(0.0)").replace(
        'return {"doubled": ', 'return {"one": 1.0, "doubled": '
    )
    found = problems(released(tmp_path, CHECKS=checks, **idle))
    assert "double.value: trivial/same passes it" in found


def test_verify_finds_a_check_that_the_stub_passes(tmp_path: Path) -> None:
    checks = CHECKS.replace(
        'return {"doubled": student.double.double(rng.normal(size=3) + 5)}',
        'student.double.double\n    return {"one": 1.0}',
    )
    assert "double.value: the untouched stub passes it" in problems(
        released(tmp_path, CHECKS=checks)
    )


def test_verify_finds_a_reference_that_fails(tmp_path: Path) -> None:
    hidden = (
        HIDDEN
        + """

@double_twice.oracle
def four_times(reference, rng):
    return {"doubled": 5 * float(rng.normal() + 9)}
"""
    )
    course = write_course(tmp_path, HIDDEN=hidden)
    with pytest.raises(
        CourseError, match=r"hidden\.py:5: the reference fails check 'double\.twice'"
    ):
        release(course, load(course))
    assert (
        "double.twice: the reference fails it when run directly (doubled: values; yours "
        in problems(course)
    )


def test_verify_refuses_a_reference_that_raises(tmp_path: Path) -> None:
    course = write_course(tmp_path, REFERENCE=REFERENCE.replace("= 2 * x", "= 2 * x + 1 // 0"))
    with pytest.raises(
        CourseError, match=r"checks\.py:6: the reference fails check 'double\.value'"
    ):
        verify(course, load(course))


def test_verify_finds_an_alternative_solution_that_fails(tmp_path: Path) -> None:
    other = {"alternative/lists/double.py": "def double(x):\n    return [2 * x]\n"}
    found = problems(released(tmp_path, **other))
    assert "alternative/lists is right but fails double.value" in found


@pytest.mark.parametrize(("old", "new"), [("accepted", "alternative"), ("nothing", "trivial")])
def test_verify_says_what_a_folder_is_called_now(tmp_path: Path, old: str, new: str) -> None:
    files = {f"{old}/sum/double.py": "def double(x):\n    return x + x\n"}
    found = problems(released(tmp_path, **files))
    assert f"/{old} is not read: that folder is called {new} now." in found


def test_verify_finds_transports_that_disagree(tmp_path: Path) -> None:
    """The sandbox has no /etc/passwd; what depends on it differs."""
    reference = REFERENCE.replace(
        "result_of_doubling = 2 * x",
        "import os\n    result_of_doubling = 2 * x + 1e-6 * os.path.exists('/etc/passwd')",
    )
    checks = CHECKS.replace(
        'title={"zh": "加倍"}', 'title={"zh": "加倍"}, expect=Expect(rtol=1, atol=1)'
    )
    assert "double.value: the two transports return different outputs" in problems(
        released(tmp_path, REFERENCE=reference, CHECKS=checks)
    )


def test_verify_refuses_points_that_do_not_add_up(tmp_path: Path) -> None:
    course = released(tmp_path)
    changed = write_course(tmp_path, ASSIGNMENT=ASSIGNMENT.replace("double = 10", "double = 11"))
    with pytest.raises(CourseError, match=r"gives double 11, but its checks add up to 10"):
        verify(changed, load(changed))
    assert course.root == changed.root


@pytest.mark.parametrize("path", [STUB, EXPECTED])
def test_verify_finds_generated_files_that_are_missing_or_out_of_date(
    tmp_path: Path, path: str
) -> None:
    course = released(tmp_path)
    content = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(content[:-40])
    assert f"{path} is out of date" in problems(course)
    (tmp_path / path).unlink()
    assert f"{path} is missing" in problems(course)


def test_verify_needs_the_solutions(tmp_path: Path) -> None:
    course = released(tmp_path)
    for file in sorted((tmp_path / "solutions").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    with pytest.raises(UsageError, match="solutions/doubling is missing"):
        verify(course, load(course))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ASSIGNMENT": ASSIGNMENT.replace("modules", "module")}, r"^assignments/doubling/assignment\.toml:3: module: .* Did you mean modules"),
        ({"ASSIGNMENT": "title = "}, r"^assignments/doubling/assignment\.toml:1: "),
        ({"CHECKS": "import nothing_like_this"}, r"^assignments/doubling/checks\.py:1: ModuleNotFoundError"),
        ({"CHECKS": "x = (\n"}, r"^assignments/doubling/checks\.py:1: SyntaxError"),
        ({"CHECKS": CHECKS.replace('needs=["double"]', 'needs=["doubel"]')}, "Did you mean double"),
        ({"CHECKS": CHECKS.replace("double.value", "dubble.value")}, "no \\[points\\] for group 'dubble'"),
        ({"CHECKS": CHECKS.replace("double.value", "Double")}, "an id is group.name"),
        ({"CHECKS": CHECKS.replace("double.value", "double.twice")}, "is defined before, at assignments/"),
        ({"CHECKS": CHECKS.replace('"""twice a number"""', "")}, "has no title"),
        ({"CHECKS": CHECKS.replace("points=6", "points=0")}, "has no points"),
    ],
)  # fmt: skip
def test_a_malformed_assignment_is_refused_with_file_and_line(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(CourseError, match=message):
        load(write_course(tmp_path, **changes))


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "-1", "0", "true", '"5"', "1e9"])
@pytest.mark.parametrize("key", ["seconds", "total_seconds", "memory_mb"])
def test_limits_with_which_nothing_could_be_graded_are_refused(
    tmp_path: Path, key: str, value: str
) -> None:
    text = ASSIGNMENT.replace("seconds = 2", f"{key} = {value}")
    with pytest.raises(
        CourseError, match=rf"^assignments/doubling/assignment\.toml:8: limits.{key}: .* from "
    ):
        load(write_course(tmp_path, ASSIGNMENT=text))


@pytest.mark.parametrize(
    "setting",
    [
        "points.double = nan",
        "points.double = -1",
        "rules.imports.points = -1",
        "rules.loops.points = inf",
        "rules.files.points = nan",
        "rules.report.tolerance = 2",
        "rules.report.points.pdf = -1",
        "credit.default = nan",
        "credit.points.sum = -1",
        "late.grace_minutes = -1",
        "late.percent_per_day = 101",
        "late.most_percent = inf",
    ],
)
def test_points_and_shares_are_in_their_range(tmp_path: Path, setting: str) -> None:
    key, _, value = setting.partition(" = ")
    due = "late.due = 2026-03-01T23:59:00+08:00\n" if key.startswith("late") else ""
    head, points = ASSIGNMENT.split("[points]", 1)
    text = f"{head}{due}{setting}\n" + ("" if key.startswith("points") else f"[points]{points}")
    with pytest.raises(
        CourseError, match=rf"assignment\.toml:{5 + bool(due)}: {key}: .* not {value}"
    ):
        load(write_course(tmp_path, ASSIGNMENT=text))


def work(folder: Path, source: str) -> Path:
    folder.mkdir()
    (folder / "double.py").write_text(source)
    return folder


def test_the_students_run_passes_right_work_and_shows_wrong_values(tmp_path: Path) -> None:
    assignment = load(released(tmp_path / "course"))
    right = check_work(assignment, work(tmp_path / "right", "def double(x): return x + x"))
    assert [(item.id, item.status, item.points) for item in right.checks] == [
        ("double.value", "passed", 6)
    ]
    wrong = check_work(assignment, work(tmp_path / "wrong", "def double(x): return 3 * x"))
    assert (wrong.checks[0].status, wrong.score, wrong.max_score) == ("failed", 0, 6)
    assert "3 of 3 values differ" in wrong.checks[0].message


def test_the_students_run_needs_no_solution(tmp_path: Path) -> None:
    course = released(tmp_path / "course")
    for file in (tmp_path / "course/solutions/doubling").iterdir():
        file.unlink()
    folder = work(tmp_path / "mine", "def double(x): return 2 * x")
    for seed in range(8):
        result = check_work(load(course), folder, seed=seed)
        assert [item.status for item in result.checks] == ["passed"]


def test_the_students_run_uses_other_inputs_for_each_seed(tmp_path: Path) -> None:
    assignment = load(released(tmp_path / "course"))
    folder = work(tmp_path / "mine", "def double(x): raise ValueError(str(x))")
    messages = {check_work(assignment, folder, seed=seed).checks[0].message for seed in range(8)}
    assert len(messages) == 8


@pytest.mark.parametrize(
    ("source", "status", "message"),
    [
        ("def double(x):\n    raise NotImplementedError('TODO')", "error", "not done yet"),
        ("def double(x):\n    return y", "error", "NameError"),
        ("def dubble(x): pass", "error", "double.py has no double"),
        ("def double(x): return None", "failed", "None"),
        ("def double(x:\n", "skipped", "cannot be read by Python"),
        ("import nothing_like_this", "skipped", "nothing_like_this"),
        ("def double(): pass", "error", "does not accept"),
        ("raise SystemExit", "skipped", "SystemExit"),
    ],
)
def test_the_students_run_says_what_is_wrong(
    tmp_path: Path, source: str, status: str, message: str
) -> None:
    assignment = load(released(tmp_path / "course"))
    (result,) = check_work(assignment, work(tmp_path / "mine", source)).checks
    assert result.status == status
    assert message in result.message


def test_the_students_run_refuses_checks_and_seeds_that_are_not_there(tmp_path: Path) -> None:
    assignment = load(released(tmp_path / "course"))
    folder = work(tmp_path / "mine", "def double(x): return 2 * x")
    with pytest.raises(UsageError, match="published inputs are 0 to 7"):
        check_work(assignment, folder, seed=8)
    with pytest.raises(UsageError, match=r"Did you mean double\.value"):
        check_work(assignment, folder, only=["double.valeu"])
    with pytest.raises(UsageError, match="hidden check"):
        check_work(assignment, folder, only=["double.twice"])
    assert len(check_work(assignment, folder, only=["double"]).checks) == 1


def test_the_students_run_says_when_its_answers_are_missing_or_old(tmp_path: Path) -> None:
    course = released(tmp_path / "course")
    folder = work(tmp_path / "mine", "def double(x): return 2 * x")
    write_course(tmp_path / "course", CHECKS=CHECKS.replace("double.value", "double.renamed"))
    with pytest.raises(UsageError, match=r"no answers for double\.renamed"):
        check_work(load(course), folder)
    (tmp_path / "course" / EXPECTED).unlink()
    with pytest.raises(UsageError, match=r"expected\.npz is missing"):
        check_work(load(course), folder)
