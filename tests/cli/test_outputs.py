"""A command writes over what it wrote before, and over nothing else that a user has."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.adding_course import ADD, make_course
from helpers.commands import assert_refused, softmark
from helpers.marks import slow

from autograder.cli.outputs import page_of
from autograder.grading.report.page import find_chromium

MINE = b"# mine\nimport numpy as np\n"
# A gradebook of Canvas.
TABLE = "Student,ID,Section,Adding (7)\nann,1,A,3\n"


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """A course, with a class in it and its results."""
    course = make_course(tmp_path_factory.mktemp("course"))
    assert softmark("release", "adding", cwd=course).returncode == 0
    notebook = "# Adding\n\n```python\nfrom add import add\n```\n"
    (course / "solutions/adding/notebook.md").write_text(notebook)
    for name in ("ann", "bob"):
        (course / "class" / name).mkdir(parents=True)
        (course / "class" / name / "add.py").write_text(ADD)
    done = softmark("grade", "adding", "class", "--out", "graded", "--jobs", 1, cwd=course)
    assert done.returncode == 0, done.stderr
    (course / "canvas.csv").write_text(TABLE)
    (course / "page.ipynb").write_text('{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}')
    return course


# What a command is given, with {} where it writes; and the ending that it has there.
WRITERS = [
    ("submit adding --path class/ann --to {}", ".zip"),
    ("release adding --zip {}", ".zip"),
    ("package adding --for gradescope --out {}", ".zip"),
    ("verify adding --matrix {}", ".html"),
    ("similar adding class --out {}", ".html"),
    ("export junit graded --out {}", ".xml"),
    ("export github graded --out {}", ".txt"),
    ("export canvas graded --table canvas.csv --out {}", ".csv"),
    ("export moodle-feedback graded --out {}", ".zip"),
    ("report page.ipynb --to {}", ".html"),
    ("report page.ipynb --to {}", ".pdf"),
]


@pytest.mark.parametrize(("line", "ending"), WRITERS)
def test_a_file_of_another_kind_stays(graded: Path, tmp_path: Path, line: str, ending: str) -> None:
    # A report says itself what endings it takes.
    names = [f"mine{ending}", *([] if line.startswith("report") else ["model.py"])]
    for name in names:
        (tmp_path / name).write_bytes(MINE)
        words = [word.format(tmp_path / name) for word in line.split()]
        assert_refused(softmark(*words, cwd=graded), f"{tmp_path / name} is there already")
        assert (tmp_path / name).read_bytes() == MINE
    (tmp_path / f"folder{ending}").mkdir()
    words = [word.format(tmp_path / f"folder{ending}") for word in line.split()]
    assert_refused(softmark(*words, cwd=graded), f"folder{ending} is a folder: name a file")
    assert sorted(os.listdir(tmp_path)) == sorted([*names, f"folder{ending}"])


@pytest.mark.parametrize(
    ("line", "ending"),
    [each if each[0].startswith(("submit", "export")) else slow(*each) for each in WRITERS],
)
def test_what_a_command_wrote_before_is_written_again(
    graded: Path, tmp_path: Path, line: str, ending: str
) -> None:
    if ending == ".pdf" and find_chromium() is None:
        pytest.skip("there is no Chromium here")
    path = tmp_path / "new" / f"made{ending}"
    words = [word.format(path) for word in line.split()]
    first = softmark(*words, cwd=graded)
    assert first.returncode in (0, 1), first.stderr
    written = path.stat().st_ino
    second = softmark(*words, cwd=graded)
    assert (second.returncode, second.stderr) == (first.returncode, first.stderr)
    assert path.stat().st_ino != written


def test_an_empty_file_may_be_written_to(graded: Path, tmp_path: Path) -> None:
    (tmp_path / "made.xml").touch()
    done = softmark("export", "junit", "graded", "--out", tmp_path / "made.xml", cwd=graded)
    assert done.returncode == 0
    assert (tmp_path / "made.xml").stat().st_size


def test_what_an_export_reads_stays(graded: Path) -> None:
    table = ("export", "canvas", "graded", "--table", "canvas.csv", "--out")
    assert_refused(softmark(*table, "./canvas.csv", cwd=graded), "is what is read here")
    assert (graded / "canvas.csv").read_text() == TABLE
    grades = (graded / "graded/grades.csv").read_bytes()
    assert_refused(softmark(*table, "graded/grades.csv", cwd=graded), "is what is read here")
    assert (graded / "graded/grades.csv").read_bytes() == grades


@pytest.mark.parametrize("name", ["course.csv", "course.html"])
def test_a_courses_tables_and_pages_are_its_own(graded: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(MINE)
    assert_refused(softmark("course", "graded", "--out", tmp_path, cwd=graded), name)
    assert os.listdir(tmp_path) == [name]
    (tmp_path / name).unlink()
    for _ in range(2):
        assert softmark("course", "graded", "--out", tmp_path, cwd=graded).returncode == 0
    assert page_of("course").is_own(tmp_path / "course.html")


def test_the_table_beside_a_page_is_no_roster(graded: Path, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("name,email\n")
    done = softmark("similar", "adding", "class", "--out", tmp_path / "class.html", cwd=graded)
    assert_refused(done, "class.csv is there already")
    assert os.listdir(tmp_path) == ["class.csv"]
    done = softmark("similar", "adding", "class", "--out", tmp_path / "new.csv", cwd=graded)
    assert_refused(done, "give one in .html")


def test_a_notebook_is_one_that_was_released(graded: Path, tmp_path: Path) -> None:
    shutil.copy(graded / "page.ipynb", tmp_path / "mine.ipynb")
    line = ("release", "adding", "--notebook", tmp_path / "mine.ipynb")
    assert_refused(softmark(*line, cwd=graded), "mine.ipynb is there already")
    assert (tmp_path / "mine.ipynb").read_bytes() == (graded / "page.ipynb").read_bytes()
    (tmp_path / "mine.ipynb").unlink()
    for _ in range(2):
        done = softmark(*line, cwd=graded)
        assert done.returncode == 0, done.stderr


def test_a_package_in_the_place_of_a_folder_locks_nobody_out(graded: Path, tmp_path: Path) -> None:
    before = tmp_path.stat().st_mode
    assert_refused(
        softmark("package", "adding", "--for", "gradescope", "--out", tmp_path, cwd=graded),
        "is a folder",
    )
    assert tmp_path.stat().st_mode == before


def test_a_demo_is_made_in_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_bytes(MINE)
    assert_refused(softmark("demo", "--out", tmp_path), "neither empty nor of an earlier demo")
    assert_refused(softmark("demo", "--out", tmp_path / "model.py"), "Not a directory")
    assert os.listdir(tmp_path) == ["model.py"]


def test_results_are_written_neither_into_a_class_nor_over_other_tables(
    graded: Path, tmp_path: Path
) -> None:
    for out in ("class", "class/results", "class/ann/new/results"):
        done = softmark("grade", "adding", "class", "--out", out, cwd=graded)
        assert_refused(done, f"{out} is in class", "name a folder outside of it")
    assert sorted(os.listdir(graded / "class")) == ["ann", "bob"]
    (tmp_path / "grades.csv").write_bytes(MINE)
    done = softmark("grade", "adding", "class", "--out", tmp_path, cwd=graded)
    assert_refused(done, "grades.csv is there already")
    assert os.listdir(tmp_path) == ["grades.csv"]


def test_results_that_lie_in_a_class_are_nobodys_work(graded: Path, tmp_path: Path) -> None:
    shutil.copytree(graded / "class", tmp_path / "class")
    shutil.copytree(graded / "graded", tmp_path / "class/results")
    # A student's own log is no results.
    (tmp_path / "class/ann/results.jsonl").write_text("{}\n")
    line = ("grade", "adding", tmp_path / "class", "--out", tmp_path / "out", "--jobs", 1)
    done = softmark(*line, cwd=graded)
    assert done.returncode == 0, done.stderr
    assert "results belongs to no submission and was left out" in done.stderr
    assert {page.stem for page in (tmp_path / "out/feedback").iterdir()} == {"ann", "bob"}


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


def make_large(path: Path) -> None:
    path.touch()
    os.truncate(path, 3 << 30)


KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "is a pipe or a device, and should be a file"),
    "folder": (os.mkdir, "is a folder, and should be a file"),
    "socket": (make_socket, "cannot be read: "),
    "endless": (lambda path: path.symlink_to("/dev/zero"), "is a pipe or a device"),
    "large": (make_large, "is larger than 64 MiB"),
}


@pytest.mark.parametrize("kind", ["pipe", *(slow(kind) for kind in KINDS if kind != "pipe")])
def test_work_that_is_no_file_is_neither_waited_for_nor_read(
    graded: Path, tmp_path: Path, kind: str, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, words = KINDS[kind]
    make(tmp_path / "add.py")
    for line in (("check", "adding"), ("submit", "adding", "--to", tmp_path / "a.zip")):
        done = softmark(*line, "--path", tmp_path, cwd=graded)
        assert_refused(done, f"{tmp_path / 'add.py'} {words}")
    assert os.listdir(tmp_path) == ["add.py"]
