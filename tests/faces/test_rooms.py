"""The rooms of the package: what may import what, and what users hold."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "results",
    "execution",
    "checks",
    "course",
    "submissions",
    "diagnosis",
    "grading",
    "authoring",
    "platforms",
    "cli",
)
# (a file, an import that it must not have)
FORBIDDEN = (
    ("results/render/csvs.py", "from ...grading import grader"),
    ("checks/seeds.py", "from ..course import course"),
    ("course/late.py", "from ..diagnosis import match"),
    ("submissions/limits.py", "from ..diagnosis import match"),
    ("execution/worker/wire.py", "import msgspec"),
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rooms")
    shutil.copytree(
        ROOT / "autograder", folder / "autograder", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_packages_own_imports_keep_the_contracts(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("file", "line"), FORBIDDEN)
def test_an_import_of_a_higher_room_is_an_error(copy: Path, file: str, line: str) -> None:
    path = copy / "autograder" / file
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{before}\n{line}\n", encoding="utf-8")
        done = lint(copy)
    finally:
        path.write_text(before, encoding="utf-8")
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_the_top_of_the_package_holds_rooms_and_faces_only() -> None:
    top = {path.name for path in (ROOT / "autograder").iterdir() if path.name != "__pycache__"}
    faces = {
        "__init__",
        "__main__",
        "errors",
        "notebook",
        "nbgrader",
        "notebooks",
        "gradescope",
        "pytest_plugin",
    }
    assert top == {*ROOMS, *(f"{face}.py" for face in faces)}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for_and_what_it_may_import(room: str) -> None:
    text = importlib.import_module(f"autograder.{room}").__doc__ or ""
    assert len(text.split()) > 15
    assert "import" in text


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("autograder.checks", ("check", "Expect", "central_difference")),
        ("autograder.notebook", ("check",)),
        ("autograder.nbgrader", ("RunInSandbox", "SaveScores", "CODE_STUB", "TEXT_STUB")),
        ("autograder.gradescope", ("main",)),
        ("softmark", ("check", "__version__")),
    ],
)
def test_what_users_hold_is_there(module: str, names: tuple[str, ...]) -> None:
    assert [name for name in names if not hasattr(importlib.import_module(module), name)] == []
