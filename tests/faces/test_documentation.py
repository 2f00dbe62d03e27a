"""The documentation: every command line in it is one, those of the first steps run, and the site builds."""

import csv
import dataclasses
import io
import json
import os
import re
import shlex
import subprocess
import sys
import typing
import zipfile
from pathlib import Path

import click
import pytest
from helpers.adding_course import wait_for

from autograder.cli.app import app
from autograder.course.config import Config
from autograder.results.text import Words

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Lines of a page that are not run as they stand: they never end, or take what is not there.
_PLACEHOLDERS = re.compile(
    r" \.\.\.|\bNAME\b|\bSTUDENT\b|\bDOWNLOAD\b|\bFOLDER\b|\bSCHEDULER\b|\bURL\b"
)


def commands(page: Path) -> list[str]:
    """The command lines of a page, in order: lines of code that begin with softmark."""
    lines = [line.strip() for line in page.read_text(encoding="utf-8").splitlines()]
    found = [line for line in lines if line.startswith("softmark ")]
    return [shlex.join(shlex.split(line, comments=True)) for line in found]


def in_text(page: Path) -> list[str]:
    """Those between backticks, with all that is needed to run them."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"`(softmark [a-z]+ [^`|]*)`", text)


LINES = [
    (page, line)
    for page in PAGES
    for line in dict.fromkeys([*commands(page), *in_text(page)])
    if not _PLACEHOLDERS.search(line)
]


def test_there_are_command_lines() -> None:
    assert len(LINES) > 40


@pytest.mark.parametrize(
    ("page", "line"), LINES, ids=[f"{page.stem}: {line[9:50]}" for page, line in LINES]
)
def test_command_line_in_the_documents_is_one(page: Path, line: str) -> None:
    _, name, *arguments = shlex.split(line)
    command = app.get_command(click.Context(app), name)
    assert command is not None, line
    try:
        command.make_context(name, list(arguments))
    except click.exceptions.MissingParameter:
        # In running text an argument may be left to the reader, never an option's value.
        assert (page, line) not in [(page, one) for one in commands(page)], line
    except click.exceptions.Exit:  # --help
        pass


def zipped(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def table(path: Path, *rows: tuple[str, ...]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    path.write_text(stream.getvalue())


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A folder with what the pages speak of: a class, downloads of platforms, and their tables."""
    right = (ROOT / "solutions/perceptron/perceptron.py").read_bytes()
    stub = (ROOT / "assignments/perceptron/perceptron.py").read_bytes()
    work = {"ann": right, "bob": stub}
    for who, content in work.items():
        for folder in (f"class/{who}", f"clones/perceptron-{who}"):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / "perceptron.py").write_bytes(content)
    for who in work:
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "work"]):
            git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *command]
            subprocess.run(git, cwd=tmp_path / f"clones/perceptron-{who}", check=True)
    zipped(
        tmp_path / "moodle.zip",
        {
            f"{name} Lee_{number}_assignsubmission_file/perceptron.py": work[name.lower()]
            for name, number in (("Ann", 101), ("Bob", 102))
        },
    )
    zipped(
        tmp_path / "canvas.zip",
        {
            f"lee{who}_{number}_9{number}_perceptron.py": work[who]
            for who, number in (("ann", 11), ("bob", 12))
        },
    )
    table(
        tmp_path / "worksheet.csv",
        ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
         "Last modified (submission)"),
        *((f"Participant {n}", f"{name} Lee", f"{name}@u.edu", "Submitted for grading", "", "100", "-")
          for name, n in (("Ann", 101), ("Bob", 102))),
    )  # fmt: skip
    table(
        tmp_path / "gradebook.csv",
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Perceptron (7)"),
        ("    Points Possible", "", "", "", "", "100"),
        ("Lee, Ann", "11", "11", "ann", "A", ""),
        ("Lee, Bob", "12", "12", "bob", "A", ""),
    )
    table(
        tmp_path / "classroom_roster.csv",
        ("identifier", "github_username", "github_id", "name"),
        ("ann", "ann", "1", "Ann Lee"),
        ("bob", "bob", "2", "Bob Lee"),
    )
    return tmp_path


