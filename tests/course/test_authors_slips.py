"""What an author gets wrong is one sentence with file and line, at every command, and costs no student points."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.double_course import CHECKS, HIDDEN, REFERENCE, load, write_course

from autograder.authoring.release import release
from autograder.authoring.verify import verify
from autograder.cli.app import app
from autograder.course.course import Course
from autograder.errors import CourseError
from autograder.execution import bounded

CALL = "student.double.double(rng.normal(size=3) + 5)"
RETURN = f'return {{"doubled": {CALL}}}'
MISTAKE = """[[mistake]]
id = "thrice"
title = "t"
hint = "h"
edits = [{ file = "double.py", old = "2 * x", new = "NEW" }]
"""
ORACLE = """

@double_twice.oracle
def four_times(reference, rng):
    return {"doubled": 4 * float(rng.normal() + 9)}
"""


def checks(old: str, new: str) -> dict[str, str]:
    assert CHECKS.count(old) == 1
    return {"CHECKS": CHECKS.replace(old, new)}


def hidden(old: str, new: str) -> dict[str, str]:
    assert HIDDEN.count(old) == 1
    return {"HIDDEN": HIDDEN.replace(old, new) + ORACLE}


def reference(old: str, new: str) -> dict[str, str]:
    assert REFERENCE.count(old) == 1
    return {"REFERENCE": REFERENCE.replace(old, new)}


IN_CHECKS = r"^assignments/doubling/checks\.py:"
# At loading.
MALFORMED = [
    (checks("import numpy as np", "import sys; sys.exit(0)"), IN_CHECKS + "2: SystemExit: 0"),
    (checks("import numpy as np", "import os; os._exit(0)"), IN_CHECKS + "2: SystemExit: os._exit"),
    (checks("import numpy as np", "import numpyy"), IN_CHECKS + "2: ModuleNotFoundError"),
    (checks("import numpy as np", "while True: pass"), IN_CHECKS + "2: EndlessError: it uses more"),
    (checks("points=6", 'points="6"'), IN_CHECKS + "6: TypeError: points: a number is expected"),
    (checks("points=6", "points=float('nan')"), IN_CHECKS + "6: TypeError: points: a number is"),
    (checks('["double"]', '"double"'), IN_CHECKS + "6: TypeError: needs: a list is expected"),
    (
        checks("points=6", "points=6, expect=1e-3"),
        IN_CHECKS + r"6: TypeError: expect, '\*': an Exp",
    ),
    (
        checks("points=6", 'points=6, facts={"batch": "8"}'),
        IN_CHECKS + "6: TypeError: facts: batch: a",
    ),
    (
        checks("points=6", 'points=6, expect={"doubled": 1e-3}'),
        IN_CHECKS + "6: TypeError: expect, 'doubled': an Expect is expected, not 0.001",
    ),
    (
        checks("points=6", "points=6, expect=Expect(rtol=-1)"),
        IN_CHECKS + "6: TypeError: rtol: a number from 0 to 1e",
    ),
    (checks("import numpy as np", "nothing\0"), IN_CHECKS + "2: a byte of value 0"),
    (
        {"CHECKS": CHECKS + CHECKS.partition("check\n")[2]},
        IN_CHECKS
        + r"12: check 'double\.value' is defined before, at assignments/doubling/checks\.py:6",
    ),
    (
        {"HIDDEN": HIDDEN.replace("double.twice", "double.value")},
        r"^solutions/doubling/hidden\.py:5: check 'double\.value' is defined before, at assignments/doubling/checks\.py:6",
    ),
    (reference("    result_of", "\tresult_of"), r"^solutions/doubling/double\.py:7: .*Error: "),
    (reference("2 * x\n", "2 *\n"), r"^solutions/doubling/double\.py:7: SyntaxError: "),
    (
        {"mistakes.toml": MISTAKE.replace("NEW", "3 *")},
        r"^solutions/doubling/mistakes\.toml:1: mistake 'thrice': with its edits double\.py is no Python",
    ),
]
# At the first run of the reference.
FAILING = [
    (checks(CALL, CALL.replace("double.double", "duoble.double")), "duoble"),
    (checks(CALL, CALL.replace("double.double", "double.duoble")), "duoble"),
    (checks(RETURN, "return {'doubled': 1 / 0}"), r"ZeroDivisionError.*checks\.py:9"),
    (checks(RETURN, "raise SystemExit"), "SystemExit"),
    (checks(RETURN, "import os; os._exit(0)"), "SystemExit"),
    (checks(RETURN, "x = 1"), "it returns NoneType in place of its outputs by name"),
    (checks(RETURN, "return {}"), "returns nothing that could be wrong"),
    (checks(RETURN, "return {1: 2.0}"), "has an output 1: call it by a text"),
    (checks(RETURN, "return {'doubled': object()}"), "returns a object as 'doubled'"),
    (checks(RETURN, "return {'doubled': {1, 2}}"), "returns a set as 'doubled'"),
    (checks(RETURN, "while True: pass"), "EndlessError: it uses more than"),
    (reference("2 * x\n", "2 * x\n    while True: pass\n"), r"EndlessError.*double\.py:8"),
]
# Of checks with an oracle.
WITH_ORACLE = [
    (hidden('return {"doubled"', '1 / 0; return {"doubled"'), "ZeroDivisionError"),
    (hidden("float(rng", "str(rng"), "double.twice"),
    ({"HIDDEN": HIDDEN + ORACLE.replace("doubled", "dubled")}, "dubled: present"),
    ({"HIDDEN": HIDDEN + ORACLE.replace("4 *", "1 / 0 *")}, "oracle of check 'double.twice'"),
]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 0.1)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(("files", "sentence"), MALFORMED)
def test_a_malformed_file_is_told_with_its_line(
    tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    course = write_course(tmp_path, **files)
    with pytest.raises(CourseError, match=sentence) as told:
        assert load(course).mistakes
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("side", ["assignments", "solutions"])
def test_a_byte_that_is_no_utf8_is_told_with_its_line(tmp_path: Path, side: str) -> None:
    course = write_course(tmp_path)
    name = "checks.py" if side == "assignments" else "double.py"
    path = tmp_path / side / "doubling" / name
    path.write_bytes(path.read_bytes() + "# 中\n".encode("gbk"))
    lines = path.read_bytes().count(b"\n")
    with pytest.raises(
        CourseError, match=rf"^{side}/doubling/{name}:{lines}: this is not UTF-8 text: save"
    ):
        load(course)


def test_what_a_student_writes_may_be_of_any_kind(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    release(course, load(course))
    shutil.rmtree(tmp_path / "solutions")
    for name in ("double.py", "notes.md"):
        (tmp_path / "assignments/doubling" / name).write_bytes("# 中\n".encode("gbk"))
    assert [check.id for check in load(course).checks] == ["double.value"]


def test_a_mark_at_the_beginning_of_files_is_no_matter(tmp_path: Path) -> None:
    course = write_course(tmp_path, **{"mistakes.toml": MISTAKE.replace("NEW", "3 * x")})
    release(course, load(course))
    for path in (*tmp_path.rglob("*.py"), *tmp_path.rglob("*.toml")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (tmp_path / "assignments/doubling/double.py").unlink()
    assert release(course, load(course)) == ["assignments/doubling/double.py"]


def test_two_checks_in_functions_of_one_name_both_count(tmp_path: Path) -> None:
    again = CHECKS.partition("check\n")[2].replace("double.value", "double.more")
    course = write_course(tmp_path, CHECKS=CHECKS.replace("=6", "=3") + again.replace("=6", "=3"))
    assert [check.id for check in load(course).checks] == [
        "double.value",
        "double.more",
        "double.twice",
    ]


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(("files", "words"), [*FAILING, *WITH_ORACLE])
def test_a_check_that_the_reference_fails_stops_release_and_costs_nobody_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], words: str
) -> None:
    course = write_course(tmp_path, **files)
    with pytest.raises(CourseError, match=words):
        release(course, load(course))
    code, output = graded(course, monkeypatch, "def double(x):\n    return 2.0 * x\n")
    assert code == 2
    assert "softmark: " in output
    assert "double." in output
    assert not (tmp_path / "out/grades.csv").exists()


def graded(course: Course, monkeypatch: pytest.MonkeyPatch, source: str) -> tuple[int, str]:
    """Returns how `softmark grade` ends with one submission, and what it prints."""
    work = course.root / "handed_in/ann"
    work.mkdir(parents=True)
    (work / "double.py").write_text(source)
    monkeypatch.chdir(course.root)
    monkeypatch.setenv("SOFTMARK_SECRET", "s")
    done = CliRunner().invoke(app, ["grade", "doubling", str(work.parent), "--out", "out"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return 2, f"softmark: {done.exception}"
    return done.exit_code, done.output


def test_work_that_does_not_load_needs_no_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = write_course(tmp_path, **checks(CALL, CALL.replace("double.double", "double.duoble")))
    code, output = graded(course, monkeypatch, "def double(x)\n")
    assert code == 0, output


def test_a_mistake_that_does_not_load_is_not_released_and_disturbs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = 'edits = [{ file = "double.py", old = \'"""Doubling."""\', new = "import numpyy" }]'
    course = write_course(tmp_path, **{"mistakes.toml": MISTAKE.partition("edits")[0] + edit})
    says = r"mistakes\.toml:1: mistake 'thrice' does not load: ModuleNotFoundError: "
    with pytest.raises(CourseError, match=says):
        release(course, load(course))
    code, output = graded(course, monkeypatch, "def double(x):\n    return 3.0 * x\n")
    assert code == 0, output


@pytest.mark.usefixtures("_impatient")
def test_a_mistake_that_does_not_end_is_not_released_and_disturbs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = MISTAKE.replace("NEW", "[1 for _ in iter(int, 1)]")
    course = write_course(tmp_path, **{"mistakes.toml": endless})
    with pytest.raises(CourseError, match="mistake 'thrice' does not end: it uses more than"):
        release(course, load(course))
    code, output = graded(course, monkeypatch, "def double(x):\n    return 3.0 * x\n")
    assert code == 0, output


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("folder", ["alternative", "trivial"])
@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def double(x)\n", "/one does not load: SyntaxError: expected ':' (double.py:1)"),
        ("def double(x):\n    while True: pass\n", "EndlessError: it uses more than 0.1 s"),
    ],
)
def test_verify_names_a_solution_that_cannot_be_run(
    tmp_path: Path, folder: str, source: str, says: str
) -> None:
    course = write_course(tmp_path, **{f"{folder}/one/double.py": source})
    found = verify(course, load(course)).problems
    (problem,) = [item.what for item in found if f"{folder}/one" in item.what]
    assert says in problem


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("return 3", "it returns int in place of its outputs by name"),
        ('return {"doubled": 1.0}', "doubled: values"),
        ('return {"doubled": 4 * float(rng.normal() + 9)}', ""),
    ],
)
def test_verify_tries_probes_of_self_consistency(tmp_path: Path, body: str, says: str) -> None:
    own = f"\n\n@double_twice.self_consistency\ndef own(student, rng):\n    {body}\n"
    course = write_course(tmp_path, HIDDEN=HIDDEN + own)
    found = [problem.what for problem in verify(course, load(course)).problems]
    found = [one for one in found if "self_consistency probe disagrees" in one]
    assert len(found) == bool(says)
    assert all(says in one for one in found)
