"""What the documents say of the code is so."""

import os
import re
import subprocess
import sys
from pathlib import Path

from autograder.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def test_architecture_names_every_room_and_face() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [path.parent.name for path in (ROOT / "autograder").glob("*/__init__.py")]
    assert len(rooms) == 10
    assert [room for room in rooms if f"│ {room} " not in text] == []
    faces = [path.stem for path in (ROOT / "autograder").glob("[a-z]*.py")]
    assert [face for face in faces if face not in text] == []


def test_architecture_answers_twelve_questions_with_folders_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    folders = re.findall(r"^\| .+ \| `(.+)` \|$", text, re.MULTILINE)
    assert len(folders) == 12
    for folder in folders:
        assert (ROOT / folder.replace("NAME", "mlp")).is_dir(), folder


def test_commands_in_the_readme_exist():
    text = (ROOT / "README.md").read_text()
    named = set(re.findall(r"softmark ([a-z]+)", text))
    assert {"check", "grade", "verify", "release"} <= named
    assert named <= set(COMMANDS)


def test_links_of_the_documents_lead_somewhere():
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
            if not link.startswith("http"):
                assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_course_map_has_a_row_for_every_assignment():
    text = (ROOT / "assignments/README.md").read_text()
    rows = re.findall(r"^\|.* \[(\w+)\]\((\w+)/README.md\) \|", text, re.MULTILINE)
    there = {path.parent.name for path in ROOT.glob("assignments/*/assignment.toml")}
    assert sorted(name for name, _ in rows) == sorted(there)
    assert all(name == folder for name, folder in rows)


def test_importing_the_package_imports_nothing_heavy():
    code = "import autograder, sys; print([m for m in sys.modules if m.split('.')[0] in "
    code += "('jupyter_core', 'jupyter_client', 'IPython', 'matplotlib', 'dask', 'distributed')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_checking_ones_work_imports_nothing_of_the_instructors():
    # The checks run in a process of their own, which inherits the wish to name its imports.
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "autograder",
            "check",
            "softmax_mnist",
            "--path",
            "solutions/softmax_mnist",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"},
    )
    imported = {line.split("|")[-1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert {"numpy", "autograder.checks.run"} <= imported
    heavy = ("jinja2", "rich", "nbgrader", "nbformat", "matplotlib", "dask", "pyseccomp")
    assert [name for name in imported if name.split(".")[0] in heavy] == []
    assert "Visible checks passed" in done.stdout
