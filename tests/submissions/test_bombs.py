"""Submissions made to fill the memory or to take forever: refused, or left out, at once."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from helpers.packings import (
    MIB,
    SOLUTION,
    SOLUTION_TAR,
    TAR_END,
    WANTED,
    bounded,
    files_and_notes,
    gz,
    read,
    read_submission,
    refusal,
    state_size,
    tar_bytes,
    tar_header,
    write_folder,
    zip_bytes,
)

from autograder.submissions import IntakeLimits, Note, Refused


def test_a_source_of_100_megabytes_is_left_out(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "ann", {"optimizer.py": b""})
    with open(folder / "loss.py", "wb") as file:
        file.truncate(100 * MIB)
    sources = [
        zip_bytes({"optimizer.py": b"", "loss.py": bytes(100 * MIB)}),
        gz(tar_bytes({"optimizer.py": b"", "loss.py": bytes(100 * MIB)})),
    ]
    note = Note("too-large", "loss.py", {"size": 100 * MIB, "limit": MIB})
    with bounded(seconds=3, mebibytes=4):
        assert read_submission(folder, "ann", WANTED).notes == (note,)
        for data in sources:
            submission = read(data)
            assert submission.notes == (note,)
            assert set(submission.files) == {"optimizer.py"}


def test_a_zip_that_lies_about_sizes_loses_the_liars() -> None:
    honest = zip_bytes({"loss.py": bytes(50 * MIB), "optimizer.py": b"y", "runner.py": b"z"})
    data = state_size(honest, "loss.py", 100)
    data = state_size(data, "runner.py", 2**32 - 2)
    with bounded(seconds=1, mebibytes=4):
        submission = read(data)
    assert submission.files == {"optimizer.py": b"y"}
    assert {note.path: note.code for note in submission.notes} == {
        "loss.py": "damaged",
        "runner.py": "too-large",
    }


def test_a_zip_that_states_less_than_it_holds_gives_no_more_than_it_states() -> None:
    data = state_size(zip_bytes({"loss.py": b"abc"}), "loss.py", 7)
    refused = refusal(data)
    assert refused.notes == (Note("damaged", "loss.py"),)


def test_members_that_share_their_bytes_are_unpacked_once() -> None:
    data = zip_bytes({"loss.py": bytes(MIB)})
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    central = data[start:end]
    count = 4000
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, count * len(central), start, 0)
    bomb = data[:start] + central * count + tail
    with bounded(seconds=2, mebibytes=20):
        files, notes = files_and_notes(bomb)
    # Newer versions of zipfile refuse such members altogether.
    assert files in ({"loss.py": bytes(MIB)}, {})
    assert Note("duplicate", "loss.py", {"copies": count}) in notes


def test_members_with_other_names_over_the_same_bytes_are_not_unpacked() -> None:
    data = zip_bytes({"a0000.py": bytes(MIB)})
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    count = 1000
    names = [b"a%04d.py" % number for number in reversed(range(count))]
    central = b"".join(data[start:end].replace(b"a0000.py", name) for name in names)
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(central), start, 0)
    bomb = data[:start] + central + tail
    with bounded(seconds=2, mebibytes=20):
        files, notes = files_and_notes(bomb)
    assert set(files) <= {"a0000.py"}
    assert {note.code for note in notes} >= {"damaged", "more-notes"}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_members_that_unpack_in_one_piece_are_left_out(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("loss.py", b"x")
        archive.writestr("optimizer.py", bytes(MIB - 1), method)
    submission = read(out.getvalue())
    assert submission.files == {"loss.py": b"x"}
    assert submission.notes == (Note("unsupported", "optimizer.py", {"method": method}),)


def test_a_huge_table_of_contents_is_refused_unread() -> None:
    data = zip_bytes({"loss.py": b""})
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    central = data[start:end] * 100_000
    lies = [
        struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central), start, 0),
        struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, 2**32 - 2, 0, 0),
    ]
    archives = [data[:start] + central + tail for tail in lies]
    with bounded(seconds=1, mebibytes=4):
        codes = [refusal(archive).code for archive in archives]
    assert codes == ["header-too-large", "damaged"]


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    files = {**SOLUTION, **{f"{number}.txt": b"" for number in range(9)}}
    write_folder(tmp_path / "ann", files)
    for limit in (10, 11):
        limits = IntakeLimits(max_members=limit)
        for source in (
            tmp_path / "ann",
            io.BytesIO(zip_bytes(files)),
            io.BytesIO(tar_bytes(files)),
        ):
            if limit == 11:
                assert read_submission(source, "ann", WANTED, limits).files == SOLUTION
                continue
            with pytest.raises(Refused, match="more than 10 files and folders") as caught:
                read_submission(source, "ann", WANTED, limits)
            assert caught.value.code == "too-many"


def test_hidden_folders_are_not_entered(tmp_path: Path) -> None:
    objects = {f".git/objects/{number}": b"" for number in range(20)}
    folder = write_folder(tmp_path, {**SOLUTION, **objects})
    assert read_submission(folder, "ann", WANTED, IntakeLimits(max_members=5)).files == SOLUTION


def test_an_endless_list_of_empty_members_is_refused() -> None:
    data = gz(tar_header(b"a.py", 0) * 60_000)
    with bounded(seconds=2, mebibytes=8):
        assert refusal(data).code == "too-many"


def test_an_archive_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "ann.zip"
    with open(path, "wb") as file:
        file.truncate(201 * MIB)
    with bounded(seconds=0.5, mebibytes=1), pytest.raises(Refused, match="at most 209715200"):
        read_submission(path, "ann", WANTED)


def test_a_compressed_tar_may_not_unpack_to_more_than_its_limit() -> None:
    zeros = gz(bytes(8 * MIB))
    head = gz(SOLUTION_TAR + tar_header(b"big.bin", 700 * MIB))
    data = head + zeros * 90
    with bounded(seconds=8, mebibytes=4):
        assert refusal(data).code == "inflated-too-large"


def test_zeros_after_the_end_of_a_tar_count_too() -> None:
    data = gz(SOLUTION_TAR + TAR_END + bytes(3 * MIB))
    assert refusal(data, inflated_bytes=2 * MIB).code == "inflated-too-large"
    assert read(data, inflated_bytes=4 * MIB).files == SOLUTION


@pytest.mark.parametrize("mode", ["w:bz2", "w:xz"])
def test_other_compressions_have_the_same_limit(mode: str) -> None:
    data = tar_bytes({**SOLUTION, "big.bin": bytes(9 * MIB)}, mode)
    # The dictionary that xz asks for is 8 MiB; bzip2's block is smaller.
    with bounded(seconds=2, mebibytes=20):
        assert refusal(data, inflated_bytes=8 * MIB).code == "inflated-too-large"
        assert read(data, inflated_bytes=10 * MIB).files == SOLUTION


def test_endless_empty_gzip_members_are_refused() -> None:
    data = gz(SOLUTION_TAR) + gz(b"") * 200_000
    with bounded(seconds=3, mebibytes=4):
        assert refusal(data).code == "damaged"


def test_a_long_gzip_header_is_passed_quickly() -> None:
    named = bytearray(gz(SOLUTION_TAR + TAR_END))
    named[3] |= 0x08
    data = bytes(named[:10]) + b"n" * (64 * MIB) + b"\0" + bytes(named[10:])
    with bounded(seconds=1, mebibytes=4):
        assert read(data).files == SOLUTION
