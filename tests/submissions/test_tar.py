"""Headers of tar archives: odd ones are read as they are meant, harmful ones refused."""

import shutil
import subprocess
from pathlib import Path

import pytest
from helpers.packings import (
    MIB,
    SOLUTION,
    SOLUTION_TAR,
    TAR_END,
    WANTED,
    bounded,
    gz,
    padded,
    pax,
    read,
    read_submission,
    refusal,
    tar_header,
    write_folder,
)

from autograder.submissions import Note


@pytest.mark.parametrize("kind", [b"x", b"g", b"L", b"K"])
def test_huge_headers_in_a_tar_are_refused(kind: bytes) -> None:
    one = tar_header(b"h", 300 * MIB, kind) + bytes(MIB)
    many = (tar_header(b"h", 0, kind)) * 200
    with bounded(seconds=1, mebibytes=4):
        for data in (one, many, gz(many)):
            assert refusal(data).code == "header-too-large"


def test_an_endless_sparse_map_is_refused() -> None:
    head = tar_header(b"loss.py", 0, b"S", at482=b"\1")
    data = head + (bytes(504) + b"\1" + bytes(7)) * 5000
    with bounded(seconds=1, mebibytes=4):
        assert refusal(data).code == "header-too-large"


def test_a_link_that_states_a_size_has_no_content() -> None:
    data = tar_header(b"link.py", 5000, b"2", at157=b"/etc/passwd") + SOLUTION_TAR + TAR_END
    assert read(data).files == SOLUTION


def test_checksums_over_signed_bytes_are_taken() -> None:
    head = bytearray(tar_header("损失.py".encode(), 0))
    signed = sum(byte - 256 * (byte > 127) for byte in head[:148] + b" " * 8 + head[156:])
    head[148:156] = b"%06o\0 " % signed
    assert set(read(bytes(head) + TAR_END).files) == {"损失.py"}


@pytest.mark.skipif(shutil.which("tar") is None, reason="needs the tar command")
@pytest.mark.parametrize("form", ["gnu", "pax"])
def test_a_sparse_file_of_100_gigabytes_is_left_out(tmp_path: Path, form: str) -> None:
    folder = write_folder(tmp_path / "ann", {"optimizer.py": b"y", "z.py": b"z"})
    with open(folder / "loss.py", "wb") as file:
        for number in range(40):
            file.seek(number * 2**31)
            file.write(b"x" * 4096)
        file.truncate(100 * 2**30)
    path = tmp_path / "ann.tar.gz"
    command = ["tar", "-C", str(tmp_path), "--sparse", f"--format={form}", "-czf", str(path), "ann"]
    subprocess.run(command, check=True, capture_output=True)
    with bounded(seconds=1, mebibytes=4):
        submission = read_submission(path, "ann", WANTED)
    assert submission.files == {"optimizer.py": b"y", "z.py": b"z"}
    assert submission.notes == (Note("special", "ann/loss.py", {"kind": "sparse"}),)


@pytest.mark.skipif(shutil.which("tar") is None, reason="needs the tar command")
@pytest.mark.parametrize("form", ["v7", "oldgnu", "gnu", "ustar", "posix"])
def test_what_the_tar_command_writes_is_read(tmp_path: Path, form: str) -> None:
    files = {**SOLUTION, "损失 1/" + "n" * 60 + ".py": b"long"}
    folder = write_folder(tmp_path / "ann", files)
    path = tmp_path / "ann.tar"
    command = ["tar", "-C", str(tmp_path), f"--format={form}", "-cf", str(path), "./ann"]
    subprocess.run(command, check=True, capture_output=True)
    expected = read_submission(folder, "ann", WANTED)
    assert read_submission(path, "ann", WANTED).digest == expected.digest


def test_a_global_header_as_git_writes_it_is_passed() -> None:
    data = pax({"comment": "0" * 40}, b"g") + SOLUTION_TAR + TAR_END
    assert read(data).files == SOLUTION


def test_pax_sizes_and_names_count_before_the_header() -> None:
    content = b"x" * 600
    data = pax({"path": "损失/loss.py", "size": "600"}) + tar_header(b"other", 0) + padded(content)
    assert read(data + TAR_END).files == {"loss.py": content}
