"""Which files a submission consists of, however it is packed."""

import io
import pickle
import stat
import string
import tarfile
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_samples import (
    SOLUTION,
    TAR_MODES,
    WANTED,
    member,
    tar_bytes,
    tar_of,
    write_folder,
    zip_bytes,
)

from autograder.intake import IntakeLimits, Note, Refused, Submission, read_submission


def read_zip(files: dict[str, bytes], **limits: int) -> Submission:
    return read_submission(io.BytesIO(zip_bytes(files)), "ann", WANTED, IntakeLimits(**limits))


def codes(submission: Submission) -> dict[str, str]:
    return {note.path: note.code for note in submission.notes}


# ------------------------------------------------------------------ packings


@pytest.mark.parametrize("suffix", [".zip", *TAR_MODES])
def test_an_archive_holds_the_same_submission_as_the_folder(tmp_path: Path, suffix: str) -> None:
    files = {
        **SOLUTION,
        "说明/report 1.pdf": b"%PDF",
        "pkg/__init__.py": b"",
        "notes.txt": b"hello",
    }
    folder = read_submission(write_folder(tmp_path / "ann", files), "ann", WANTED)
    data = zip_bytes(files) if suffix == ".zip" else tar_bytes(files, TAR_MODES[suffix])
    path = tmp_path / f"bob{suffix}"
    path.write_bytes(data)

    assert read_submission(path, "ann", WANTED) == folder
    assert read_submission(io.BytesIO(data), "ann", WANTED) == folder
    assert set(folder.files) == {*SOLUTION, "说明/report 1.pdf", "pkg/__init__.py"}
    assert folder.listing == tuple(sorted((name, len(data)) for name, data in files.items()))
    assert folder.notes == ()


def test_an_archive_is_known_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ann.tar.gz"
    path.write_bytes(zip_bytes(SOLUTION))
    assert read_submission(path, "ann", WANTED).files == SOLUTION


def test_a_single_file_is_a_submission(tmp_path: Path) -> None:
    (tmp_path / "loss.py").write_bytes(b"\xff not text")
    (tmp_path / "ann.ipynb").write_bytes(b"{}")
    loss = read_submission(tmp_path / "loss.py", "ann", WANTED)
    assert loss.files == {"loss.py": b"\xff not text"}
    assert loss.listing == (("loss.py", 10),)
    assert read_submission(tmp_path / "ann.ipynb", "ann", WANTED).files == {"ann.ipynb": b"{}"}


def test_the_digest_depends_on_paths_and_contents_alone() -> None:
    plain = read_zip(SOLUTION)
    assert read_zip({**SOLUTION, "notes.txt": b"more"}).digest == plain.digest
    assert (
        read_zip({"wrap/" + name: data for name, data in SOLUTION.items()}).digest == plain.digest
    )
    assert read_zip({**SOLUTION, "loss.py": b"x = 2\n"}).digest != plain.digest
    assert read_zip({"loss.pyo.py": b"", **SOLUTION}).digest != plain.digest
    # The same bytes, divided differently between a name and a content.
    assert read_zip({"a.py": b"b.py"}).digest != read_zip({"a.pyb.py": b""}).digest
    assert len(plain.digest) == 64


def test_submissions_and_refusals_can_be_sent_to_another_process() -> None:
    submission = read_zip({**SOLUTION, "train-images-idx3-ubyte.gz": b"x"})
    assert pickle.loads(pickle.dumps(submission)) == submission
    with pytest.raises(Refused) as caught:
        read_zip({"readme.txt": b"", "a.zip": b""})
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.code, str(again)) == (caught.value.code, str(caught.value))
    assert again.notes == caught.value.notes != ()


_NAMES = st.text(string.ascii_letters + "损失 é_-", min_size=1, max_size=6).map(
    lambda name: unicodedata.normalize("NFC", name)
)
_FILES = st.tuples(
    st.lists(_NAMES, max_size=3).map("/".join),
    st.one_of(st.sampled_from(WANTED), _NAMES.map(lambda name: name + ".py"), _NAMES),
).map(lambda parts: "/".join(part for part in parts if part))


def _is_tree(names: set[str]) -> bool:
    return not any(other.startswith(name + "/") for name in names for other in names)


_TREES = st.dictionaries(_FILES, st.binary(max_size=700), min_size=1, max_size=7).filter(
    lambda tree: _is_tree(set(tree))
)


def _outcome(source: Path | io.BytesIO) -> Submission | str:
    try:
        return read_submission(source, "ann", WANTED)
    except Refused as refused:
        return refused.code


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=_TREES)
def test_any_tree_is_the_same_in_every_packing(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, bytes]
) -> None:
    folder = _outcome(write_folder(tmp_path_factory.mktemp("tree"), tree))
    assert _outcome(io.BytesIO(zip_bytes(tree))) == folder
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert _outcome(io.BytesIO(tar_bytes(tree, form=form))) == folder
    assert _outcome(io.BytesIO(tar_bytes(tree, "w:gz"))) == folder
    if isinstance(folder, Submission):
        assert set(folder.files.values()) <= set(tree.values())
    else:
        assert folder == "nothing-gradable"
        assert not any(name.endswith((".py", ".ipynb")) for name in tree)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_in_tars(form: int) -> None:
    long = "/".join(["a" * 40] * 4) + "/loss.py"
    archive = io.BytesIO(
        tar_bytes({long: b"x", long.replace("loss", "optimizer"): b"y"}, form=form)
    )
    submission = read_submission(archive, "ann", WANTED)
    assert submission.files == {"loss.py": b"x", "optimizer.py": b"y"}


def test_several_gzip_members_are_one_tar() -> None:
    import gzip

    data = tar_bytes(SOLUTION)
    pieces = [gzip.compress(data[at : at + 700]) for at in range(0, len(data), 700)]
    for tail in (b"", bytes(1000), b"garbage"):
        archive = io.BytesIO(b"".join(pieces) + tail)
        assert read_submission(archive, "ann", WANTED).files == SOLUTION


# ------------------------------------------------------------------ the root


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


# ------------------------------------------------------------------ what is left out


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


# ------------------------------------------------------------------ names


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


# ------------------------------------------------------------------ speed


def test_a_small_folder_is_read_quickly(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {**SOLUTION, "solver.py": bytes(5000)})
    times = []
    for _ in range(20):
        start = time.perf_counter()
        read_submission(folder, "ann", WANTED)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.001


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read_zip(SOLUTION)
    read_submission(io.BytesIO(tar_bytes(SOLUTION, "w:gz")), "ann", WANTED)
    assert list(tmp_path.iterdir()) == []
    folder = write_folder(tmp_path / "ann", SOLUTION)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert read_submission(folder, "ann", WANTED).files == SOLUTION
    assert {path.name for path in folder.iterdir()} == set(SOLUTION)
