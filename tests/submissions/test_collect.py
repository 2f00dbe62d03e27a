"""Downloads of learning platforms, as a class of submissions."""

import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle
from autograder.errors import UsageError
from autograder.execution.parsing import OwnParsers
from autograder.grading.batch.task import read_source
from autograder.submissions import Refused
from autograder.submissions.lms import collect, read_roster
from autograder.submissions.lms.download import Downloads

TOML = b"""\
title = "Adding"
modules = ["add"]
[points]
sum = 10
"""
CODE = "def add(a, b):\n    return a + b\n"
OWN = OwnParsers()
gather = partial(collect.gather, parsers=OWN)


@pytest.fixture
def assignment():
    return load_assignment(Bundle("adding", {"assignment.toml": TOML}, {}))


def write(root: Path, files: dict[str, str | bytes], *, packed: bool) -> Path:
    """Writes files below a folder, or into a .zip of that name."""
    contents = {name: t if isinstance(t, bytes) else t.encode() for name, t in files.items()}
    if packed:
        path = root.with_suffix(".zip")
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return path
    for name, content in contents.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return root


def read_handed_in(assignment, source):
    with Downloads(OWN) as downloads:
        return read_source(assignment, source, OWN, downloads)


def read_all(found, assignment) -> dict[str, dict[str, bytes]]:
    """Returns every submission's files by student."""
    read = {source.student: read_handed_in(assignment, source) for source in found.sources}
    return {student: dict(one.files) for student, one in read.items()}


both = pytest.mark.parametrize("packed", [True, False], ids=["zip", "folder"])


@both
@pytest.mark.parametrize("form", ["4.1", "3.x", "flat"])
def test_moodle(form, packed, tmp_path, assignment):
    between = {"4.1": "/", "3.x": "_/", "flat": "_"}[form]
    files = {
        f"Ann Lee_101_assignsubmission_file{between}add.py": CODE,
        f"李 娜_102_assignsubmission_file{between}add.py": "def add(a, b):\n    return 0\n",
        f"Ann Lee_103_assignsubmission_file{between}Add.PY": CODE,
        "Bob_104_assignsubmission_onlinetext/onlinetext.html": "<p>here</p>",
        "notes.txt": "mine",
    }
    found = gather(write(tmp_path / "all", files, packed=packed), assignment)
    assert found.platform == "moodle"
    assert [s.student for s in found.sources] == ["Ann Lee (101)", "Ann Lee (103)", "李 娜"]
    assert read_all(found, assignment)["Ann Lee (101)"] == {"add.py": CODE.encode()}
    assert found.people["李 娜"].ids == {"moodle": "102"}
    assert [note.path for note in found.unrecognised] == ["notes.txt"]
    (bob,) = (row for row in found.rows if row.student == "Bob")
    assert bob.outcome == "nothing"


def test_moodle_submission_that_is_itself_an_archive(tmp_path, assignment):
    inner = write(tmp_path / "inner", {"work/add.py": CODE}, packed=True).read_bytes()
    files = {
        "Ann_1_assignsubmission_file/mine.zip": inner,
        "Bob_2_assignsubmission_file/b.zip": b"PK\x03\x04 no",
    }
    found = gather(write(tmp_path / "all", files, packed=True), assignment)
    read = {source.student: read_handed_in(assignment, source) for source in found.sources}
    assert dict(read["Ann"].files) == {"add.py": CODE.encode()}
    assert isinstance(read["Bob"], Refused)


@both
def test_canvas_keeps_the_newest_attempt(packed, tmp_path, assignment):
    files = {
        "leeann_11_9001_add.py": "old = 1\n",
        "leeann_11_9004_add-1.py": "old = 2\n",
        "leeann_11_9007_add-10.py": CODE,
        "leeann_11_9007_report.pdf": b"%PDF",
        "nali_LATE_12_9002_add.py": CODE,
        "readme": "?",
    }
    found = gather(write(tmp_path / "all", files, packed=packed), assignment)
    assert found.platform == "canvas"
    assert read_all(found, assignment) == {
        "leeann": {"add.py": CODE.encode(), "report.pdf": b"%PDF"},
        "nali": {"add.py": CODE.encode()},
    }
    assert found.people["nali"].late
    assert not found.people["leeann"].late
    assert [note.path for note in found.unrecognised] == ["readme"]
    roster = tmp_path / "roster.csv"
    roster.write_text('Student,ID,SIS User ID,Section\n"Lee, Ann",11,2023001,A\n')
    listed = gather(found.sources[0].path, assignment, read_roster([roster])).rows
    ann = {row.entry: row.student for row in listed if row.entry.startswith("leeann")}
    assert set(ann.values()) == {"2023001"}


