"""The commands from a platform's download to what goes back to it."""

import csv
import os
import stat
import zipfile

import pytest
from click.testing import CliRunner
from helpers.adding_course import ADD, KINDS, make_course

from autograder.cli.app import app


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture
def command(course, monkeypatch):
    """Runs a command in the course's folder; returns its result."""
    monkeypatch.chdir(course)
    monkeypatch.setenv("SOFTMARK_SECRET", "s")

    def run(*arguments: object):
        return CliRunner().invoke(app, list(map(str, arguments)))

    return run


@pytest.fixture
def download(tmp_path):
    """A download from Moodle: a right and a wrong submission, and a file of nobody's."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("Ann Lee_101_assignsubmission_file/add.py", ADD)
        archive.writestr("李 娜_102_assignsubmission_file/add.py", KINDS[1])
        archive.writestr("stray.txt", "?")
    return tmp_path / "all.zip"


def test_from_moodle_and_back(command, download, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("name,email\nAnn Lee,a@x\n李 娜,n@x\nBob,b@x\n")
    out = tmp_path / "out"
    graded = command("grade", "adding", download, "--out", out, "--roster", roster, "--jobs", 1)
    assert graded.exit_code == 0, graded.output
    assert "stray.txt belongs to no submission" in graded.stderr
    assert "1 on the roster handed in nothing: b@x" in graded.stderr
    assert "2 entries: 2 graded, 0 refused, 0 not understood." in graded.stderr
    assert (out / "missing.csv").read_text() == "student,name,email\nb@x,Bob,b@x\n"
    assert sorted(os.listdir(out / "feedback")) == ["a@x.html", "n@x.html"]
    packed = command("export", "moodle-feedback", out, "--out", tmp_path / "feedback.zip")
    assert packed.exit_code == 0, packed.output
    with zipfile.ZipFile(tmp_path / "feedback.zip") as archive:
        assert sorted(archive.namelist()) == [
            "Ann Lee_101_assignfeedback_file/feedback.html",
            "李 娜_102_assignfeedback_file/feedback.html",
        ]
    annotations = command("export", "github", out)
    assert annotations.output.count("::error") == 2


def test_work_that_is_nobodys_is_named_and_the_command_fails(command, tmp_path):
    for name in ("ann/add.py", "bob/add.py", "her_add_v2.py"):
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_text(ADD)
    graded = command("grade", "adding", tmp_path / "class", "--out", tmp_path / "out", "--jobs", 1)
    assert graded.exit_code == 1
    assert "her_add_v2.py could be graded, but its name does not tell whose it is." in graded.stderr
    assert "3 entries: 2 graded, 0 refused, 1 not understood." in graded.stderr


def test_what_cannot_be_read_has_no_points_and_the_command_fails(command, download, tmp_path):
    with zipfile.ZipFile(download, "a") as archive:
        archive.writestr("Bob_103_assignsubmission_file/add.py", "#" + ADD)
    download.write_bytes(download.read_bytes().replace(b"#" + ADD.encode(), b"?" + ADD.encode()))
    out = tmp_path / "out"
    graded = command("grade", "adding", download, "--out", out, "--jobs", 1)
    assert graded.exit_code == 1, graded.output
    counted = "3 entries: 2 graded, 0 refused, 1 without result, 0 not understood."
    assert counted in graded.stderr
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        rows = [(row["student"], row["status"], row["score"]) for row in csv.DictReader(file)]
    assert ("Bob", "fault", "") in rows
    assert "damaged in all.zip: download that again" in " ".join(graded.stdout.split())


def test_export_shows_first_what_it_would_change(command, download, tmp_path):
    out, book = tmp_path / "out", tmp_path / "book.csv"
    command("grade", "adding", download, "--out", out, "--jobs", 1)
    book.write_text('Student,ID,Section,Adding (7)\n"Lee, Ann",1,A,3\nEve,2,A,EX\n')
    shown = command("export", "canvas", out, "--table", book, "--dry-run", "--out", tmp_path / "n")
    assert "Lee, Ann: 3 -> 10\n" in shown.stdout
    assert "Eve" not in shown.stdout
    assert not (tmp_path / "n").exists()


@pytest.mark.slow
def test_export_that_needs_a_table_says_so(command, download, tmp_path):
    command("grade", "adding", download, "--out", tmp_path / "out", "--jobs", 1)
    assert "needs --table" in str(command("export", "canvas", tmp_path / "out").exception)


def test_package_is_for_its_owner_only(command, tmp_path):
    done = command("package", "adding", "--for", "gradescope", "--out", tmp_path / "a.zip")
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600


def test_similar_writes_a_page(command, download, tmp_path):
    pytest.importorskip("copydetect")
    done = command("similar", "adding", download, "--out", tmp_path / "similar.html")
    assert done.exit_code == 0, done.output
    assert "1 pairs compared" in (tmp_path / "similar.html").read_text()
