"""Files are written whole, or not at all; what is against it names the file that was wanted."""

from __future__ import annotations

import errno
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.results.replacing import CannotWriteError, make_folder, write_output, write_whole


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process can be larger than this."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("write", [write_whole, write_output])
def test_a_disk_that_fills_up_leaves_what_was_there(tmp_path: Path, write) -> None:
    (tmp_path / "a.zip").write_bytes(b"good")
    with full_disk(1000), pytest.raises(CannotWriteError) as caught:
        write(tmp_path / "a.zip", bytes(2000))
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(tmp_path / "a.zip"))
    assert (tmp_path / "a.zip").read_bytes() == b"good"
    assert os.listdir(tmp_path) == ["a.zip"]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("folder", errno.EISDIR),
        ("file/a.zip", errno.ENOTDIR),
        ("x" * 300, errno.ENAMETOOLONG),
        ("/dev/full", errno.ENOSPC),
    ],
)
def test_what_is_against_it_names_the_file(tmp_path: Path, name: str, number: int) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CannotWriteError) as caught:
        write_output(tmp_path / name, b"x")
    assert caught.value.errno == number
    assert caught.value.filename in (str(tmp_path / name), str(tmp_path / "file"))
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_that_was_protected_stays(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a").write_text("mine")
    # Whoever runs the tests may be allowed everything.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(CannotWriteError, match="Permission denied"):
        write_output(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_text() == "mine"


def test_a_file_in_the_place_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CannotWriteError, match="Not a directory"):
        make_folder(tmp_path / "file")


def test_an_output_goes_where_a_link_leads_and_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write_output(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o640


def test_what_is_private_is_so_from_its_first_byte(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    write_output(tmp_path / "a", "secret", private=True)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_output(tmp_path / "pipe", b"content")
    assert os.read(reader, 100) == b"content"
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
