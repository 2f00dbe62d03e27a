"""A class with hostile submissions and archives, graded by the command, honest students last."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from helpers.court import FORGE, worthless_loss

from autograder.course.assignment import Assignment

ROOT = Path(__file__).parents[2]
SECRET = "planted-course-secret-0ddba11"
FOLDERS = {
    "exit": worthless_loss(at_import="import os; os._exit(0)"),
    "crash": worthless_loss(in_forward="import ctypes; ctypes.string_at(0)"),
    "environment": worthless_loss(in_forward="import os; raise ValueError(str(dict(os.environ)))"),
    "reader": worthless_loss(in_forward="raise ValueError(open('/etc/passwd').read())"),
    "forger": worthless_loss(at_import=FORGE + "forge(lambda message: b'100 points')"),
    "printer": worthless_loss(in_forward="print('x' * 1_000_000)"),
    "pages": worthless_loss(in_forward="raise ValueError('</style><script>alert(1)</script>')"),
}


def make_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def make_tar(members: dict[str, bytes], links: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in links.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return buffer.getvalue()


def write_class(folder: Path, reference: dict[str, bytes], planted: Path) -> None:
    optimizer = reference["optimizer.py"]
    honest = {name: reference[name] for name in ("loss.py", "optimizer.py")}
    for student, loss in FOLDERS.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "loss.py").write_bytes(loss)
        (folder / student / "optimizer.py").write_bytes(optimizer)
    (folder / "linked").mkdir()
    (folder / "linked" / "loss.py").symlink_to(ROOT / "solutions/softmax_mnist/loss.py")
    (folder / "linked" / "optimizer.py").write_bytes(optimizer)
    archives = {
        "traversal.zip": make_zip({"../../escaped.py": b"x", **honest}),
        "absolute.zip": make_zip({str(folder / "escaped.py"): b"x", **honest}),
        "bomb.zip": make_zip({"loss.py": bytes(1 << 29), "optimizer.py": optimizer}),
        "many.zip": make_zip({f"d{number}/x.py": b"" for number in range(30_000)}),
        "torn.zip": make_zip(honest)[:200],
        "links.tar.gz": make_tar(
            {"optimizer.py": optimizer},
            {"loss.py": str(ROOT / "solutions/softmax_mnist/loss.py"), "stolen.py": str(planted)},
        ),
        "climbing.tar.gz": make_tar({"../../../escaped.py": b"x", **honest}, {}),
        "text.zip": b"this is no archive",
    }
    for name, content in archives.items():
        (folder / name).write_bytes(content)
    for student in ("anna", "zoe"):
        (folder / student).mkdir()
        for name, content in honest.items():
            (folder / student / name).write_bytes(content)


@pytest.fixture(scope="module")
def graded(
    assignment: Assignment, planted: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("class")
    write_class(folder / "submissions", assignment.reference, planted)
    command = [
        *(sys.executable, "-m", "autograder", "grade", "softmax_mnist"),
        *(str(folder / "submissions"), "--out", str(folder / "out"), "--jobs", "2"),
    ]
    environment = {**os.environ, "SOFTMARK_SECRET": SECRET}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1200
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 60
    return folder / "submissions", folder / "out", done


Graded = tuple[Path, Path, "subprocess.CompletedProcess[str]"]


def results(out: Path) -> dict[str, dict]:
    lines = (out / "results.jsonl").read_text().splitlines()
    return {result["student"]: result for result in map(json.loads, lines)}


@pytest.mark.slow
def test_everyone_has_a_result_with_a_reason(graded: Graded) -> None:
    submissions, out, done = graded
    assert done.returncode == 0, done.stderr
    found = results(out)
    students = {
        path.name.removesuffix(".zip").removesuffix(".tar.gz") for path in submissions.iterdir()
    }
    assert set(found) == students
    assert all(result["status"] in ("graded", "refused") for result in found.values())
    for result in found.values():
        if result["status"] == "refused":
            assert (result["score"], result["checks"]) == (0, [])
            assert len(result["message"]) > 20
        for check in result["checks"]:
            assert check["status"] == "passed" or check["message"], (result["student"], check)


@pytest.mark.slow
def test_scores_are_what_was_honestly_earned(graded: Graded) -> None:
    scores = {student: result["score"] for student, result in results(graded[1]).items()}
    # The forger also spoils a check of the optimizer that runs in the same process.
    assert {scores[student] for student in FOLDERS if student != "forger"} == {25}
    assert scores["forger"] <= 25
    assert scores["anna"] == scores["zoe"] == 100
    assert scores["linked"] == scores["links"] == 25
    assert scores["bomb"] in (0, 25)
    refused = ("traversal", "absolute", "climbing", "many", "torn", "text")
    assert {scores[student] for student in refused} == {0}


@pytest.mark.slow
def test_nothing_is_written_outside_of_the_results(graded: Graded) -> None:
    submissions, out, _ = graded
    top = submissions.parent
    assert not list(top.parent.rglob("escaped.py"))
    assert not (ROOT / "escaped.py").exists()
    assert {path.name for path in top.iterdir()} == {"submissions", "out"}
    assert {path.name for path in out.iterdir()} == {
        "class.json",
        "results.jsonl",
        "grades.csv",
        "people.csv",
        "summary.html",
        "feedback",
    }
    assert all(path.suffix == ".html" for path in (out / "feedback").iterdir())


@pytest.mark.slow
def test_no_secret_is_in_any_output(graded: Graded, planted: Path) -> None:
    _, out, done = graded
    written = [path.read_text() for path in out.rglob("*") if path.is_file()]
    assert len(written) > 10
    for text in (*written, done.stdout, done.stderr):
        for secret in (SECRET, planted.read_text(), "root:x:0", "totals[:, 0]", "SOFTMARK_SECRET"):
            assert secret not in text
    for page in (out / "feedback").iterdir():
        assert "<script>alert" not in page.read_text()
    assert max(len(text) for text in written) < 400_000
