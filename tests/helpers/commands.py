"""What the tests of the command line share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOLUTION = ROOT / "solutions" / "softmax_mnist"

Done = subprocess.CompletedProcess[str]


def softmark(*arguments: object, cwd: Path = ROOT) -> Done:
    """Runs the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "autograder", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "SOFTMARK_SECRET": "tests", "COLUMNS": "100", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def assert_refused(done: Done, *words: str) -> None:
    """Asserts that a user's error was answered: exit code 2, one short text, no traceback."""
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    said = [line for line in done.stderr.splitlines() if not line.startswith(("Usage:", "Try "))]
    assert len("".join(said)) < 600
    for word in words:
        assert word in done.stderr, done.stderr


def write_work(folder: Path, *, loss: str = "", optimizer: str = "") -> Path:
    """Writes a submission: the reference, or other sources in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in (("loss.py", loss), ("optimizer.py", optimizer)):
        if source:
            (folder / name).write_text(source)
        else:
            shutil.copyfile(SOLUTION / name, folder / name)
    return folder
