"""What the tests of the command line share."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

from autograder.cli.app import main

ROOT = Path(__file__).parents[2]
SOLUTION = ROOT / "solutions" / "softmax_mnist"

Done = subprocess.CompletedProcess[str]
ENVIRONMENT = {"SOFTMARK_SECRET": "tests", "COLUMNS": "100", "NO_COLOR": "1"}


def softmark(
    *arguments: object, cwd: Path = ROOT, environment: Mapping[str, str] = ENVIRONMENT
) -> Done:
    """Runs the command as its entry point does: in this process, where all is imported already.

    `check` is the owner of its process, and has one of its own.
    """
    if "check" in arguments[:1]:
        return softmark_process(*arguments, cwd=cwd)
    out, err = io.StringIO(), io.StringIO()
    line = ["softmark", *map(str, arguments)]
    code: object = 0
    with (
        contextlib.chdir(cwd),
        patch.dict(os.environ, environment),
        patch.object(sys, "argv", line),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        except Exception:
            # As the interpreter would end.
            code = 1
            traceback.print_exc()
    assert isinstance(code, int)
    return Done(line, code, out.getvalue(), err.getvalue())


def softmark_process(*arguments: object, cwd: Path = ROOT) -> Done:
    """Runs the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "autograder", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **ENVIRONMENT},
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
