"""A student's path: what is checked one at a time, what is packed and what it lacks, and whether all is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from helpers.commands import ENVIRONMENT, ROOT, SOLUTION, Done, softmark, write_work
from helpers.double_course import load, write_course

from autograder.authoring.release import release
from autograder.course.digest import assignment_digest
from autograder.grading.hand_in import collect


def notebook(path: Path, *cells: str, executed: bool = True, failing: bool = False) -> Path:
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
    made = [
        {
            "cell_type": "code",
            "source": cell,
            "metadata": {},
            "execution_count": number if executed else None,
            "outputs": [error] if failing else [],
        }
        for number, cell in enumerate(cells, 1)
    ]
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def submit(folder: Path, *more: object) -> Done:
    return softmark("submit", "softmax_mnist", "--path", folder, "--to", folder / "out.zip", *more)


def names(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as opened:
        return {name for name in opened.namelist() if not name.startswith("softmark-")}


def test_what_is_asked_for_is_packed_under_its_right_name(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine")
    (folder / "helper.py").write_text("import tools.inner\n")
    (folder / "tools").mkdir()
    (folder / "tools/inner.py").write_text("x = 1\n")
    (folder / "unused.py").write_text("x = 1\n")
    (folder / "solver.py").write_text("x = 1\n")
    loss = folder / "loss.py"
    loss.write_text(loss.read_text() + "\nimport helper\n")
    notebook(folder / "runner.ipynb", "1")
    (folder / "report.pdf").write_bytes(b"%PDF-1.4")
    (folder / "train-images-idx3-ubyte.gz").write_bytes(b"data")
    done = submit(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "53 of 53" in done.stdout
    assert "Left out, since it is not to be handed in: train-images-idx3-ubyte.gz" in done.stdout
    assert names(folder / "out.zip") == {
        *("loss.py", "optimizer.py", "helper.py", "tools/inner.py", "runner.ipynb", "report.pdf")
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_missing_is_said_and_the_rest_is_packed(tmp_path: Path, language: str) -> None:
    folder = write_work(tmp_path / "mine")
    (folder / "optimizer.py").unlink()
    notebook(folder / "runner.ipynb", "1", "2", executed=False)
    done = submit(folder, "--lang", language)
    assert done.returncode == 1
    assert "optimizer.py" in done.stdout
    assert "PDF" in done.stdout
    assert ("2 of 2 cells" in done.stdout) == (language == "en")
    assert names(folder / "out.zip") == {"loss.py", "runner.ipynb"}


def test_a_failed_cell_and_a_damaged_notebook_are_named(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine")
    assignment = load(write_course(tmp_path / "c"))
    notebook(folder / "doubling.ipynb", "1", failing=True)
    (lack,) = collect(assignment, folder / "doubling.ipynb", "en").lacks
    assert "code cell 1 ends in an error" in lack
    (folder / "doubling.ipynb").write_text("{")
    (lack,) = collect(assignment, folder / "doubling.ipynb", "en").lacks
    assert "no notebook that can be read" in lack


@pytest.mark.slow
def test_an_archive_of_an_old_package_is_told_apart_when_checked_and_when_graded(
    tmp_path: Path,
) -> None:
    course = write_course(tmp_path / "course")
    release(course, load(course))
    work = tmp_path / "class/ann"
    work.mkdir(parents=True)
    (work / "double.py").write_text("def double(x):\n    return 2 * x\n")
    packed = work / "doubling.zip"
    done = softmark("submit", "doubling", "--path", work, "--to", packed, cwd=course.root)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(work)
    packed.unlink()

    def notes() -> tuple[list[str], list[str]]:
        checked = softmark("check", "doubling", "--path", work, "--json", cwd=course.root)
        out = ("--out", tmp_path / "out", "--json")
        graded = softmark("grade", "doubling", work.parent, *out, cwd=course.root)
        return json.loads(checked.stdout)["notes"], json.loads(graded.stdout)["notes"]

    assert notes() == ([], [])
    digest = assignment_digest(load(course).bundle)
    toml = course.root / "assignments/doubling/assignment.toml"
    toml.write_text(toml.read_text() + "\n# newer\n")
    assert assignment_digest(load(course).bundle) != digest
    for found in notes():
        assert "another version of the assignment" in "".join(found)


def test_the_next_step_comes_after_the_last_tick(tmp_path: Path) -> None:
    done = softmark("check", "softmax_mnist", "--path", write_work(tmp_path / "mine"))
    assert "Next: run runner.ipynb" in " ".join(done.stdout.split())
    assert "softmark submit softmax_mnist" in " ".join(done.stdout.split())


def test_a_stub_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    done = softmark("check", "softmax_mnist", cwd=ROOT)
    assert done.returncode == 1
    assert "\u2717" not in done.stdout
    assert "8 checks wait for TODOs" in done.stdout
    assert len(done.stdout.splitlines()) < 16


def test_watch_shows_one_thing_at_a_time_and_loses_no_save(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine", optimizer="x = 1\n", loss="y = 1\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "check", "softmax_mnist", "--path", str(folder), "--watch"],
        cwd=ROOT,
        env={**os.environ, **ENVIRONMENT},
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None

    def page() -> list[str]:
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            if "Ctrl-C" in line:
                break
        return lines

    try:
        first = page()
        assert sum("\u2717" in line for line in first) == 1
        assert "0 of 8 checks pass" in first[-2]
        loss = folder / "loss.py"
        # Saved while the run that this save begins is still going on: the newest counts.
        loss.write_text("y = 2\n")
        loss.write_bytes((SOLUTION / "loss.py").read_bytes())
        while "+34" not in (second := page())[-2]:
            assert "0 of 8" in second[-2]
        (folder / "optimizer.py").write_bytes((SOLUTION / "optimizer.py").read_bytes())
        last = page()
        assert "8 of 8 checks pass, 53 of 53 points (+19" in " ".join(" ".join(last).split())
        assert "softmark submit" in " ".join(" ".join(last).split())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_doctor_says_on_one_screen_what_is_there(tmp_path: Path) -> None:
    done = softmark("doctor", cwd=ROOT)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) <= 24
    for word in ("Python: 3", "numpy: ", str(ROOT), "MNIST", "Terminal"):
        assert word in done.stdout
    (tmp_path / "course/assignments/ridge").mkdir(parents=True)
    (tmp_path / "course/assignments/ridge/assignment.toml").write_text('title = "Ridge"\n')
    needs_none = softmark("doctor", cwd=tmp_path / "course")
    assert needs_none.returncode == 0
    assert "MNIST" not in needs_none.stdout
    lost = softmark("doctor", "--lang", "zh", cwd=tmp_path)
    assert lost.returncode == 1
    assert str(tmp_path) in lost.stdout
    assert "README.md" in lost.stdout
