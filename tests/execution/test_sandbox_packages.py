"""Packages that an assignment names are there to be read, in the sandbox and at home; no others are."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.commands import assert_refused, softmark
from helpers.double_course import ASSIGNMENT, REFERENCE, load, student_of, write_course

from autograder.authoring.package import package_files
from autograder.authoring.release import release
from autograder.course.course import Course
from autograder.errors import CourseError
from autograder.execution.failure import StudentError
from autograder.execution.packages import package_files as files_of
from autograder.execution.packages import package_modules, pip_names
from autograder.execution.proxy import Remote
from autograder.execution.sandbox import Sandbox
from autograder.execution.student import Student
from autograder.execution.transport import PipeTransport, load_message
from autograder.grading.self_check import check_work
from autograder.platforms.gradescope.bundle import gradescope_zip

ALLOWED = ASSIGNMENT + '[sandbox]\npackages = ["matplotlib"]\n'
WORK = """
import os


def draw():
    import matplotlib.pyplot as plt
    plt.plot([1, 2], [3, 4])
    plt.savefig("figure.png")
    plt.show()
    return os.path.getsize("figure.png") > 1000


def write():
    import matplotlib
    open(os.path.join(os.path.dirname(matplotlib.__file__), "x.py"), "w")


def others(name):
    __import__(name)


def left():
    return os.listdir(".")
"""


@pytest.fixture(scope="module", params=["full", "reduced"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[tuple[Sandbox, str]]:
    """A sandbox with matplotlib, and how isolated it is."""
    names = ("matplotlib",)
    with Sandbox(isolation=request.param, packages=names, preloaded=names) as made:
        yield made, request.param


@pytest.fixture
def student(sandbox: tuple[Sandbox, str]) -> Iterator[Student]:
    """A submission in it."""
    with sandbox[0].spawn() as child:
        transport = PipeTransport(child)
        transport.allow(20)
        transport.exchange(load_message({"work.py": WORK.encode()}, ["work"]))
        yield Student(transport, 0)


def failure(student: Student, value: Remote) -> str:
    with pytest.raises(StudentError) as caught:
        student.read(value)
    return caught.value.failure.type


def test_what_is_named_can_be_used(sandbox: tuple[Sandbox, str], student: Student) -> None:
    if sandbox[1] == "reduced":
        # Nothing can be written there, not even a figure.
        assert failure(student, student.work.draw()) in ("PermissionError", "OSError")
    else:
        assert student.read(student.work.draw()) is True


def test_no_file_of_it_can_be_written(student: Student) -> None:
    assert failure(student, student.work.write()) in ("PermissionError", "OSError")


@pytest.mark.parametrize("name", ["msgspec", "pytest", "click", "autograder"])
def test_nothing_else_is_there(student: Student, name: str) -> None:
    assert importlib.util.find_spec(name) is not None
    assert failure(student, student.work.others(name)) == "ModuleNotFoundError"


def test_what_it_wrote_while_it_was_imported_is_gone(
    sandbox: tuple[Sandbox, str], student: Student
) -> None:
    if sandbox[1] == "full":
        assert student.read(student.work.left()) == []


def test_what_a_package_requires_comes_along() -> None:
    modules = package_modules(["matplotlib"])
    assert {"matplotlib", "mpl_toolkits", "PIL", "kiwisolver"} <= set(modules)
    assert not {"numpy", "pytest"} & set(modules)
    assert not any(name.endswith("dist-info") for name in modules)
    assert {"matplotlib", "PIL"} <= {path.name for path in files_of(["matplotlib"])}
    # nbconvert asks for bleach[css]: what an extra of another package brings comes along, too.
    assert {"bleach", "tinycss2"} <= set(package_modules(["nbconvert"]))
    assert package_modules([]) == ()
    assert pip_names(["PIL", "nothing_like_it"]) == ("pillow", "nothing_like_it")


SHOWS = REFERENCE.replace(
    '"""Doubling."""', "import matplotlib\nHAS = matplotlib.__version__ != '0'"
)


def test_at_home_a_package_is_there_where_it_is_named(tmp_path: Path) -> None:
    for toml, usable in ((ALLOWED, True), (ASSIGNMENT, False)):
        course = write_course(tmp_path / str(usable), ASSIGNMENT=toml)
        release(course, load(course))
        work = tmp_path / str(usable) / "work"
        work.mkdir()
        (work / "double.py").write_text(
            SHOWS.replace("    ### BEGIN", "    assert HAS\n    ### BEGIN")
        )
        (result,) = check_work(load(course), work).checks
        assert (result.status == "passed") == usable, result.message


def test_a_package_that_is_not_installed_is_said(tmp_path: Path) -> None:
    write_course(tmp_path, ASSIGNMENT=ALLOWED.replace("matplotlib", "no_such_package"))
    done = softmark("verify", cwd=tmp_path)
    assert_refused(done, "no_such_package", "[sandbox] packages", "pip install no_such_package")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        (ALLOWED.replace("matplotlib", "mat plot"), "assignment.toml:9: sandbox: 'mat plot'"),
        (ALLOWED + "[rules.imports]\nforbidden = ['matplotlib']\n", "matplotlib is forbidden"),
        (ALLOWED.replace("packages", "package"), "no such key"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(tmp_path: Path, toml: str, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        load(write_course(tmp_path, ASSIGNMENT=toml))


def test_who_needs_the_package_is_told_to_install_it(tmp_path: Path) -> None:
    course: Course = write_course(tmp_path, ASSIGNMENT=ALLOWED)
    release(course, load(course))
    start = package_files(course, load(course), with_data=False)["README.md"].decode()
    assert '.whl[notebook]" matplotlib\n' in start
    assert b'"matplotlib"' in gradescope_setup(course)


def gradescope_setup(course: Course) -> bytes:
    with zipfile.ZipFile(io.BytesIO(gradescope_zip(course.bundle("doubling"), b"x"))) as archive:
        return archive.read("setup.sh")


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("def f():\n    print('a', 1)\n    print('b', end='')\n", "a 1\nb"),
        ("import sys\ndef f():\n    sys.stdout.write('x')\n    sys.stdout.flush()\n", "x"),
        ("def f():\n    pass\n", ""),
    ],
)
def test_what_is_printed_is_read_once(source: str, form: str) -> None:
    student = student_of(source)
    student.work.f()
    first, second = student.printed(), student.printed()
    assert student.read_list([first, second]) == [form, ""]


def test_a_flood_is_cut_and_does_not_fail() -> None:
    student = student_of("def f():\n    for _ in range(10**4):\n        print('x' * 100)\n")
    student.work.f()
    assert len(student.read(student.printed())) == 1 << 16


def test_no_figure_is_no_value() -> None:
    for drawn in (False, True):
        student = student_of("def f():\n    return 3\n")
        with pytest.raises(StudentError) as caught:
            student.read(student.figure(student.work.f() if drawn else None))
        assert (caught.value.failure.kind, caught.value.failure.type) == ("value", "no figure")
