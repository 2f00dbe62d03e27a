"""The self-contained notebook through nbgrader's exchange: released, fetched, solved, submitted, collected, graded."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from helpers.commands import ROOT, softmark
from helpers.marks import needs
from helpers.nbgrader_course import BIN

pytestmark = [pytest.mark.slow, needs("nbgrader")]
NAME = "perceptron"


def nbgrader(folder: Path, *arguments: str) -> None:
    """Runs one of the exchange's commands in a folder."""
    variables = {**os.environ, "HOME": str(folder.parent), "JUPYTER_CONFIG_DIR": str(folder)}
    variables["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    command = [str(BIN / "nbgrader"), *arguments, "--course=c101"]
    done = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr


def test_a_notebook_survives_the_exchange_and_is_graded(tmp_path: Path) -> None:
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    for side in ("course", "student"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\n"
            "c.CourseDirectory.course_id = 'c101'\n"
            f"c.CourseDirectory.root = {str(tmp_path / side)!r}\n"
        )
    released = tmp_path / "course/release" / NAME / f"{NAME}.ipynb"
    released.parent.mkdir(parents=True)
    done = softmark("release", NAME, "--notebook", released)
    assert done.returncode == 0, done.stderr
    nbgrader(tmp_path / "course", "release_assignment", NAME)
    nbgrader(tmp_path / "student", "fetch_assignment", NAME)
    fetched = tmp_path / "student" / NAME / f"{NAME}.ipynb"
    if not fetched.exists():
        fetched = tmp_path / "student/c101" / NAME / f"{NAME}.ipynb"
    assert fetched.read_bytes() == released.read_bytes()
    solved = json.loads((ROOT / f"solutions/{NAME}/notebook/{NAME}.ipynb").read_text())
    right = {cell["id"]: cell["source"] for cell in solved["cells"]}
    notebook = json.loads(fetched.read_text())
    for cell in notebook["cells"]:
        if "NotImplementedError" in "".join(cell["source"]):
            cell["source"] = right[cell["id"]]
    fetched.write_text(json.dumps(notebook))
    nbgrader(tmp_path / "student", "submit", NAME)
    nbgrader(tmp_path / "course", "collect", NAME)
    submitted = tmp_path / "course/submitted"
    assert len(list(submitted.glob(f"*/{NAME}/{NAME}.ipynb"))) == 1
    graded = softmark("grade", NAME, submitted, "--out", tmp_path / "out", "--json")
    assert graded.returncode == 0, graded.stderr
    result = json.loads(graded.stdout)
    assert result["score"] == result["max_score"] == 100
    assert result["notes"] == []
