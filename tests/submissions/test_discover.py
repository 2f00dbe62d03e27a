"""Which submissions lie in a folder, and what they are called."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.packings import SOLUTION, WANTED, read_submission, tar_bytes, write_folder, zip_bytes

from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle
from autograder.errors import UsageError
from autograder.execution.parsing import OwnParsers
from autograder.submissions import Note, Refused, SubmissionPath
from autograder.submissions.lms import gather

ASSIGNMENT = load_assignment(
    Bundle(
        "softmax_mnist",
        {"assignment.toml": b'title = "Softmax"\nmodules = ["loss", "optimizer"]\n[points]\n'},
        {},
    )
)


@dataclass(frozen=True)
class Found:
    """What a class looks like without a platform or a roster."""

    sources: tuple[SubmissionPath, ...]
    unrecognised: tuple[Note, ...] = ()
    clashes: tuple[Note, ...] = ()


def find_submissions(path: Path) -> Found:
    found = gather(path, ASSIGNMENT, parsers=OwnParsers())
    return Found(found.sources, found.unrecognised, found.clashes)


def make(folder: Path, *names: str) -> Path:
    """A solution at each name: an archive by its ending, else a folder (a file when it ends in .txt)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".zip"):
            path.write_bytes(zip_bytes(SOLUTION))
        elif name.endswith((".tar.gz", ".tgz", ".TGZ")):
            path.write_bytes(tar_bytes(SOLUTION, "w:gz"))
        elif path.suffix in (".txt", ".pdf", ".py", ".ipynb", ".rar"):
            path.write_bytes(b"x")
        else:
            write_folder(path, SOLUTION)
    return folder


def find(path: Path) -> Found:
    found = find_submissions(path)
    for source in found.sources:
        if not source.path.name.endswith(".rar"):
            read_submission(source.path, source.student, WANTED)
    return found


def students(path: Path) -> list[str]:
    return [source.student for source in find(path).sources]


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ann", "ann"),
        ("ann.zip", "ann"),
        ("ann.lee.tar.gz", "ann.lee"),
        ("ann.TGZ", "ann"),
        ("安娜 李.zip", "安娜 李"),
        ("loss.py", "loss"),
        ("ann.ipynb", "ann"),
    ],
)
def test_one_submission(tmp_path: Path, name: str, student: str) -> None:
    make(tmp_path, name)
    expected = Found((SubmissionPath(student, str((tmp_path / name).resolve())),))
    assert find(tmp_path / name) == expected


def test_a_wrapping_folder_around_one_submission(tmp_path: Path) -> None:
    assert students(make(tmp_path / "hw1", "ann")) == ["ann"]
    assert students(make(tmp_path / "hw2", "ann/code")) == ["ann"]
    found = find(make(tmp_path / "bob", "code", "report.pdf"))
    assert found == Found((SubmissionPath("bob", str(tmp_path / "bob")),))


def test_a_class_of_folders_and_archives_sorted_by_student(tmp_path: Path) -> None:
    folder = make(tmp_path, "zoe", "bob.zip", "ann.tar.gz", "李雷.zip", "eve/code/deep", "Ann.tgz")
    found = find(folder)
    assert [source.student for source in found.sources] == [
        "Ann",
        "ann",
        "bob",
        "eve",
        "zoe",
        "李雷",
    ]
    assert found.sources[2].path == tmp_path / "bob.zip"
    assert (found.unrecognised, found.clashes) == ((), ())


