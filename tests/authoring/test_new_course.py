"""A course of one's own: in an empty folder, from the two distributions alone."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.new_course import new_course
from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.course.regions import find_regions, region_text
from autograder.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]


def softmark(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own") / "deep-learning"
    done = softmark(folder.parent, "init", folder, "--with", "perceptron", "--nbgrader")
    assert done.returncode == 0, done.stderr
    return folder


def test_it_holds_what_was_asked_for_and_is_released(course: Path) -> None:
    assert find_course(course).names() == ["perceptron"]
    assert 'title = "Deep learning"' in (course / "course.toml").read_text()
    assert "TODO" in (course / "assignments/perceptron/perceptron.py").read_text()
    assert len((course / "README.md").read_text().splitlines()) <= 8
    assert (course / "nbgrader_config.py").read_text() == (ROOT / "nbgrader_config.py").read_text()


def test_git_never_takes_the_secret_or_what_students_handed_in(course: Path) -> None:
    (course / ".softmark").mkdir(exist_ok=True)
    (course / ".softmark/secret").write_text("s3cret")
    for path in ("results/ann.html", "submissions/ann/perceptron.py", "gradebook.db"):
        (course / path).parent.mkdir(parents=True, exist_ok=True)
        (course / path).write_text("personal")
    git(course, "init", "-q")
    git(course, "add", "-A")
    staged = git(course, "ls-files").splitlines()
    assert "solutions/perceptron/hidden.py" in staged
    assert [
        path for path in staged if path.startswith((".softmark", "results", "subm", "grade"))
    ] == []


def test_the_reference_gets_full_marks_in_it(course: Path, tmp_path: Path) -> None:
    reference = load_assignment(find_course(course).bundle("perceptron")).reference
    (tmp_path / "class/ann").mkdir(parents=True)
    for name, content in reference.items():
        (tmp_path / "class/ann" / name).write_bytes(content)
    done = softmark(course, "grade", "perceptron", tmp_path / "class", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert '"score":100.0' in (tmp_path / "out/results.jsonl").read_text()


def test_a_course_without_assignments_is_one_to_add_to(tmp_path: Path) -> None:
    assert softmark(tmp_path, "init", "own").returncode == 0
    done = softmark(tmp_path / "own", "new", "knots")
    assert done.returncode == 0, done.stderr
    assert find_course(tmp_path / "own").names() == ["knots"]


def test_a_new_assignment_below_a_course_is_asked_about(course: Path) -> None:
    below = course / "assignments"
    done = softmark(below, "new", "knots")
    assert done.returncode == 1
    assert str(course) in done.stdout + done.stderr
    assert not (course / "assignments/knots").exists()


def test_what_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    with pytest.raises(UsageError, match="not an empty folder"):
        new_course(tmp_path, [], language="en", nbgrader=False)
    with pytest.raises(UsageError, match="Did you mean perceptron"):
        new_course(tmp_path / "new", ["perzeptron"], language="en", nbgrader=False)
    assert not (tmp_path / "new").exists()


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The two distributions, built from this repository."""
    out = tmp_path_factory.mktemp("wheels")
    for folder in (ROOT, ROOT / "courses"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    (student,) = out.glob("softmark-[0-9]*.whl")
    (courses,) = out.glob("softmark_courses-*.whl")
    return student, courses


@pytest.mark.slow
def test_the_students_wheel_holds_no_solution(wheels: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(wheels[0]) as archive:
        texts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    # Templates of `softmark new` are nobody's solution.
    others = [name for name in texts if not name.startswith("autograder/authoring/kinds/")]
    assert not [name for name in others if "solutions/" in name or "hidden" in name]
    regions = 0
    for path in ROOT.glob("solutions/*/*.py"):
        source = path.read_text()
        for region in find_regions(source, path.name):
            lines = region_text(source, region).strip() if region.kind == "SOLUTION" else ""
            if len(lines.splitlines()) > 1:
                regions += 1
                assert [name for name, text in texts.items() if lines in text] == [], path
    assert regions > 20


@pytest.mark.slow
def test_the_two_wheels_alone_are_enough(wheels: tuple[Path, Path], tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    # What Softmark needs is taken from this environment: there is no network.
    site = Path(np.__file__).parents[1]
    (target,) = environment.glob("lib/python*/site-packages")
    (target / "shared.pth").write_text(f"{site}\n")
    for wheel in wheels:
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)],
            check=True,
        )

    def run(*arguments: object, folder: Path = tmp_path) -> str:
        done = subprocess.run(
            [python, "-m", "autograder", *map(str, arguments)],
            cwd=folder,
            capture_output=True,
            text=True,
            env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    run("init", "demo", "--with", "perceptron")
    demo = tmp_path / "demo"
    assert "no problems" in run("verify", folder=demo)
    source = (demo / "solutions/perceptron/perceptron.py").read_bytes()
    (tmp_path / "class/ann").mkdir(parents=True)
    (tmp_path / "class/ann/perceptron.py").write_bytes(source)
    (tmp_path / "class/bob").mkdir()
    (tmp_path / "class/bob/perceptron.py").write_bytes(
        (demo / "assignments/perceptron/perceptron.py").read_bytes()
    )
    grade = ("grade", "perceptron", tmp_path / "class", "--out", "results/perceptron")
    run(*grade, folder=demo)
    assert graded(demo) == {"ann": "100", "bob": "0"}
    said = run("adjust", "bob", "--score", "40", "--reason", "oral exam", folder=demo)
    assert "bob: 0 -> 40" in said
    run(*grade, folder=demo)
    assert graded(demo) == {"ann": "100", "bob": "40"}
    assert "oral exam" in (demo / "results/perceptron/feedback/bob.html").read_text()
    run("course", folder=demo)
    assert "bob,bob,40,40.00," in (demo / "results/course.csv").read_text()
    gradebook = demo / "gradebook.csv"
    gradebook.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Perceptron (7)\n"
        "    Points Possible,,,,,100\nann,1,ann,ann,A,\nbob,2,bob,bob,A,\n"
    )
    export = ("export", "canvas", "results/perceptron", "--table", gradebook, "--out", "back.csv")
    run(*export, folder=demo)
    assert "bob,2,bob,bob,A,40" in (demo / "back.csv").read_text(encoding="utf-8-sig")


def graded(demo: Path) -> dict[str, str]:
    text = (demo / "results/perceptron/grades.csv").read_text(encoding="utf-8-sig")
    return {row["student"]: row["score"] for row in csv.DictReader(io.StringIO(text))}
