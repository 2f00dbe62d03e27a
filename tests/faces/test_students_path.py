"""From `softmark release` to a graded hand-in: fresh environment, no repository, no network; every assignment."""

import subprocess
import sys
import sysconfig

import pytest
from helpers.commands import ROOT

NAMES = sorted(path.parent.name for path in ROOT.glob("assignments/*/assignment.toml"))
# Each assignment both ways and in both languages, and each way in each language for every other assignment: the
# languages differ in texts alone: a translation replaces docstrings, cells and comments, and no code.
LANGUAGES = ("en", "zh")
WALKS = [
    (name, kind, LANGUAGES[(place + way) % 2])
    for place, name in enumerate(NAMES)
    for way, kind in enumerate(("package", "notebook"))
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind", "language"), WALKS)
def test_what_is_released_can_be_solved_handed_in_and_gets_full_marks(
    name: str, kind: str, language: str
) -> None:
    packages = sysconfig.get_path("purelib")
    script = str(ROOT / "examples" / "students_path.py")
    done = subprocess.run(
        [sys.executable, script, name, kind, language, "--dependencies", packages],
        capture_output=True, text=True, timeout=900, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    score, most = done.stdout.split(":")[1].split(" of ")
    assert float(score) == float(most) > 0