@pytest.mark.parametrize("names", [("ann", "bob"), ("ann.zip", "bob.zip"), ("ann.zip",)])
def test_one_wrapping_folder_around_a_class_is_looked_through(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    make(tmp_path / "wrap", *names, "grades.txt")
    (tmp_path / "readme.txt").write_bytes(b"")
    (tmp_path / "__MACOSX").mkdir()
    found = find(tmp_path)
    assert [source.student for source in found.sources] == [name.split(".")[0] for name in names]
    assert found.unrecognised == (Note("stray", "readme.txt"), Note("stray", "grades.txt"))


def test_a_student_with_two_folders_of_code_is_one_student(tmp_path: Path) -> None:
    make(tmp_path / "class/ann/old")
    make(tmp_path / "class/bob", "code")
    write_folder(tmp_path / "class/ann", SOLUTION)
    assert students(tmp_path / "class") == ["ann", "bob"]


def test_old_copies_and_archives_in_the_only_students_folder_are_no_class(tmp_path: Path) -> None:
    write_folder(make(tmp_path / "class/ann", "old", "older", "backup.zip"), SOLUTION)
    assert students(tmp_path / "class") == ["ann"]


def test_a_student_without_anything_gradable_is_still_a_student(tmp_path: Path) -> None:
    make(tmp_path, "ann", "code.rar")
    (tmp_path / "bob").mkdir()
    found = find_submissions(tmp_path)
    assert [source.student for source in found.sources] == ["ann", "bob", "code"]
    for source in found.sources[1:]:
        with pytest.raises(Refused):
            read_submission(source.path, source.student, WANTED)


def test_the_same_name_twice_keeps_both_and_says_so(tmp_path: Path) -> None:
    found = find(make(tmp_path, "ann", "ann.zip", "bob.zip", "bob.tar.gz", "ann.zip.zip", "carl"))
    assert [source.student for source in found.sources] == [
        "ann",
        "ann.zip",
        "ann.zip.zip",
        "bob.tar.gz",
        "bob.zip",
        "carl",
    ]
    assert {note.path: note.detail for note in found.clashes} == {
        "ann.zip": {"student": "ann", "named": "ann.zip"},
        "ann.zip.zip": {"student": "ann.zip", "named": "ann.zip.zip"},
        "bob.tar.gz": {"student": "bob", "named": "bob.tar.gz"},
        "bob.zip": {"student": "bob", "named": "bob.zip"},
    }
    assert {note.code for note in found.clashes} == {"same-student"}


def test_names_that_only_differ_in_unicode_form_stay_apart(tmp_path: Path) -> None:
    make(tmp_path, "Zo\u00e9", "Zoe\u0301", "Zo\u00e9 (2)")
    found = find(tmp_path)
    names = ["Zo\u00e9", "Zo\u00e9 (2)", "Zo\u00e9 (3)"]
    assert [source.student for source in found.sources] == names
    assert found.sources[1].path.name == "Zo\u00e9 (2)"
    assert len({source.path for source in found.sources}) == 3
    assert len(found.clashes) == 1


def test_links_and_other_files_are_strays_and_hidden_ones_are_ignored(tmp_path: Path) -> None:
    make(tmp_path / "class", "ann", "bob", "grades.txt", ".hidden", ".x.zip")
    secret = make(tmp_path / "secret", "x", "x.zip")
    (tmp_path / "class/carl").symlink_to(secret / "x")
    (tmp_path / "class/dora.zip").symlink_to(secret / "x.zip")
    os.mkfifo(tmp_path / "class/fifo.zip")
    found = find(tmp_path / "class")
    assert [source.student for source in found.sources] == ["ann", "bob"]
    assert found.unrecognised == (
        Note("link", "carl", {"kind": "symbolic"}),
        Note("link", "dora.zip", {"kind": "symbolic"}),
        Note("stray", "fifo.zip"),
        Note("stray", "grades.txt"),
    )


def test_the_path_itself_may_be_a_link(tmp_path: Path) -> None:
    make(tmp_path / "class", "ann", "bob.zip")
    (tmp_path / "link").symlink_to(tmp_path / "class")
    assert students(tmp_path / "link") == ["ann", "bob"]


def test_code_under_unexpected_names_is_one_submission(tmp_path: Path) -> None:
    write_folder(tmp_path / "ann", {"my_loss.py": b"", "notes.txt": b""})
    write_folder(tmp_path / "bob", {"Loss.py": b"", "lib/a.py": b"", "lib2/a.py": b""})
    assert students(tmp_path / "ann") == ["ann"]
    assert students(tmp_path / "bob") == ["bob"]


def test_nothing_to_grade_lists_what_was_there(tmp_path: Path) -> None:
    make(tmp_path, "grades.txt")
    for path in (tmp_path, tmp_path / "grades.txt"):
        with pytest.raises(UsageError, match=r"holds no submissions, but grades.txt"):
            find(path)


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        find_submissions(tmp_path / "nothing")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UsageError, match="cannot be read"):
        find_submissions(tmp_path / "loop")


def test_a_student_name_can_be_shown(tmp_path: Path) -> None:
    make(tmp_path, "an\nn", "bob")
    os.rename(tmp_path / "bob", os.fsencode(tmp_path) + b"/" + "李雷".encode("gbk"))
    assert students(tmp_path) == ["an\\u000an", "李雷"]
