"""From `softmark release` to a graded hand-in: fresh environment, no repository, no network; every assignment."""

import subprocess
import sys
import sysconfig

import pytest
from helpers.commands import ROOT

NAMES = sorted(path.parent.name for path in ROOT.glob("assignments/*/assignment.toml"))
WALKS = [
    (name, kind, language)
    for name in NAMES
    for kind in ("package", "notebook")
    for language in ("en", "zh")
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