@pytest.mark.parametrize(("attempts", "why"), [(0, ["no-file"]), (1, ["attempts", "no-file"])])
def test_blackboard_attempt_of_a_text_alone_is_no_attempt_beyond_the_limit(
    tmp_path, assignment, attempts, why
):
    times = ["2026-03-01-10-00-00", "2026-03-02-10-00-00", "2026-03-03-10-00-00"]
    first, second, third = (f"HW1_ann_attempt_{time}" for time in times)
    said = "Name: Ann Lee (ann)\n"
    files = {f"{name}.txt": said for name in (first, second, third)} | {f"{first}_add.py": CODE}
    if attempts:
        files[f"{second}_add.py"] = CODE
    else:
        del files[f"{second}.txt"]
    found = gather(write(tmp_path / "all", files, packed=False), assignment, attempts=attempts)
    rest = {row.why for row in found.rows if row.entry.startswith((second, third))}
    assert sorted(rest) == why
    assert {row.student for row in found.rows} == {"Ann Lee"}


def test_sakai_text_without_a_file_is_no_hand_in(tmp_path, assignment):
    files = {
        "Lee, Ann(ann)/Submission attachment(s)/add.py": CODE,
        "Ray, Bob(bob)/timestamp.txt": "20260301220000000",
        "Ray, Bob(bob)/Ray, Bob(bob)_submissionText.html": "<p>see my page</p>",
    }
    found = gather(write(tmp_path / "all", files, packed=False), assignment)
    told = {row.student: (row.platform, row.outcome) for row in found.rows}
    assert told == {"Lee, Ann": ("sakai", "graded"), "Ray, Bob": ("sakai", "nothing")}
    assert found.people.keys() == {"Lee, Ann"}


GRADESCOPE = """\
---
submission_501:
  :submitters:
  - :name: Ann Lee
    :sid: '2026001'
    :email: ann@example.com
  :created_at: 2026-03-01 12:30:00.000000000 Z
  :score: 3.0
submission_502:
  :submitters:
  - :name: 李娜
    :email: na@example.com
  - :name: Bob
    :email: bob@example.com
  :created_at: 2026-03-03 08:00:00.000000000 +08:00
"""


@both
def test_gradescope_with_a_group(packed, tmp_path, assignment):
    files = {
        "assignment_1_export/submission_metadata.yml": GRADESCOPE,
        "assignment_1_export/submission_501/add.py": CODE,
        "assignment_1_export/submission_502/src/add.py": CODE,
        "assignment_1_export/submission_503/add.py": CODE,
    }
    found = gather(write(tmp_path / "all", files, packed=packed), assignment)
    assert found.platform == "gradescope"
    # What the listing does not name is a folder like any other, and nobody is lost.
    assert set(read_all(found, assignment)) == {"Ann Lee", "李娜", "Bob", "submission_503"}
    assert found.people["Ann Lee"].ids == {"id": "2026001", "email": "ann@example.com"}
    assert found.people["Ann Lee"].submitted_at.isoformat() == "2026-03-01T12:30:00+00:00"
    assert found.people["Bob"].submitted_at.timestamp() == 1772496000
    assert not found.unrecognised


def test_gradescope_with_a_damaged_listing(tmp_path, assignment):
    files = {"submission_metadata.yml": "a: [1,\n", "submission_1/add.py": CODE}
    with pytest.raises(UsageError, match=r"submission_metadata.yml:\d+ is damaged"):
        gather(write(tmp_path / "all", files, packed=True), assignment)


