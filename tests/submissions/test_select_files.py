"""Which files a submission consists of: where its root is, and what is left out."""

import io
import zipfile
from pathlib import Path

import pytest
from helpers.packings import (
    SOLUTION,
    WANTED,
    codes,
    member,
    read_submission,
    read_zip,
    tar_of,
    write_folder,
    zip_bytes,
)

from autograder.submissions import Note, Refused


def test_wrapping_folders_are_looked_through() -> None:
    files = {f"ann_123/homework 1/code/{name}": data for name, data in SOLUTION.items()}
    assert read_zip(files).files == SOLUTION


def test_the_root_is_where_most_wanted_files_are_then_the_shallowest() -> None:
    files = {
        "old/loss.py": b"old",
        "work/new/loss.py": b"new",
        "work/new/optimizer.py": b"new",
        "work/new/lib/helper.py": b"h",
        "work/copy/deep/loss.py": b"copy",
        "work/copy/deep/optimizer.py": b"copy",
    }
    submission = read_zip(files)
    assert set(submission.files) == {"loss.py", "optimizer.py", "lib/helper.py"}
    assert submission.files["loss.py"] == b"new"
    assert submission.notes == tuple(
        Note("outside-root", path, {"root": "work/new"})
        for path in ("old/loss.py", "work/copy/deep/loss.py", "work/copy/deep/optimizer.py")
    )


def test_a_wanted_file_that_lies_once_elsewhere_is_taken() -> None:
    parts = read_zip({"part1/loss.py": b"1", "part2/optimizer.py": b"2", "part2/extra.py": b"3"})
    assert parts.files == {"loss.py": b"1", "optimizer.py": b"2"}
    assert codes(parts) == {"part2/optimizer.py": "near-name", "part2/extra.py": "outside-root"}
    twice = read_zip({"a/loss.py": b"1", "b/optimizer.py": b"2", "c/optimizer.py": b"3"})
    assert twice.files == {"loss.py": b"1"}


def test_a_file_in_the_root_keeps_its_folder() -> None:
    files = {**SOLUTION, "assignments/x/loss.py": b"z"}
    assert set(read_zip(files).files) == {"loss.py", "optimizer.py", "assignments/x/loss.py"}


def test_reports_and_notebooks_beside_the_root_are_kept() -> None:
    files = {
        "ann/code/loss.py": b"x",
        "ann/report.pdf": b"%PDF",
        "ann/notebook/runner.ipynb": b"{}",
        "ann/helper.py": b"h",
        "ann/code/notes.pdf": b"in",
        "ann/notes.pdf": b"out",
    }
    submission = read_zip(files)
    assert submission.files == {
        "loss.py": b"x",
        "notebook/runner.ipynb": b"{}",
        "notes.pdf": b"in",
        "report.pdf": b"%PDF",
    }
    assert codes(submission) == {"ann/helper.py": "outside-root", "ann/notes.pdf": "outside-root"}


def test_names_in_another_case_show_the_root_and_stay_as_they_are() -> None:
    submission = read_zip({"a/Loss.py": b"1", "a/loss.PY": b"2", "b/x.py": b"3"})
    assert submission.files == {"Loss.py": b"1", "loss.PY": b"2"}


def test_without_a_wanted_file_the_root_is_what_holds_all_code() -> None:
    assert set(read_zip({"w/a/x.py": b"", "w/b/y.py": b"", "r.pdf": b""}).files) == {
        "a/x.py",
        "b/y.py",
        "r.pdf",
    }


def test_hidden_files_and_folders_of_the_mac_are_ignored(tmp_path: Path) -> None:
    extra = {
        ".git/config.py": b"",
        "__MACOSX/._loss.py": b"",
        "__MACOSX/loss.py": b"",
        ".ipynb_checkpoints/loss-checkpoint.py": b"",
        "sub/.hidden.py": b"",
        ".DS_Store": b"",
    }
    expected = read_zip(SOLUTION)
    assert read_zip({**extra, **SOLUTION}) == expected
    assert read_submission(write_folder(tmp_path, {**extra, **SOLUTION}), "ann", WANTED) == expected


