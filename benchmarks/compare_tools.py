"""The graders that compare.py compares: Softmark, nbgrader and otter-grader, each behind the same methods."""

from __future__ import annotations

import compileall
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "softmax_mnist"
VERSIONS = {"nbgrader": "nbgrader==0.9.6", "otter": "otter-grader==7.0.0"}
CELL_SECONDS = 10

# What each of the three test cells of the notebooks tests, and its points.
PREPARE = """\
rng = np.random.default_rng(7)
inputs, labels = rng.normal(size=(20, 8)), rng.integers(0, 5, 20)
layer = SoftmaxCrossEntropyLoss(8, 5)
layer.W, layer.b = rng.normal(size=(8, 5)), rng.normal(size=(1, 5))
logits = inputs @ layer.W + layer.b
logp = logits - logits.max(axis=1, keepdims=True)
logp = logp - np.log(np.exp(logp).sum(axis=1, keepdims=True))
W, b = layer.W.copy(), layer.b.copy()
"""
TESTS = (
    (
        "loss",
        40,
        PREPARE
        + """\
loss, accuracy = layer.forward(inputs, labels)
assert np.allclose(loss, -logp[np.arange(20), labels].mean())
assert np.allclose(accuracy, (logits.argmax(axis=1) == labels).mean())
""",
    ),
    (
        "gradient",
        30,
        PREPARE
        + """\
layer.forward(inputs, labels)
layer.gradient_computing()
delta = (np.exp(logp) - np.eye(5)[labels]) / 20
assert np.allclose(layer.grad_W, inputs.T @ delta)
assert np.allclose(layer.grad_b, delta.sum(axis=0, keepdims=True))
""",
    ),
    (
        "optimizer",
        30,
        PREPARE
        + """\
optimizer = SGD(layer, 0.1, 0.9)
velocity = 0
for step in range(4):
    layer.grad_W, layer.grad_b = rng.normal(size=(8, 5)), rng.normal(size=(1, 5))
    velocity = 0.9 * velocity - 0.1 * layer.grad_W
    W = W + velocity
    optimizer.step()
    assert np.allclose(layer.W, W)
""",
    ),
)


@dataclass
class Cost:
    """What a command used: seconds of processor and wall time, MiB of its largest process."""

    cpu: float = 0.0
    wall: float = 0.0
    memory: float = 0.0
    gave_up: bool = False

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.cpu + other.cpu,
            self.wall + other.wall,
            max(self.memory, other.memory),
            self.gave_up or other.gave_up,
        )


def run(
    command: Sequence[object], folder: Path, seconds: float = 36000, secret: str = "compare"
) -> Cost:
    """Runs a command in a group of its own, which is killed when the time is over.

    The folder of its program is the first in which it finds others, as in an activated environment. What it
    compiles it may keep, as on anybody's machine: where PYTHONDONTWRITEBYTECODE is set, each run would compile
    templates anew.
    """
    programs = f"{Path(str(command[0])).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "SOFTMARK_SECRET": secret, "PATH": programs}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    log = folder / "compare.log"
    started = time.perf_counter()
    with log.open("a") as output:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=folder, stdout=output, stderr=output,
            start_new_session=True, env=environment,
        )  # fmt: skip
    gave_up = False
    while True:
        pid, _, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if time.perf_counter() - started > seconds:
            gave_up = True
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.01)
    process.returncode = 0
    wall = time.perf_counter() - started
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, gave_up)


def notebook(files: Mapping[str, str], *, tests: bool) -> bytes:
    """Returns a submission as a notebook, with nbgrader's test cells where they are asked for."""
    cells = [_cell("given", "import numpy as np\n")]
    for name, source in files.items():
        cells.append(_cell(name.partition(".")[0], source, solution=True))
    for name, points, source in TESTS if tests else ():
        cells.append(_cell(f"test_{name}", source, points=points))
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document).encode()


def _cell(name: str, source: str, *, solution: bool = False, points: int = 0) -> dict[str, object]:
    marks: dict[str, object] = {
        "grade": points > 0,
        "grade_id": name,
        "locked": points > 0,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points:
        marks["points"] = points
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"nbgrader": marks} if solution or points else {},
        "outputs": [],
        "source": source,
    }


class Softmark:
    """Softmark, as it is here."""

    name = "Softmark"

    def __init__(self, folder: Path, environments: Path) -> None:
        self.folder = folder
        # Nothing of earlier runs is kept under it.
        self._secret = secrets.token_hex()
        # As pip does with a package that it installs, and did with the others.
        compileall.compile_dir(ROOT / "autograder", quiet=2)

    def grade(self, students: Mapping[str, Mapping[str, str]], seconds: float) -> Cost:
        """Grades a class."""
        for student, files in students.items():
            for name, source in files.items():
                target = self.folder / "class" / student / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(source)
        return self.grade_again(seconds)

    def grade_again(self, seconds: float = 36000) -> Cost:
        """Grades the same class, all of it."""
        return run(
            [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, self.folder / "class",
             "--out", self.folder / "out", "--force"],
            ROOT, seconds, self._secret,
        )  # fmt: skip

    def scores(self) -> dict[str, float]:
        """Returns the score of each student who has one."""
        lines = (self.folder / "out" / "results.jsonl").read_text().splitlines()
        return {row["student"]: row["score"] for row in map(json.loads, lines)}


