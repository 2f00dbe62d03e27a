"""What is printed survives every terminal, and a student sees a student's commands first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.commands import ROOT, softmark, write_work
from helpers.marks import slow


@pytest.mark.parametrize("encoding", ["cp1252", slow("gbk"), "ascii", slow("utf-8")])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_pipe_of_any_encoding_gets_the_whole_page(
    tmp_path: Path, encoding: str, language: str
) -> None:
    folder = write_work(tmp_path / "mine")
    arguments = ["check", "softmax_mnist", "--path", str(folder), "--only", "loss"]
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *arguments, "--lang", language],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0
    said = done.stderr.decode(encoding).splitlines()
    assert all(line.startswith("softmark: this terminal takes") for line in said)
    assert len(said) <= 1
    text = done.stdout.decode(encoding)
    assert "15" in text
    if encoding == "utf-8":
        assert "✓" in text


def test_the_line_to_reproduce_a_check_keeps_the_language(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine", loss="x = 1\n")
    done = softmark(
        "check", "softmax_mnist", "--path", folder, "--only", "loss.value", "--lang", "zh"
    )
    assert done.returncode == 1
    assert "--lang zh" in " ".join(done.stdout.split())


def test_help_shows_a_students_commands_first() -> None:
    text = softmark("--help").stdout
    assert text.index("  check ") < text.index("For instructors") < text.index("  grade ")


def test_a_student_needs_no_module_that_only_unix_has(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine")
    code = (
        "import sys, runpy\n"
        "sys.modules.update(dict.fromkeys(['resource', 'fcntl', 'pwd', 'grp', 'termios']))\n"
        "sys.argv = ['softmark', 'check', 'softmax_mnist', '--only', 'loss', '--path', sys.argv[1]]\n"
        "runpy.run_module('autograder', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_all_published_inputs_are_tried_up_to_the_first_that_fail(tmp_path: Path) -> None:
    arguments = ("check", "softmax_mnist", "--only", "loss", "--json", "--seed", "all")
    done = softmark(*arguments, "--path", write_work(tmp_path / "right"))
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 8)
    done = softmark(*arguments, "--path", write_work(tmp_path / "wrong", loss="x = 1\n"))
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1)
    done = softmark("check", "softmax_mnist", "--seed", "al")
    assert done.returncode == 2
    assert "'al' is neither a number nor all" in done.stderr
