"""Links, devices, and files that change while they are read: none leads to what was not handed in."""

import io
import os
import shutil
import socket
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from helpers.packings import (
    SOLUTION,
    WANTED,
    member,
    read,
    read_submission,
    tar_of,
    write_folder,
    zip_bytes,
)

from autograder.submissions import IntakeLimits, Note, Refused
from autograder.submissions.folder import Folder


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = write_folder(tmp_path / "secret", {"loss.py": b"the reference", "key.py": b"k"})
    folder = write_folder(tmp_path / "ann", {"optimizer.py": b"own"})
    (folder / "loss.py").symlink_to(secret / "loss.py")
    (folder / "solutions").symlink_to(secret)
    (folder / "gone.py").symlink_to("nowhere")
    os.link(secret / "key.py", folder / "key.py")
    submission = read_submission(folder, "ann", WANTED)
    assert submission.files == {"optimizer.py": b"own"}
    assert submission.notes == (
        Note("link", "gone.py", {"kind": "symbolic"}),
        Note("link", "key.py", {"kind": "hard"}),
        Note("link", "loss.py", {"kind": "symbolic"}),
        Note("link", "solutions", {"kind": "symbolic"}),
    )


def test_a_submission_that_is_a_link_is_refused(tmp_path: Path) -> None:
    secret = write_folder(tmp_path / "secret", SOLUTION)
    (tmp_path / "secret.zip").write_bytes(zip_bytes(SOLUTION))
    for name, target in (("ann", secret), ("ann.zip", tmp_path / "secret.zip")):
        (tmp_path / name).symlink_to(target)
        with pytest.raises(Refused, match="is a link") as caught:
            read_submission(tmp_path / name, "ann", WANTED)
        assert caught.value.code == "link"


def test_special_files_never_block(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "ann", {"optimizer.py": b""})
    os.mkfifo(folder / "loss.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(folder / "s.py"))
        submission = read_submission(folder, "ann", WANTED)
    assert set(submission.files) == {"optimizer.py"}
    assert submission.notes == (
        Note("special", "loss.py", {"kind": "fifo"}),
        Note("special", "s.py", {"kind": "socket"}),
    )
    os.mkfifo(tmp_path / "bob.zip")
    with pytest.raises(Refused, match="neither a file nor a folder"):
        read_submission(tmp_path / "bob.zip", "bob", WANTED)


@pytest.mark.parametrize("swap", ["folder", "file", "fifo"])
def test_what_is_exchanged_after_it_was_listed_is_not_read(tmp_path: Path, swap: str) -> None:
    secret = write_folder(tmp_path / "secret", {"loss.py": b"secret"})
    folder = write_folder(tmp_path / "ann", {"code/loss.py": b"honest"})
    container = Folder(folder, "ann", IntakeLimits())
    entries = container.scan()
    assert [entry.path for entry in entries] == ["code/loss.py"]
    if swap == "folder":
        shutil.rmtree(folder / "code")
        (folder / "code").symlink_to(secret)
    else:
        (folder / "code/loss.py").unlink()
        if swap == "file":
            (folder / "code/loss.py").symlink_to(secret / "loss.py")
        else:
            os.mkfifo(folder / "code/loss.py")
    with pytest.raises(Refused, match=r"^ann/code/loss\.py could not be read: ") as caught:
        list(container.read(entries))
    assert caught.value.is_fault


def test_a_file_that_grows_after_it_was_listed_is_not_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"loss.py": b"1"})
    container = Folder(folder, "ann", IntakeLimits())
    entries = container.scan()
    (folder / "loss.py").write_bytes(bytes(100))
    with pytest.raises(Refused, match=r"^ann/loss\.py was changed while it was read") as caught:
        list(container.read(entries))
    assert caught.value.is_fault


def test_without_descriptors_of_folders_links_are_seen_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.submissions.folder._BY_DESCRIPTOR", False)
    secret = write_folder(tmp_path / "secret", SOLUTION)
    folder = write_folder(tmp_path / "ann", {"code/loss.py": b"own", "code/lib/a.py": b"a"})
    (folder / "code/optimizer.py").symlink_to(secret / "optimizer.py")
    submission = read_submission(folder, "ann", WANTED)
    assert submission.files == {"loss.py": b"own", "lib/a.py": b"a"}
    assert [note.code for note in submission.notes] == ["link"]
    container = Folder(folder, "ann", IntakeLimits())
    entries = [entry for entry in container.scan() if entry.path == "code/loss.py"]
    shutil.rmtree(folder / "code")
    (folder / "code").symlink_to(secret)
    with pytest.raises(Refused, match="could not be read"):
        list(container.read(entries))


@pytest.mark.parametrize("denied", ["", "lib", "loss.py"])
def test_what_this_account_may_not_read_is_a_fault_and_no_missing_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, denied: str
) -> None:
    folder = write_folder(tmp_path / "ann", {**SOLUTION, "lib/a.py": b""})
    really_open = os.open

    def refusing(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if os.path.basename(path) == (denied or "ann"):
            raise PermissionError(13, "Permission denied")
        return really_open(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(Refused) as caught:
        read_submission(folder, "ann", WANTED)
    where = f"ann/{denied}" if denied else "ann"
    reason = "could not be read: Permission denied. Make it readable and grade again."
    assert str(caught.value) == f"{where} {reason}"
    assert caught.value.is_fault


def test_nothing_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"ann\.zip does not exist"):
        read_submission(tmp_path / "ann.zip", "ann", WANTED)


@pytest.mark.parametrize(
    ("kind", "code", "fact"),
    [
        (tarfile.SYMTYPE, "link", "symbolic"),
        (tarfile.LNKTYPE, "link", "hard"),
        (tarfile.CHRTYPE, "special", "device"),
        (tarfile.BLKTYPE, "special", "device"),
        (tarfile.FIFOTYPE, "special", "fifo"),
        (b"Q", "special", "other"),
    ],
)
def test_links_and_devices_in_tars_are_left_out(kind: bytes, code: str, fact: str) -> None:
    data = tar_of(
        member("optimizer.py", b"own"),
        member("loss.py", type=kind, linkname="/etc/passwd"),
        member("z.py", b"after"),
    )
    submission = read(data)
    assert submission.files == {"optimizer.py": b"own", "z.py": b"after"}
    assert submission.notes == (Note(code, "loss.py", {"kind": fact}),)


def test_links_in_zips_are_left_out() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("optimizer.py", b"own")
        for name, kind in (("loss.py", stat.S_IFLNK), ("fifo.py", stat.S_IFIFO)):
            info = zipfile.ZipInfo(name)
            info.external_attr = (kind | 0o644) << 16
            archive.writestr(info, b"/etc/passwd")
    submission = read(out.getvalue())
    assert submission.files == {"optimizer.py": b"own"}
    assert {note.path: note.code for note in submission.notes} == {
        "loss.py": "link",
        "fifo.py": "special",
    }


def test_a_link_that_follows_a_file_of_its_name_takes_its_place() -> None:
    link = member("loss.py", type=tarfile.SYMTYPE, linkname="/etc/passwd")
    submission = read(tar_of(member("loss.py", b"x"), link, member("optimizer.py", b"y")))
    assert submission.files == {"optimizer.py": b"y"}
    assert [note.code for note in submission.notes] == ["duplicate", "link"]
