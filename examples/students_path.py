"""A student's path, walked: from `softmark release` to a graded hand-in, in a fresh environment and an empty folder.

    python examples/students_path.py perceptron package en
    python examples/students_path.py mlp notebook zh --dependencies SITE_PACKAGES

The instructor's side is this repository; the student's has what was released and nothing else. Without
--dependencies pip fetches what Softmark needs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def instructor(*arguments: object) -> str:
    """Runs Softmark on the instructor's side, and returns what it prints."""
    command = [sys.executable, "-m", "autograder", *map(str, arguments)]
    return run(command, ROOT)


def run(command: list[str], folder: Path, code: int = 0) -> str:
    """Runs a command, which has to end with this exit code; returns what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != code:
        raise SystemExit(f"{command}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def make_environment(folder: Path, dependencies: str | None, wheel: Path | None) -> Path:
    """Returns the Python of a fresh environment, with the package's wheel if there is one."""
    venv.EnvBuilder(with_pip=dependencies is None).create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if dependencies is not None:
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        packages = Path(run([str(python), "-c", code], folder).strip())
        (packages / "dependencies.pth").write_text(
            f"import sys; sys.path.append({dependencies!r})\n"
        )
        if wheel is not None:
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(packages)
    elif wheel is not None:
        run([str(python), "-m", "pip", "install", "--quiet", f"{wheel}[notebook]"], folder)
    else:
        packages_ = ["jupyterlab", "ipykernel", "nbconvert", "numpy", "matplotlib"]
        run([str(python), "-m", "pip", "install", "--quiet", *packages_], folder)
    return python


def by_package(name: str, language: str, work: Path, dependencies: str | None) -> Path:
    """Solves the files of a package, checks and packs them; returns the archive."""
    instructor("release", name, "--zip", work / "handout.zip", "--lang", language)
    with zipfile.ZipFile(work / "handout.zip") as archive:
        archive.extractall(work)
    folder = work / "handout"
    (wheel,) = folder.glob("*.whl")
    python = make_environment(work / "environment", dependencies, wheel)
    softmark = [str(python), "-P", "-m", "autograder"]
    origin = run([str(python), "-P", "-c", "import autograder; print(autograder.__file__)"], folder)
    assert str(work) in origin, origin
    lang = ["--lang", language]
    run([*softmark, "doctor", *lang], folder)
    run([*softmark, "check", *lang], folder, code=1)
    for path in sorted((ROOT / "solutions" / name).glob("*.py")):
        for target in (folder / path.name, folder / "assignments" / name / path.name):
            if target.exists():
                shutil.copyfile(path, target)
    run([*softmark, "check", "--seed", "all", *lang], folder)
    report = subprocess.run(
        [*softmark, "submit", "--to", "handin.zip", *lang], cwd=folder, capture_output=True
    )
    # Neither a report nor an executed runner is there: it says so, and packs the rest.
    assert report.returncode in (0, 1), report.stderr
    return folder / "handin.zip"


def by_notebook(name: str, language: str, work: Path, dependencies: str | None) -> Path:
    """Solves a self-contained notebook and runs it in an empty folder; returns it."""
    folder = work / "empty"
    folder.mkdir()
    path = folder / f"{name}.ipynb"
    instructor("release", name, "--notebook", path, "--lang", language)
    solved = json.loads((ROOT / f"solutions/{name}/notebook/{name}.ipynb").read_text())
    right = {cell["id"]: cell["source"] for cell in solved["cells"]}
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "NotImplementedError" in "".join(cell["source"]):
            cell["source"] = right[cell["id"]]
    path.write_text(json.dumps(notebook))
    python = make_environment(work / "environment", dependencies, None)
    execute = ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", str(path)]
    run([str(python), "-P", *execute], folder)
    cells = json.loads(path.read_text())["cells"]
    texts = [
        "".join(output.get("data", {}).get("text/plain", ""))
        for cell in cells
        for output in cell.get("outputs", ())
    ]
    marks = [text[0] for text in texts if text[:1] in ("\u2713", "\u2717")]
    assert marks, "no check has run"
    assert set(marks) == {"\u2713"}, texts
    return path


def main() -> None:
    """Walks one path and prints the score that it ends with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("kind", choices=["package", "notebook"])
    parser.add_argument("language")
    parser.add_argument("--dependencies", help="folder of packages that pip need not fetch")
    chosen = parser.parse_args()
    walk = by_package if chosen.kind == "package" else by_notebook
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary).resolve()
        handed_in = walk(chosen.name, chosen.language, work, chosen.dependencies)
        class_folder = work / "class" / "ada"
        class_folder.mkdir(parents=True)
        shutil.copy(handed_in, class_folder)
        said = instructor(
            "grade", chosen.name, class_folder.parent, "--out", work / "out", "--json"
        )
        result = json.loads(said)
        print(
            f"{chosen.name} {chosen.kind} {chosen.language}: {result['score']:g} of {result['max_score']:g}"
        )
        if result["score"] != result["max_score"] or result["notes"]:
            raise SystemExit(said)


if __name__ == "__main__":
    main()