def test_nbgrader_tree(tmp_path, assignment):
    files = {
        "ann/adding/add.py": CODE,
        "ann/adding/timestamp.txt": "2026-03-01 12:00:00.000000 UTC",
        "ann/other/add.py": CODE,
        "bob/adding/add.py": CODE,
    }
    found = gather(write(tmp_path / "submitted", files, packed=False), assignment)
    assert found.platform == "nbgrader"
    assert set(read_all(found, assignment)) == {"ann", "bob"}
    assert found.people["ann"].submitted == "2026-03-01T12:00:00+00:00"
    assert found.people["bob"].submitted == ""
    assert [note.path for note in found.unrecognised] == ["ann/other/add.py"]


def test_github_classroom_clones(tmp_path, assignment):
    for login in ("ann-lee", "bob"):
        clone = write(tmp_path / "clones" / f"hw-1-{login}", {"add.py": CODE}, packed=False)
        environment = {**os.environ, "GIT_COMMITTER_DATE": "2026-03-01T12:00:00+08:00"}
        for arguments in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "done"],
        ):
            subprocess.run(["git", *arguments], cwd=clone, env=environment, check=True)
    found = gather(tmp_path / "clones", assignment)
    assert found.platform == "github"
    assert set(read_all(found, assignment)) == {"ann-lee", "bob"}
    assert found.people["bob"].submitted == "2026-03-01T12:00:00+08:00"


def test_plain_folder_stays_a_plain_folder(tmp_path, assignment):
    found = gather(write(tmp_path / "c", {"ann/add.py": CODE, "李 娜/add.py": CODE}, packed=False), assignment)  # fmt: skip
    assert found.platform == "folder"
    assert [source.student for source in found.sources] == ["ann", "李 娜"]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_roster_names_students_and_finds_who_is_missing(tmp_path, assignment, encoding, mark):
    files = {
        "Ann Lee_101_assignsubmission_file/add.py": CODE,
        "Eve_105_assignsubmission_file/add.py": CODE,
    }
    roster = tmp_path / "roster.csv"
    text = "学号;姓名;邮箱\n001;ann lee;ann@x.edu\n002;李娜;na@x.edu\n"
    roster.write_text(mark + text, encoding=encoding)
    found = gather(write(tmp_path / "all", files, packed=True), assignment, read_roster([roster]))
    assert [source.student for source in found.sources] == ["001", "Eve"]
    assert found.people["001"].name == "ann lee"
    assert found.people["001"].ids["moodle"] == "101"
    assert list(found.missing) == ["002"]
    assert found.not_on_roster == ("Eve",)


def test_newest_of_several_attempts_of_one_student_counts(tmp_path, assignment):
    metadata = GRADESCOPE.replace(":name: 李娜\n    :email: na@", ":name: Ann L.\n    :email: ann@")
    files = {
        "submission_metadata.yml": metadata,
        "submission_501/add.py": "old = 1\n",
        "submission_502/add.py": CODE,
    }
    roster = tmp_path / "roster.csv"
    roster.write_text("Email,Name\nann@example.com,Ann Lee\nbob@example.com,Bob\n")
    found = gather(write(tmp_path / "all", files, packed=True), assignment, read_roster([roster]))
    read = read_all(found, assignment)
    assert read["ann@example.com"] == {"add.py": CODE.encode()}
    assert found.superseded == (("ann@example.com", "Ann Lee"),)
    assert not found.missing
    (older,) = (row for row in found.rows if row.entry == "submission_501")
    assert (older.student, older.outcome) == ("ann@example.com", "older")


def test_another_name_of_the_same_number_is_said_to_be_just_that(tmp_path, assignment):
    files = {"submission_metadata.yml": GRADESCOPE, "submission_501/add.py": CODE}
    roster = tmp_path / "roster.csv"
    roster.write_text("Email,Name\nann@example.com,Zoe Winter\nbob@example.com,Bob\n")
    found = gather(write(tmp_path / "all", files, packed=True), assignment, read_roster([roster]))
    (row,) = (row for row in found.rows if row.entry == "submission_501")
    assert (row.student, row.why, row.rivals) == ("Ann Lee", "other-name", ("ann@example.com",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour,size\nred,1\n", "no column that names students"),
        ("id,name\n1,Ann\n1,Bob\n", ":3: '1' is listed twice"),
        ("id,name\n,Ann\n", "lists nobody"),
        ("", "no column"),
    ],
)
def test_roster_that_is_none_is_explained(text, message, tmp_path):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(UsageError, match=message):
        read_roster([tmp_path / "roster.csv"])