def run(line: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *shlex.split(line)[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{line}\n{done.stderr}{done.stdout}"
    return done.stdout + done.stderr


@pytest.mark.slow
def test_first_hour_of_an_instructor_is_as_written(stage: Path) -> None:
    folder = stage
    for line in commands(ROOT / "docs/start/instructor.md"):
        run(line, folder)
        folder = stage / "my-course" if " init " in line else folder
    assert (folder / "results/course.html").is_file()
    assert (folder / "perceptron.zip").is_file()
    grades = (folder / "results/perceptron/grades.csv").read_text(encoding="utf-8-sig")
    assert [row["score"] for row in csv.DictReader(io.StringIO(grades))] == ["102", "0"]
    for line in commands(ROOT / "docs/how-to/decisions.md"):
        run(line, folder)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["moodle", "canvas", "github-actions"])
def test_way_from_a_platform_and_back_is_as_written(stage: Path, page: str) -> None:
    run("softmark init my-course --with perceptron", stage)
    for line in commands(ROOT / f"docs/how-to/{page}.md"):
        run(line, stage / "my-course")


@pytest.mark.slow
def test_gradescope_is_tried_out_as_written(tmp_path: Path) -> None:
    page = (ROOT / "docs/gradescope.md").read_text()
    lines = [line.strip() for line in page.splitlines() if line.startswith("    ")]
    assert [line.split()[0] for line in lines[:4]] == ["softmark", "mkdir", "unzip", "cp"]
    run("softmark init . --with softmax_mnist", tmp_path)
    for file in ("loss.py", "optimizer.py"):
        (tmp_path / file).write_bytes((ROOT / "solutions/softmax_mnist" / file).read_bytes())
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    # unzip -d FOLDER FILE is not on every machine.
    for name, rest in (
        ("softmark", '-m autograder "$@"'),
        ("python", '"$@"'),
        ("unzip", '-m zipfile -e "$3" "$2"'),
    ):
        (bin_folder / name).write_text(f"#!/bin/sh\nexec {sys.executable} {rest}\n")
        (bin_folder / name).chmod(0o755)
    script = "\n".join(lines).replace("/tmp/autograder", str(tmp_path / "autograder"))
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout[done.stdout.index("{") :]
    assert json.loads(printed)["score"] == 100


@pytest.mark.slow
def test_a_cluster_grades_as_written(stage: Path) -> None:
    pytest.importorskip("distributed")
    page = (ROOT / "docs/scale.md").read_text()
    lines = [shlex.split(line, comments=True) for line in page.splitlines() if line[:4] == "    "]
    scheduler, worker = (line for line in lines if line[0] == "dask")
    (grade,) = (line for line in lines if "--scheduler" in line)
    run("softmark init my-course --with perceptron", stage)
    course = stage / "my-course"
    file = stage / "scheduler.json"
    quiet = ("--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", str(file))
    started = []

    def start(*line: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.dask_{line[1]}", *line[2:]]
        log = (stage / f"{line[1]}.log").open("w")
        started.append(subprocess.Popen(command, cwd=stage, stdout=log, stderr=log))
        log.close()

    try:
        start(*scheduler, "--host", "127.0.0.1", *quiet)
        wait_for(lambda: file.exists() and file.read_text().endswith("}"))
        address = json.loads(file.read_text())["address"]
        there = {"tcp://SCHEDULER:8786": address, "16": "2", "softmax_mnist": "perceptron"}
        there |= {"DOWNLOAD": "../class"}
        start(*(there.get(word, word) for word in worker), "--no-dashboard")
        wait_for(lambda: "Registered to" in (stage / "worker.log").read_text())
        run(shlex.join(there.get(word, word) for word in grade), course)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
    text = (course / "results/grades.csv").read_text(encoding="utf-8-sig")
    assert {row["student"] for row in csv.DictReader(io.StringIO(text))} == {"ann", "bob"}


@pytest.mark.slow
def test_first_steps_of_a_student_are_as_written(tmp_path: Path) -> None:
    for page in ("student.md", "student.zh.md"):
        for line in commands(ROOT / f"docs/start/{page}"):
            if "--watch" in line:
                continue
            done = subprocess.run(
                [sys.executable, "-m", "autograder", *shlex.split(line)[1:]],
                cwd=ROOT,
                capture_output=True,
                text=True,
            )
            # 1: the stubs are not filled in yet.
            assert done.returncode in (0, 1), line + done.stderr
            assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("sphinx_click")
    pytest.importorskip("furo")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-W",
            "--keep-going",
            "-q",
            "-b",
            "html",
            "docs",
            tmp_path / "site",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    pages = {
        path.relative_to(tmp_path / "site").as_posix()
        for path in (tmp_path / "site").rglob("*.html")
    }
    assert {
        "index.html",
        "start/student.html",
        "start/student.zh.html",
        "reference/command-line.html",
    } <= pages
    text = (tmp_path / "site/reference/command-line.html").read_text()
    assert all(
        f"softmark {name}" in text or f"softmark-{name}" in text
        for name in app.list_commands(click.Context(app))
    )
    assert "percent_per_day" in (tmp_path / "site/reference/assignment.html").read_text()


def test_every_page_of_the_documents_is_on_the_site() -> None:
    index = (ROOT / "docs/index.md").read_text()
    listed = set(re.findall(r"^[\w./-]+$", index, re.MULTILINE))
    pages = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in PAGES[1:]}
    assert pages - listed == {"index"}


def test_completion_of_the_shell_knows_commands_and_options() -> None:
    for words, place, found in (
        ("softmark gr", "1", "grade"),
        ("softmark adjust --exte", "2", "--extension"),
    ):
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; sys.argv[0] = 'softmark'; from autograder.cli import main; main()",
            ],
            capture_output=True,
            text=True,
            env={
                "COMP_WORDS": words,
                "COMP_CWORD": place,
                "_SOFTMARK_COMPLETE": "bash_complete",
                "PATH": "",
            },
        )
        assert found in done.stdout, done.stderr


def test_every_table_of_assignment_toml_is_in_the_reference() -> None:
    page = (ROOT / "docs/reference/assignment.md").read_text()
    for kind in tables_of(Config):
        assert f".{kind.__name__}\n" in page, kind


def tables_of(kind: type) -> set[type]:
    """The dataclasses that a dataclass's fields are made of, and itself."""
    found = {kind}
    for hint in typing.get_type_hints(kind).values():
        for part in (hint, *typing.get_args(hint)):
            if dataclasses.is_dataclass(part) and part is not Words:
                found |= tables_of(typing.cast(type, part))
    return found
