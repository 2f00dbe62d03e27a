"""What the documents say of the code is so."""

import re
import subprocess
import sys
from pathlib import Path

from autograder.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def test_architecture_names_every_part_of_the_package():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    parts = [
        path.name if path.is_file() else f"{path.name}/"
        for path in (ROOT / "autograder").iterdir()
        if not path.name.startswith("_") and path.suffix in ("", ".py")
    ]
    assert len(parts) > 30
    assert [part for part in parts if f"`{part}`" not in text] == []


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