@pytest.mark.parametrize("platform", ["{}", "{} Lee_{}_assignsubmission_file"])
@pytest.mark.parametrize("denied", ["", "lib", "add.py"])
def test_what_cannot_be_read_is_a_fault_of_one_and_the_others_are_read(
    tmp_path, assignment, monkeypatch, platform, denied
):
    names = [platform.format(*who) for who in (("ann", 101), ("bob", 102))]
    files = {f"{name}/{file}": CODE for name in names for file in ("add.py", "lib/a.py")}
    folder = write(tmp_path / "class", files, packed=False)
    open_, stat_, where = os.open, os.stat, f"{names[0]}/{denied}".rstrip("/")

    def refusing(path, flags, mode=0o777, *, dir_fd=None):
        above = os.readlink(f"/proc/self/fd/{dir_fd}") if dir_fd is not None else ""
        if os.path.join(above, path) == str(folder / where):
            raise PermissionError(13, "Permission denied")
        return open_(path, flags, mode, dir_fd=dir_fd)

    def unknown(path, **named):
        if str(path).startswith(f"{folder / where}/"):
            raise PermissionError(13, "Permission denied")
        return stat_(path, **named)

    monkeypatch.setattr(os, "open", refusing)
    monkeypatch.setattr(os, "stat", unknown)
    ann, bob = gather(folder, assignment).sources
    refused = read_handed_in(assignment, ann)
    assert isinstance(refused, Refused)
    assert refused.is_fault
    reason = "could not be read: Permission denied. Make it readable and grade again."
    assert str(refused) == f"{where} {reason}"
    assert set(read_handed_in(assignment, bob).files) == {"add.py", "lib/a.py"}


def test_a_download_that_is_damaged_is_no_fault_of_the_work_in_it(tmp_path, assignment):
    entry = "Ann Lee_101_assignsubmission_file/add.py"
    files = {entry: CODE, "Bob Ray_102_assignsubmission_file/add.py": CODE}
    path = write(tmp_path / "all", files, packed=True)
    path.write_bytes(path.read_bytes().replace(b"return a", b"return b", 1))
    refused = read_handed_in(assignment, gather(path, assignment).sources[0])
    assert refused.is_fault
    assert str(refused) == f"{entry} is damaged in all.zip: download that again and grade again."


@contextmanager
def folders_within_folders(folder: Path, name: str, depth: int) -> Iterator[None]:
    """Makes more of them than Python could remove by itself."""
    inner = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=inner)
        outer, inner = inner, os.open(name, os.O_RDONLY, dir_fd=inner)
        os.close(outer)
    yield
    for _ in range(depth):
        outer = os.open("..", os.O_RDONLY, dir_fd=inner)
        os.rmdir(name, dir_fd=outer)
        os.close(inner)
        inner = outer
    os.close(inner)


@pytest.mark.parametrize("platform", ["{}", "{} Lee_{}_assignsubmission_file"])
@pytest.mark.parametrize(("name", "depth"), [("d", 1100), ("n" * 250, 50)])
def test_a_tree_that_is_too_deep_costs_only_what_lies_deep_in_it(
    tmp_path, assignment, platform, name, depth
):
    names = [platform.format(*who) for who in (("ann", 101), ("bob", 102))]
    folder = write(tmp_path / "class", {f"{who}/add.py": CODE for who in names}, packed=False)
    with folders_within_folders(folder / names[0], name, depth):
        found = gather(folder, assignment)
        first, second = (read_handed_in(assignment, source) for source in found.sources)
    assert dict(first.files) == dict(second.files) == {"add.py": CODE.encode()}
    assert [note.code for note in (*first.notes, *second.notes)] == ["long-path"]
