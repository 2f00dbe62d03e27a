"""What the documents say of the code is so."""

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
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
            if not link.startswith("http"):
                assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_importing_the_package_imports_nothing_heavy():
    code = "import autograder, sys; print([m for m in sys.modules if m.split('.')[0] in "
    code += "('jupyter_core', 'jupyter_client', 'IPython', 'matplotlib', 'dask', 'distributed')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_checking_ones_work_imports_nothing_of_the_instructors():
    code = (
        "import sys\nfrom autograder.cli import main\n"
        "sys.argv = ['softmark', 'check', 'softmax_mnist', '--path', 'solutions/softmax_mnist']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = ('jinja2', 'rich', 'nbgrader', 'nbformat', 'matplotlib', 'dask', 'pyseccomp')\n"
        "print([m for m in sys.modules if m.split('.')[0] in heavy], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert "Visible checks passed" in done.stdout
