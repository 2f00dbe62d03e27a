"""Which file is meant, and how sources, names and times are read that are not as they should be."""

import io
import zipfile

import pytest
from helpers.packings import SOLUTION, read_submission, write_folder, zip_bytes

from autograder.submissions.encodings import readable
from autograder.submissions.file_names import decode_name
from autograder.submissions.lms.names import contradict, same_name
from autograder.submissions.lms.times import read_time
from autograder.submissions.near_names import choose_files, is_near

WANTED = ("loss.py", "optimizer.py")


@pytest.mark.parametrize(
    "name",
    [
        "loss (1).py", "LOSS.PY", "loss.py.txt", "loss-1.py", "20230001_loss.py", "Copy of loss.py",
        "loss - Copy.py", "loss_v2.py", "张三-loss.py", "loss - 副本.py", " loss.py", "loss (1) (2).py",
    ],
)  # fmt: skip
def test_near_names_are_near(name):
    assert is_near(name, "loss.py")
    assert not is_near(name, "optimizer.py")


@pytest.mark.parametrize(
    "name",
    ["test_loss.py", "loss_old.py", "my_loss.py", "loss.pyc", "gloss.py", "loss.ipynb", "l.py"],
)
def test_other_names_are_not_near(name):
    assert not is_near(name, "loss.py")


def chosen(files):
    stub = b"def loss(x):\n    pass\n"
    return choose_files(files, {"loss.py": stub}, (), lambda _, text: text == stub)


def test_only_other_file_that_defines_the_names_is_taken():
    choice = chosen({"a.py": b"def loss(x):\n    return 1\n", "b.py": b"y = 1\n"})
    assert choice.files["loss.py"].endswith(b"return 1\n")
    assert [(note.code, note.path) for note in choice.notes] == [("defining-file", "a.py")]


def test_several_that_could_be_meant_are_named_and_none_is_taken():
    for names in (("loss (1).py", "loss (2).py"), ("a.py", "b.py")):
        files = {name: b"def loss(x):\n    return %d\n" % n for n, name in enumerate(names)}
        choice = chosen(files)
        assert choice.files == files
        (note,) = choice.notes
        assert (note.code, note.detail["files"]) == ("several-files", " and ".join(names))


def test_copies_of_the_same_bytes_are_one():
    text = b"def loss(x):\n    return 1\n"
    choice = chosen({"loss (1).py": text, "loss (2).py": text})
    assert choice.files["loss.py"] == text


@pytest.mark.parametrize("name", ["hw.zip", "deep/er/hw.ZIP"])
def test_archive_inside_is_opened_where_files_are_missing(tmp_path, name):
    packed = zip_bytes({f"work/{path}": text for path, text in SOLUTION.items()})
    write_folder(tmp_path / "a", {name: packed, "report.pdf": b"%PDF"})
    found = read_submission(tmp_path / "a", "ann", WANTED)
    assert {path for path in found.files if path.endswith(".py")} == set(SOLUTION)


def test_archive_inside_an_archive_inside_stays_closed(tmp_path):
    packed = zip_bytes({**SOLUTION, "more.zip": zip_bytes({"x.py": b""})})
    found = read_submission(write_folder(tmp_path / "a", {"hw.zip": packed}), "ann", WANTED)
    assert dict(found.files) == SOLUTION
    assert [note.code for note in found.notes] == ["nested-archive"]


def test_large_stored_member_is_whole(tmp_path):
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("loss.py", b"x = 1\n")
        archive.writestr("report.pdf", b"%PDF" + bytes(9 << 20))
    (tmp_path / "ann.zip").write_bytes(store.getvalue())
    found = read_submission(tmp_path / "ann.zip", "ann", WANTED)
    assert len(found.files["report.pdf"]) == 4 + (9 << 20)


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-8-sig", "gb18030"])
def test_sources_are_read_as_what_they_are(encoding):
    text = "# 作者：张三，交叉熵\nx = 1\n"
    found, _ = readable("a.py", text.encode(encoding))
    assert found.decode("utf-8-sig") == text


def test_lines_of_a_notebook_are_left_out_and_counted():
    found, notes = readable("a.py", b"import x\n!pip install y\nif x:\n    %matplotlib inline\n")
    assert compile(found, "a.py", "exec")
    assert [note.detail["lines"] for note in notes] == ["2, 4"]
    code = b"x = (7\n  % 4)\n"
    assert readable("a.py", code) == (code, [])


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("张三", "gbk"), ("王喆", "gbk"), ("André", "cp437"), ("lösung", "cp437"), ("Müller", "cp1252"),
        ("Zoë Núñez", "cp1252"), ("作业一/损失", "gbk"), ("Jörg", "utf-8"),
    ],
)  # fmt: skip
def test_names_in_archives_are_read_in_their_own_encoding(name, encoding):
    assert decode_name(name.encode(encoding)) == name


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-01 12:00:00.000000 UTC", "2026-03-01T12:00:00+00:00"),
        ("2026-03-01 20:00:00.000000 +0800", "2026-03-01T20:00:00+08:00"),
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00+00:00"),
        ("2026-03-01 23:30:00.000000000 -08:00", "2026-03-01T23:30:00-08:00"),
        ("2026-03-01 12:00:00.0 Asia/Shanghai", "2026-03-01T12:00:00+08:00"),
        ("20260301231000000", "2026-03-01T23:10:00"),
        ("20260301220000000", "2026-03-01T22:00:00"),
        ("20260302003000000", "2026-03-02T00:30:00"),
        ("20260304110000", "2026-03-04T11:00:00"),
        ("202603012200", "2026-03-01T22:00:00"),
        ("20261301220000000", ""),
        ("20260301250000000", ""),
        ("Mar 1, 2026 1205 AM", "2026-03-01T00:05:00"),
        ("Feb 28, 2026 905 PM", "2026-02-28T21:05:00"),
        ("Sunday, 1 March 2026, 11:10 PM", "2026-03-01T23:10:00"),
        ("Sonntag, 1. März 2026, 23:10", "2026-03-01T23:10:00"),
        ("mardi 3 mars 2026, 23:10", "2026-03-03T23:10:00"),
        ("martes, 3 de marzo de 2026, 23:10", "2026-03-03T23:10:00"),
        ("2026年03月1日 星期日 23:10", "2026-03-01T23:10:00"),
        ("2026年 03月 1日(日曜日) 23:10", "2026-03-01T23:10:00"),
        ("-", ""), ("", ""), ("soon", ""), ("2026-13-01 12:00:00 UTC", ""),
    ],
)  # fmt: skip
def test_times_are_read_in_every_form(text, time):
    assert read_time(text) == time


def test_names_are_compared_as_people_do():
    assert same_name("Müller, Jörg", "Jo\u0308rg Mu\u0308ller")
    assert same_name("leeann", "Ann Lee")
    assert not contradict("A. Lee", "Ann Lee")
    assert not contradict("Ann Mary Lee", "Ann Lee")
    assert not contradict("Zhang San", "张三")
    assert contradict("Bob Lee", "Ann Lee")
    assert contradict("张三", "李四")
