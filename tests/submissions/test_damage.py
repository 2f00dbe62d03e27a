"""Archives that are damaged, encrypted, none at all, or whose names lead outside: refused, in one sentence."""

import io
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable

import pytest
from helpers.packings import (
    SOLUTION,
    SOLUTION_TAR,
    TAR_END,
    WANTED,
    gz,
    padded,
    patch_zip,
    pax,
    read,
    read_submission,
    refusal,
    tar_bytes,
    tar_header,
    zip_bytes,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submissions import Note, Refused


@pytest.mark.parametrize(
    "name",
    [
        "../loss.py",
        "a/../../loss.py",
        "a/..",
        "/etc/cron.d/x.py",
        "..\\loss.py",
        "\\\\server\\share\\x.py",
        "C:\\x.py",
        "c:x.py",
        "__MACOSX/../../x.py",
        "../folder/",
    ],
)
def test_an_archive_with_a_name_that_leads_outside_is_refused(name: str) -> None:
    for data in (zip_bytes({**SOLUTION, name: b""}), tar_bytes({**SOLUTION, name: b""})):
        refused = refusal(data)
        assert refused.code == "unsafe-name"
        assert "leads outside" in str(refused)


def test_dots_that_lead_nowhere_are_fine() -> None:
    files = {"./a/./loss.py": b"x", "./a//b..py": b"y", "a/...": b""}
    for data in (zip_bytes(files), tar_bytes(files)):
        assert read(data).files == {"loss.py": b"x", "b..py": b"y"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-archive"),
        (b"hello", "not-archive"),
        (bytes(range(256)) * 8, "not-archive"),
        (gz(b"hello"), "not-archive"),
        (gz(zip_bytes(SOLUTION)), "not-archive"),
        (b"\x1f\x8b", "damaged"),
        (b"BZh9" + b"x" * 50, "damaged"),
        (b"PK\3\4", "damaged"),
        (b"PK\3\4" + b"x" * 5000, "damaged"),
        (zip_bytes(SOLUTION)[:-30], "damaged"),
        (SOLUTION_TAR[:-100], "damaged"),
        (SOLUTION_TAR + b"x" * 512, "damaged"),
        (gz(SOLUTION_TAR + TAR_END)[:-4], "damaged"),
        (gz(SOLUTION_TAR + TAR_END)[:-8] + bytes(8), "damaged"),
        (tar_header(b"loss.py", 10**11), "damaged"),
        (tar_header(b"loss.py", 0, at124=b"\xff" * 12), "damaged"),
        (tar_header(b"loss.py", 0, at124=b"99999999999"), "damaged"),
        (tar_header(b"pax", 4, b"x") + padded(b"9 a="), "damaged"),
        (tar_header(b"pax", 9, b"x") + padded(b"-9 size=1"), "damaged"),
        (pax({"size": "-1"}) + SOLUTION_TAR, "damaged"),
        (pax({"size": "9" * 5000}) + SOLUTION_TAR, "damaged"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(600), "unsupported"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(600), "unsupported"),
        (TAR_END, "nothing-gradable"),
        (zip_bytes({}), "nothing-gradable"),
    ],
)
def test_what_is_no_whole_archive_is_refused(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_encrypted_archives_are_refused() -> None:
    flag = struct.pack("<H", 1)
    data = zip_bytes(SOLUTION)
    for name in SOLUTION:
        data = patch_zip(data, name, local={6: flag}, central={8: flag})
    assert refusal(data).code == "encrypted"


def test_one_encrypted_member_costs_only_itself() -> None:
    flag = struct.pack("<H", 1)
    data = patch_zip(zip_bytes(SOLUTION), "loss.py", local={6: flag}, central={8: flag})
    submission = read(data)
    assert set(submission.files) == set(SOLUTION) - {"loss.py"}
    assert submission.notes == (Note("unreadable", "loss.py", {"error": "encrypted"}),)


@pytest.mark.parametrize(
    "head", [b"#!/bin/sh\nexit 3\n", b"MZ" + bytes(300), b"\x7fELF" + bytes(99)]
)
def test_a_program_that_unpacks_itself_is_an_archive(head: bytes) -> None:
    assert read(head + zip_bytes(SOLUTION)).files == SOLUTION


def test_one_damaged_member_costs_only_itself() -> None:
    data = zip_bytes({"loss.py": b"A" * 40, "optimizer.py": b"y"}, zipfile.ZIP_STORED)
    submission = read(data.replace(b"A" * 40, b"B" * 40))
    assert submission.files == {"optimizer.py": b"y"}
    assert submission.notes == (Note("damaged", "loss.py"),)


def test_a_zip_that_names_a_member_in_two_ways_loses_it() -> None:
    data = zip_bytes(SOLUTION)
    submission = read(data.replace(b"loss.py", b"evil.py", 1))
    assert submission.files == {"optimizer.py": b"y = 2\n"}
    assert submission.notes == (Note("damaged", "loss.py"),)


def _only_refuses(data: bytes) -> None:
    try:
        submission = read_submission(io.BytesIO(data), "ann", WANTED)
    except Refused as refused:
        reason = str(refused)
    else:
        reason = "read."
        assert submission.files
        for path in submission.files:
            assert not path.startswith("/")
            assert ".." not in path.split("/")
    assert reason.endswith(".")


_STARTS = [b"", b"PK\3\4", b"PK\5\6", b"\x1f\x8b\x08\x00", b"BZh9", b"\xfd7zXZ\x00", bytes(512)]


@settings(max_examples=150, deadline=None)
@given(start=st.sampled_from(_STARTS), rest=st.binary(max_size=2000))
def test_random_bytes_are_refused(start: bytes, rest: bytes) -> None:
    _only_refuses(start + rest)


_VALID: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zip_bytes(SOLUTION),
    "stored": lambda: zip_bytes(SOLUTION, zipfile.ZIP_STORED),
    "tar": lambda: tar_bytes({**SOLUTION, "损" * 50 + ".py": b"x"}),
    "gnu": lambda: tar_bytes({**SOLUTION, "l" * 150 + ".py": b"x"}, form=tarfile.GNU_FORMAT),
    "gz": lambda: tar_bytes(SOLUTION, "w:gz"),
    "bz2": lambda: tar_bytes(SOLUTION, "w:bz2"),
    "xz": lambda: tar_bytes(SOLUTION, "w:xz"),
}


@pytest.mark.parametrize("form", sorted(_VALID))
def test_damaged_archives_are_refused_or_read(form: str) -> None:
    data = _VALID[form]()
    chance = random.Random(form)
    for _ in range(400):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.choice(
                [0, 1, 255, chance.randrange(256)]
            )
        if chance.random() < 0.2:
            del broken[chance.randrange(len(broken)) :]
        _only_refuses(bytes(broken))


def test_damaged_tar_headers_with_fitting_checksums_are_refused_or_read() -> None:
    chance = random.Random(1)
    for _ in range(1500):
        fields = {
            f"at{chance.choice([0, 124, 130, 156, 257, 345, 482])}": chance.randbytes(
                chance.randint(1, 8)
            )
            for _ in range(2)
        }
        kind = chance.choice([b"0", b"1", b"5", b"L", b"S", b"x", b"g", b"\0"])
        head = tar_header(b"a.py", chance.choice([0, 5, 512, 10**13]), kind, **fields)
        _only_refuses(head + padded(chance.randbytes(chance.randint(0, 600))) + SOLUTION_TAR)
