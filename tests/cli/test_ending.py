"""What is wrong with a user's files is one sentence, with a stream too; a defect of Softmark keeps its traceback."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.adding_course import make_course
from helpers.commands import ENVIRONMENT, assert_refused, softmark
from helpers.marks import slow

import autograder
from autograder.cli import ending
from autograder.results.replacing import CannotWriteError


def raising(error: Exception) -> None:
    def command() -> None:
        raise error

    ending.run(command)


def of_system(number: int, *path: object) -> OSError:
    return OSError(number, os.strerror(number), *path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (of_system(errno.EACCES, "loss.py"), "cannot open loss.py: Permission denied; give your"),
        (of_system(errno.EISDIR, "loss.py"), "cannot open loss.py: Is a directory; name a file."),
        (of_system(errno.ENAMETOOLONG, "a"), "cannot open a: File name too long; give it"),
        (of_system(errno.ENOSPC, "a.zip"), "cannot write a.zip: No space left on device; make"),
        # Of a temporary file: Python does not say which.
        (of_system(errno.ENOSPC), ": No space left on device; make room there."),
        (CannotWriteError(errno.ENOENT, "No such file", "a"), "cannot write a: No such file; name"),
    ],
    ids=str,
)
def test_what_the_system_refuses_is_one_sentence(error: OSError, words: str, capsys) -> None:
    with pytest.raises(SystemExit) as end:
        raising(error)
    assert end.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


OURS = str(Path(autograder.__file__).parent / "results/text/en.toml")


@pytest.mark.parametrize(
    "error",
    [
        of_system(errno.ENOENT, "nowhere"),
        of_system(errno.EACCES, OURS),
        of_system(errno.EACCES),
        of_system(errno.EPIPE),
        of_system(errno.ECONNRESET, "socket"),
        OSError("it is ours"),
        "\udcff",
    ],
    ids=str,
)
def test_a_defect_keeps_its_traceback(error: OSError | str) -> None:
    if isinstance(error, str):
        # Not from the command line.
        with pytest.raises(UnicodeEncodeError):
            ending.run(lambda: error.encode())
        return
    with pytest.raises(OSError, match=r".") as caught:
        raising(error)
    assert caught.value is error


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    made = make_course(tmp_path_factory.mktemp("course"))
    checks = made / "assignments/adding/checks.py"
    checks.write_text(checks.read_text().replace("小数", "小数 \U0001f600"))
    assert softmark("release", "adding", cwd=made).returncode == 0
    return made


def printing_to(descriptor: int, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a command whose standard output this is."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
        stdout=descriptor,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("words", [("check", "adding"), ("doctor",), slow(("verify",))], ids=str)
@pytest.mark.parametrize("unbuffered", ["", slow("1")])
def test_what_is_printed_to_a_full_disk_or_to_nobody(
    course: Path, words: tuple[str, ...], unbuffered: str, monkeypatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    with open("/dev/full", "w") as full:
        done = printing_to(full.fileno(), course, *words)
    said = "softmark: cannot write what it prints: No space left on device.\n"
    assert (done.returncode, done.stderr) == (2, said)
    reader, writer = os.pipe()
    os.close(reader)
    done = printing_to(writer, course, *words)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize(
    "words", [("check", "adding"), slow(("grade", "adding", ".", "--out", "x"))]
)
def test_a_folder_that_is_gone_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "gone").mkdir()
    done = subprocess.run(
        ["sh", "-c", 'rmdir "$PWD"; "$@"', "sh", sys.executable, "-m", "autograder", *words],
        cwd=tmp_path / "gone",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert_refused(done, "the current folder has been removed")


@pytest.mark.parametrize(
    "words",
    [
        ("grade", "adding", "", "--out", "x"),
        ("grade", "adding", ".", "--out", ""),
        ("submit", "adding", "--to", ""),
        ("init", ""),
        ("course", ""),
        ("data", "mnist", "--from", ""),
        slow(("check", "adding", "--path", "")),
    ],
    ids=str,
)
def test_an_empty_path_is_not_the_current_folder(course: Path, words: tuple[str, ...]) -> None:
    assert_refused(softmark(*words, cwd=course), "is empty: give a path.")


def in_plain_c(course: Path, *words: object) -> subprocess.CompletedProcess[bytes]:
    """Runs a command where Python takes every name for ASCII."""
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(os.fsencode, map(str, words))],
        cwd=course,
        env={**inherited, **ENVIRONMENT, **plain},
        capture_output=True,
        timeout=120,
    )


def test_chinese_names_need_no_locale(course: Path, tmp_path: Path) -> None:
    zipped = in_plain_c(course, "release", "adding", "--zip", tmp_path / "包.zip")
    assert zipped.returncode == 0, zipped.stderr
    assert os.listdir(tmp_path) == ["包.zip"]
    assert zipped.stdout.endswith(b"?.zip\n")
    assert b"this terminal takes ascii only" in zipped.stderr
    line = ("check", "adding", "--lang", "zh", "--json", "--path", course / "solutions/adding")
    printed = json.loads(in_plain_c(course, *line).stdout)
    expected = json.loads(softmark(*line, cwd=course).stdout)
    assert printed["checks"][0]["title"] == expected["checks"][0]["title"] == "小数 \U0001f600"
    refused = in_plain_c(course, "check", "加法")
    assert refused.stderr.startswith(b"softmark: There is no assignment '??'.")


def test_a_class_of_any_names_is_graded_without_a_locale(course: Path, tmp_path: Path) -> None:
    solution = (course / "solutions/adding/add.py").read_bytes()
    for name in ("李娜", os.fsdecode(b"b\xff")):
        (tmp_path / "班级" / name).mkdir(parents=True)
        (tmp_path / "班级" / name / "add.py").write_bytes(solution)
        (tmp_path / "班级" / name / os.fsdecode(b"h\xff.py")).write_bytes(b"x = 1\n")
    done = in_plain_c(course, "grade", "adding", tmp_path / "班级", "--out", tmp_path / "成绩")
    assert done.returncode == 0, done.stderr
    pages = {page.name for page in (tmp_path / "成绩/feedback").iterdir()}
    assert pages == {"李娜.html", "bÿ.html"}
    assert "李娜,graded,10,10" in (tmp_path / "成绩/grades.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    "words", [("release", "adding", "--zip", "z\udcff.zip"), ("init", "i\udcff")]
)
def test_a_name_that_is_no_text_is_one_sentence(course: Path, words: tuple[str, ...]) -> None:
    assert_refused(softmark(*words, cwd=course), "is no UTF-8: rename it")
    assert not any("\udcff" in name for name in os.listdir(course))
