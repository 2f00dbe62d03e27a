"""A submission is the same however it is packed."""

import io
import pickle
import random
import stat
import string
import tarfile
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from helpers.packings import (
    SOLUTION,
    TAR_MODES,
    WANTED,
    read_submission,
    read_zip,
    tar_bytes,
    write_folder,
    zip_bytes,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.submissions import Refused, Submission


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


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [2_500_000, 3_000_000, 9_000_000])
def test_a_member_of_a_few_megabytes_is_read_whole(method: int, size: int) -> None:
    """At 179a8f9 the limit of a zip's directory was that of its data: over some 2.6 MB they were damaged."""
    content = random.Random(size).randbytes(size)
    files = {**SOLUTION, "softmax_mnist/notebook/softmax_mnist.ipynb": content}
    submission = read_submission(io.BytesIO(zip_bytes(files, method)), "ann", WANTED)
    assert submission.notes == ()
    assert content in submission.files.values()


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


def test_a_small_folder_is_read_quickly(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {**SOLUTION, "solver.py": bytes(5000)})
    times = []
    for _ in range(20):
        start = time.process_time()
        read_submission(folder, "ann", WANTED)
        times.append(time.process_time() - start)
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
