"""What an install lacks is one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import missing_package

ROOT = Path(__file__).resolve().parents[2]

# Makes a package look as if it were not installed, then runs the command.
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, fullname, path, target=None):
        if fullname.partition(".")[0] == MISSING:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)

MISSING = sys.argv.pop(1)
sys.meta_path.insert(0, Missing())
from autograder.cli import main
main()
"""
GRADE = ("grade", "softmax_mnist", "solutions/softmax_mnist")
CASES = (
    ("jinja2", ["grade", "softmax_mnist", "solutions/softmax_mnist", "--out"], "instructor"),
    ("copydetect", ["similar", "softmax_mnist", "assignments", "--out"], "plagiarism"),
    ("pypdf", [*GRADE, "--reports", "--out"], "instructor"),
    ("nh3", ["report", "runner.ipynb", "--to"], "instructor"),
    ("ipykernel", ["report", "runner.ipynb", "--to"], "instructor"),
)


@pytest.mark.parametrize(("package", "command", "extra"), CASES)
def test_a_command_says_what_to_install(
    package: str, command: list[str], extra: str, tmp_path: Path
) -> None:
    out = str(tmp_path / "out.html")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, package, *command, out],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr == (
        f"softmark: This needs {package}, which is not installed: "
        f"run python -m pip install 'softmark[{extra}]'.\n"
    )


def test_a_module_of_ours_that_is_missing_is_a_defect_and_no_sentence() -> None:
    assert missing_package(ModuleNotFoundError("x", name="autograder.nowhere")) == ""
