"""A Python that has Jupyter, numpy and matplotlib, and nothing of Softmark."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
import venv
from pathlib import Path
from typing import Any
from unittest import mock

# What belongs to the command: a notebook has to do without.
ABSENT = ("autograder", "softmark", "msgspec", "click", "rich", "tqdm", "nbgrader", "nbconvert")


def make_python(folder: Path, absent: tuple[str, ...] = ABSENT) -> Path:
    """Makes an environment without network, in which the packages of these tests stand in for others.

    Args:
        absent: packages that it does not have.
    """
    venv.EnvBuilder(with_pip=False).create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True)
    packages = Path(done.stdout.strip())
    # A folder that is appended has none of its own .pth files read: no editable installation.
    lines = [f"import sys; sys.path.append({sysconfig.get_path('purelib')!r})"]
    lines += [
        f"import sys; sys.meta_path.insert(0, __import__('absent').Absent({absent!r}))"
    ] * bool(absent)
    (packages / "absent.py").write_text(
        "class Absent:\n"
        "    def __init__(self, names): self.names = names\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        import sys\n"
        "        carried = any('softmark-' in entry for entry in sys.path)\n"
        "        if name.split('.')[0] in self.names and not (carried and name.startswith('autograder')):\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
    )
    (packages / "dependencies.pth").write_text("\n".join(lines) + "\n")
    return python


def run_notebook(notebook: Any, python: Path, folder: Path, *, allow_errors: bool = False) -> Any:
    """Runs a notebook with another Python's kernel, in a folder, and returns it with its outputs."""
    import nbclient

    kernels = folder.parent / f"{folder.name}-kernels"
    (kernels / "kernels/fresh").mkdir(parents=True, exist_ok=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "fresh", "language": "python"}
    (kernels / "kernels/fresh/kernel.json").write_text(json.dumps(spec))
    client = nbclient.NotebookClient(
        notebook, kernel_name="fresh", timeout=170, allow_errors=allow_errors,
        resources={"metadata": {"path": str(folder)}},
    )  # fmt: skip
    with mock.patch.dict(os.environ, JUPYTER_PATH=str(kernels)):
        client.execute()
    return notebook
