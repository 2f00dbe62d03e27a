"""Names of files: other encodings, other separators, names that cannot be shown."""

import io
import tarfile
import unicodedata
from pathlib import Path

import pytest
from helpers.packings import (
    SOLUTION,
    WANTED,
    codes,
    member,
    read_submission,
    read_zip,
    tar_bytes,
    write_folder,
    zip_bytes,
)


def test_chinese_names_that_windows_wrote_as_gbk() -> None:
    # zipfile writes a name as code page 437 when it can: these are GBK's bytes in a name without
    # the UTF-8 flag.
    name = "作业一/损失.py".encode("gbk").decode("cp437")
    data = zip_bytes({"X" * len(name): b"x"})
    data = data.replace(b"X" * len(name), "作业一/损失.py".encode("gbk"))
    submission = read_submission(io.BytesIO(data), "ann", WANTED)
    assert submission.files == {"损失.py": b"x"}
    assert submission.listing == (("作业一/损失.py", 1),)


def test_chinese_names_in_utf8_without_the_flag() -> None:
    raw = "损失.py".encode()
    data = zip_bytes({"X" * len(raw): b"x"}).replace(b"X" * len(raw), raw)
    assert set(read_submission(io.BytesIO(data), "ann", WANTED).files) == {"损失.py"}


def test_names_in_gbk_in_tars_and_folders(tmp_path: Path) -> None:
    import os

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding="gbk") as archive:
        info, content = member("作业/损失.py", b"x")
        archive.addfile(info, io.BytesIO(content))
    assert set(read_submission(io.BytesIO(out.getvalue()), "a", WANTED).files) == {"损失.py"}
    folder = os.fsencode(tmp_path) + b"/" + "作业".encode("gbk")
    os.mkdir(folder)
    with open(folder + b"/" + "损失.py".encode("gbk"), "wb") as file:
        file.write(b"x")
    submission = read_submission(tmp_path, "a", WANTED)
    assert submission.files == {"损失.py": b"x"}
    assert submission.listing == (("作业/损失.py", 1),)


def test_backslashes_in_archives_are_separators() -> None:
    files = {"hw\\loss.py": b"x", "hw\\lib\\a.py": b"y", "hw\\lib\\": b""}
    assert read_zip(files).files == {"loss.py": b"x", "lib/a.py": b"y"}


def test_decomposed_names_are_composed() -> None:
    name = unicodedata.normalize("NFD", "é.py")
    assert set(read_zip({name: b""}).files) == {"\u00e9.py"}


@pytest.mark.parametrize("name", ["lo\nss.py", "\x1b[31mred.py", "a\u202egnp.py", "a\x7f.py"])
def test_names_that_cannot_be_shown_are_left_out(tmp_path: Path, name: str) -> None:
    files = {**SOLUTION, name: b""}
    for submission in (
        read_zip(files),
        read_submission(io.BytesIO(tar_bytes(files)), "ann", WANTED),
        read_submission(write_folder(tmp_path, files), "ann", WANTED),
    ):
        assert submission.files == SOLUTION
        (note,) = submission.notes
        assert note.code == "bad-name"
        assert "\\u" in note.path
        shown = note.path + "".join(path for path, _ in submission.listing)
        assert not {"\n", "\x1b", "\u202e", "\x7f"} & set(shown)


def test_odd_names_in_a_folder_are_left_out(tmp_path: Path) -> None:
    files = {**SOLUTION, "a\\up.py": b"", "C:x.py": b""}
    submission = read_submission(write_folder(tmp_path, files), "ann", WANTED)
    assert submission.files == SOLUTION
    assert codes(submission) == {"a\\up.py": "bad-name", "C:x.py": "bad-name"}


def test_deep_and_long_paths_are_left_out(tmp_path: Path) -> None:
    deep = "d/" * 40 + "x.py"
    submission = read_zip({**SOLUTION, deep: b"", "y" * 1001 + ".py": b""})
    assert submission.files == SOLUTION
    assert {note.code for note in submission.notes} == {"long-path"}
    assert len(submission.notes) == 2
    folder = read_submission(write_folder(tmp_path, {**SOLUTION, deep: b""}), "ann", WANTED)
    assert folder.files == SOLUTION
    assert [note.code for note in folder.notes] == ["long-path"]
