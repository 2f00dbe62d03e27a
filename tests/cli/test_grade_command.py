"""The commands from a platform's download to what goes back to it."""

import os
import stat
import zipfile

import pytest
from click.testing import CliRunner
from helpers.adding_course import ADD, KINDS

from autograder.cli.app import app


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
    graded = command("grade", "adding", download, "--out", out, "--roster", roster)
    assert graded.exit_code == 0, graded.output
    assert "stray.txt belongs to no submission" in graded.stderr
    assert "1 on the roster handed in nothing: b@x" in graded.stderr
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


def test_export_that_needs_a_table_says_so(command, download, tmp_path):
    command("grade", "adding", download, "--out", tmp_path / "out")
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