class Nbgrader:
    """nbgrader, with its autograde and generate_feedback."""

    name = "nbgrader 0.9.6"

    def __init__(self, folder: Path, environments: Path) -> None:
        self.folder = folder
        self.bin = install(environments, "nbgrader") / "bin"

    def grade(self, students: Mapping[str, Mapping[str, str]], seconds: float) -> Cost:
        """Grades a class."""
        (self.folder / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.CourseDirectory.root = {str(self.folder)!r}\n"
            f"c.ExecutePreprocessor.timeout = {CELL_SECONDS}\n"
        )
        first = next(iter(students.values()))
        files = {
            "source/compare/work.ipynb": notebook(first, tests=True),
            **{
                f"submitted/{student}/compare/work.ipynb": notebook(each, tests=True)
                for student, each in students.items()
            },
        }
        for name, content in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(content)
        command = [self.bin / "python", "-m", "nbgrader"]
        run([*command, "generate_assignment", "compare", "--create"], self.folder)
        return run([*command, "autograde", "compare"], self.folder, seconds) + run(
            [*command, "generate_feedback", "compare"], self.folder, seconds
        )

    def scores(self) -> dict[str, float]:
        """Returns the score of each student who has one."""
        code = (
            "import json\nfrom nbgrader.api import Gradebook\n"
            "with Gradebook('sqlite:///gradebook.db') as book:\n"
            "    found = {s.student.id: s.score for s in book.assignment_submissions('compare')}\n"
            "print(json.dumps(found))\n"
        )
        output = subprocess.run(
            [self.bin / "python", "-c", code], cwd=self.folder, capture_output=True, text=True
        ).stdout
        graded = {path.parents[1].name for path in self.folder.glob("feedback/*/compare/*.html")}
        found: dict[str, float] = json.loads(output.splitlines()[-1]) if output else {}
        return {student: score for student, score in found.items() if student in graded}


class Otter:
    """otter-grader, with `otter run`, which is what it runs on Gradescope."""

    name = "otter-grader 7.0.0"

    def __init__(self, folder: Path, environments: Path) -> None:
        self.folder = folder
        self.bin = install(environments, "otter") / "bin"

    def grade(self, students: Mapping[str, Mapping[str, str]], seconds: float) -> Cost:
        """Grades a class, one student after the other."""
        (self.folder / "tests").mkdir(exist_ok=True)
        for name, points, source in TESTS:
            lines = source.splitlines()
            code = "\n".join((("... " if line[:1] == " " else ">>> ") + line) for line in lines)
            suite = {"cases": [{"code": code, "hidden": False, "locked": False}],
                     "scored": True, "setup": "", "teardown": "", "type": "doctest"}  # fmt: skip
            test = {"name": name, "points": points, "suites": [suite]}
            (self.folder / "tests" / f"{name}.py").write_text(
                f"OK_FORMAT = True\ntest = {test!r}\n"
            )
        with zipfile.ZipFile(self.folder / "autograder.zip", "w") as archive:
            archive.writestr("otter_config.json", json.dumps({"lang": "python"}))
            archive.writestr("environment.yml", "")
            for path in sorted((self.folder / "tests").iterdir()):
                archive.write(path, f"tests/{path.name}")
        cost = Cost()
        for student, files in students.items():
            work = self.folder / student
            work.mkdir()
            (work / "work.ipynb").write_bytes(notebook(files, tests=False))
            cost += run(
                [self.bin / "otter", "run", "work.ipynb", "-a", self.folder / "autograder.zip",
                 "-o", "."],
                work, seconds,
            )  # fmt: skip
        return cost

    def scores(self) -> dict[str, float]:
        """Returns the score of each student who has one."""
        found = {}
        for path in self.folder.glob("*/results.json"):
            tests = json.loads(path.read_text()).get("tests", [])
            found[path.parent.name] = sum(test.get("score", 0.0) for test in tests)
        return found


def install(environments: Path, name: str) -> Path:
    """Returns an environment with one of the peers, made where there is none."""
    folder = environments / name
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True)
        packages = [VERSIONS[name], "numpy", "ipykernel"]
        subprocess.run([folder / "bin" / "pip", "install", "-q", *packages], check=True)
        (folder / "ready").touch()
    return folder