@pytest.mark.parametrize(
    "name",
    [
        "train-images-idx3-ubyte.gz",
        "data/t10k-labels.idx1-ubyte",
        "cifar-10-python.tar.gz",
        "cifar10.npz",
        "data_batch_3",
        "mnist.npz",
    ],
)
def test_a_data_set_is_left_out_with_a_note(tmp_path: Path, name: str) -> None:
    files = {**SOLUTION, name: bytes(5000)}
    submission = read_zip(files)
    assert submission.files == SOLUTION
    assert submission.notes == (Note("data-set", name, {"size": 5000}),)
    assert read_submission(write_folder(tmp_path, files), "ann", WANTED) == submission


def test_code_about_a_data_set_is_not_a_data_set() -> None:
    assert "cifar10.py" in read_zip({**SOLUTION, "cifar10.py": b""}).files


def test_compiled_files_make_one_note_for_a_folder() -> None:
    extra = {
        "__pycache__/loss.cpython-311.pyc": b"",
        "__pycache__/optimizer.cpython-311.pyc": b"",
        "pkg/__pycache__/a.pyc": b"",
        "old.pyc": b"",
    }
    submission = read_zip({**SOLUTION, **extra})
    assert submission.files == SOLUTION
    assert submission.notes == (
        Note("pycache", "__pycache__", {"files": 2}),
        Note("pycache", "old.pyc", {"files": 1}),
        Note("pycache", "pkg/__pycache__", {"files": 1}),
    )


def test_an_archive_in_an_archive_is_not_opened() -> None:
    submission = read_zip({**SOLUTION, "more.zip": zip_bytes({"helper.py": b""})})
    assert submission.files == SOLUTION
    assert codes(submission) == {"more.zip": "nested-archive"}


def test_nothing_gradable_is_refused_with_what_was_left_out() -> None:
    with pytest.raises(Refused, match=r"ann holds no \.py or \.ipynb file") as caught:
        read_zip({"readme.txt": b"", "report.pdf": b"%PDF", "code.rar": b"Rar!"})
    assert caught.value.code == "nothing-gradable"
    assert caught.value.notes == (Note("nested-archive", "code.rar", {"size": 4}),)


def test_files_over_their_limit_are_left_out(tmp_path: Path) -> None:
    files = {**SOLUTION, "big.py": bytes(1024 * 1024 + 1), "fits.py": bytes(1024 * 1024)}
    submission = read_zip(files)
    assert set(submission.files) == {*SOLUTION, "fits.py"}
    facts = {"size": 1024 * 1024 + 1, "limit": 1024 * 1024}
    assert submission.notes == (Note("too-large", "big.py", facts),)
    assert read_submission(write_folder(tmp_path, files), "ann", WANTED) == submission


def test_each_kind_of_file_has_its_own_limit() -> None:
    files = {"loss.py": bytes(4), "a.ipynb": bytes(5), "b.ipynb": bytes(6), "c.pdf": bytes(7)}
    submission = read_zip(files, code_bytes=4, notebook_bytes=5, report_bytes=6)
    assert set(submission.files) == {"loss.py", "a.ipynb"}
    assert codes(submission) == {"b.ipynb": "too-large", "c.pdf": "too-large"}


def test_wanted_files_come_first_when_space_is_short() -> None:
    files = {"w/z/a.py": bytes(50), "w/z/loss.py": bytes(60), "w/z/optimizer.py": bytes(30)}
    submission = read_zip(files, kept_bytes=100)
    assert set(submission.files) == {"loss.py", "optimizer.py"}
    assert submission.notes == (Note("total-too-large", "w/z/a.py", {"size": 50, "limit": 100}),)


def test_listing_and_notes_are_cut() -> None:
    files = {**SOLUTION, **{f"x{i}.zip": b"" for i in range(20)}}
    submission = read_zip(files, max_listing=7, max_notes=3)
    assert len(submission.listing) == 7
    assert len(submission.notes) == 4
    assert submission.notes[-1] == Note("more-notes", "", {"count": 17})


def test_the_last_of_two_members_with_one_name_counts() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("loss.py", b"first")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("loss.py", b"last")
    tar = tar_of(member("./loss.py", b"first"), member("loss.py", b"last"))
    for data in (out.getvalue(), tar):
        submission = read_submission(io.BytesIO(data), "ann", WANTED)
        assert submission.files == {"loss.py": b"last"}
        assert submission.notes == (Note("duplicate", "loss.py", {"copies": 2}),)
