"""The student's package works for a student who has Python and pip, and nothing of this course."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from helpers.commands import ROOT, SOLUTION, Done, assert_refused, softmark

from autograder.authoring.leaks import find_leaks, secret_statements
from autograder.authoring.release import generated_files
from autograder.course.assignment import load_assignment
from autograder.course.course import find_course


@pytest.fixture(scope="module", autouse=True)
def few_answers() -> Iterator[None]:
    """Has packages hold answers to those published inputs that are asked for here: all of them take long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "autograder.authoring.package.generated_files", partial(generated_files, seeds=[0, 7])
        )
        yield


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's .zip."""
    path = tmp_path_factory.mktemp("package") / "softmax.zip"
    done = softmark("release", "softmax_mnist", "--zip", path)
    assert done.returncode == 0, done.stderr
    assert str(path) in done.stdout
    return path


@pytest.fixture(scope="module")
def unpacked(package: Path) -> Path:
    """The package as a student unpacks it."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(package.parent)
    return package.with_suffix("")


@pytest.fixture(scope="module")
def python(unpacked: Path) -> Path:
    """A fresh environment with the package's wheel in it, and Softmark's dependencies, no network."""
    folder = unpacked.parent / "environment"
    venv.EnvBuilder(with_pip=False).create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (wheel,) = unpacked.glob("*.whl")
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run(
        [*command, "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True)
    packages = Path(done.stdout.strip())
    # The dependencies of these tests stand in for those that pip would fetch; this repository, which
    # an editable installation puts on the path through a .pth file, does not come with them.
    (packages / "dependencies.pth").write_text(
        f"import sys; sys.path.append({sysconfig.get_path('purelib')!r})\n"
    )
    return python


def run(python: Path, folder: Path, *arguments: object) -> Done:
    """Runs the installed command in a folder, as a student would."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = python.with_name("softmark.exe" if os.name == "nt" else "softmark")
    return subprocess.run(
        [str(command), *map(str, arguments)],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_package_holds_what_a_student_needs(unpacked: Path) -> None:
    for name in (
        *("README.md", "README.zh.md", "loss.py", "optimizer.py", "solver.py", "runner.ipynb"),
        *("assignments/softmax_mnist/checks.py", "assignments/softmax_mnist/expected.npz"),
        "assignments/softmax_mnist/assignment.toml",
    ):
        assert (unpacked / name).is_file(), name
    assert {path.name for path in (unpacked / "assignments").iterdir()} == {"softmax_mnist"}
    data = (unpacked / "data/README.md").read_text()
    assert "4,800 training images" in data
    assert "## Format" in data
    assert "SHA256SUMS" not in data  # it is of the whole


def test_the_package_holds_no_line_of_a_solution_and_a_part_of_the_data(package: Path) -> None:
    assignment = load_assignment(find_course(ROOT).bundle("softmax_mnist"))
    secrets = secret_statements(assignment)
    solution = {text: where for text, where in secrets.items() if ".py:" in where}
    assert len(secrets) > 100
    assert len(solution) > 10
    files = texts_of(package)
    # Templates for authors belong to Softmark, and to no assignment.
    of_course = [name for name in files if "/authoring/kinds/" not in name]
    assert not [name for name in of_course if "hidden" in name or "solutions" in name.split("/")]
    assert not [name for name in files if name.endswith(("mistakes.toml", "secret"))]
    assert len([name for name in files if "ubyte" in name]) == 4
    assert package.stat().st_size < 4_000_000
    for name, text in files.items():
        assert "BEGIN SOLUTION" not in text or ".whl/" in name, name
        # Statements of hidden checks, such as "for row in rows", may stand in Softmark itself by chance.
        looked_for = solution if ".whl/" in name else secrets
        assert not list(find_leaks(name.rpartition("/")[2], text.encode(), looked_for)), name


def texts_of(archive: Path) -> dict[str, str]:
    """Returns the content of every file, those inside of the wheel and of expected.npz included."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(archive) as outer:
        for name in outer.namelist():
            if name.endswith((".whl", ".npz")):
                with outer.open(name) as file, zipfile.ZipFile(file) as inner:
                    for part in inner.namelist():
                        found[f"{name}/{part}"] = inner.read(part).decode("utf-8", "replace")
            else:
                found[name] = outer.read(name).decode("utf-8", "replace")
    return found


@pytest.mark.parametrize(("file", "language"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_first_page_leads_from_unpacking_to_the_hand_in(
    unpacked: Path, file: str, language: str
) -> None:
    text = (unpacked / file).read_text(encoding="utf-8")
    (wheel,) = unpacked.glob("*.whl")
    steps = (
        "3.11",
        f'pip install "./{wheel.name}[notebook]"',
        "softmark doctor",
        "softmark check softmax_mnist",
        "softmark data mnist",
        "jupyter lab runner.ipynb",
        "softmark submit softmax_mnist",
    )
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert ("--lang zh" in text) == (language == "zh")
    for named in ("runner.ipynb", "loss.py", "optimizer.py", "data"):
        assert (unpacked / named).exists()
    handout = "README.md" if language == "en" else "README.zh.md"
    assert f"assignments/softmax_mnist/{handout}" in text
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        assert "Provides-Extra: notebook" in archive.read(metadata).decode()


@pytest.mark.slow
def test_the_part_of_the_data_trains(python: Path, unpacked: Path) -> None:
    code = (
        "import dataloader\n"
        "print([len(dataloader.Dataset('data', mode)) for mode in ('train', 'val', 'test')])"
    )
    done = subprocess.run([str(python), "-c", code], cwd=unpacked, capture_output=True, text=True)
    assert done.stdout == "[4400, 400, 1000]\n", done.stderr


@pytest.mark.slow
def test_the_installed_package_is_not_this_repository(python: Path, tmp_path: Path) -> None:
    code = "import autograder; print(autograder.__file__)"
    done = subprocess.run([str(python), "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert str(python.parents[1]) in done.stdout, done


@pytest.mark.slow
def test_a_student_checks_their_work_with_the_package_alone(python: Path, unpacked: Path) -> None:
    done = run(python, unpacked, "check", "softmax_mnist")
    assert done.returncode == 1, done.stderr
    assert "TODO" in done.stdout
    done = run(python, unpacked, "check")
    assert (done.returncode, done.stderr) == (1, "")
    stubs = {name: (unpacked / name).read_bytes() for name in ("loss.py", "optimizer.py")}
    try:
        for name in stubs:
            (unpacked / name).write_bytes((SOLUTION / name).read_bytes())
        done = run(python, unpacked, "check")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "hidden checks run at grading" in done.stdout
        done = run(python, unpacked, "check", "--seed", 7, "--only", "training")
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        for name, content in stubs.items():
            (unpacked / name).write_bytes(content)


@pytest.mark.slow
def test_instructors_commands_say_what_the_package_lacks(python: Path, unpacked: Path) -> None:
    assert_refused(run(python, unpacked, "verify"), "solutions/softmax_mnist is missing")
    assert_refused(run(python, unpacked, "demo"), "not part of a student's package")


@pytest.mark.slow
def test_release_to_a_folder_keeps_a_students_work(unpacked: Path, tmp_path: Path) -> None:
    target = shutil.copytree(unpacked, tmp_path / "handout")
    (target / "loss.py").write_text("# my work\n")
    assert_refused(softmark("release", "softmax_mnist", "--to", target), "loss.py", "--force")
    assert (target / "loss.py").read_text() == "# my work\n"
