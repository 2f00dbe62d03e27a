"""Any nbgrader course gets the sandbox: nbgrader's own quickstart, with nbgrader's own submissions."""

import importlib.util
import shutil
from pathlib import Path

import pytest
from helpers.nbgrader_course import contents, make_course, run
from helpers.once import made_once

pytestmark = pytest.mark.slow
# Found without nbgrader, which takes a second to import.
NBGRADER = importlib.util.find_spec("nbgrader").submodule_search_locations
GUIDE = Path(*NBGRADER, "docs/source/user_guide")
SANDBOX = """
from autograder.nbgrader import AUTOGRADE_PREPROCESSORS

c.Autograde.autograde_preprocessors = AUTOGRADE_PREPROCESSORS
"""


def _quickstart(folder):
    (folder / "home").mkdir()
    run(folder, "nbgrader", "quickstart", "course101")
    course = folder / "course101"
    (course / "home").mkdir()
    shutil.copytree(GUIDE / "submitted", course / "submitted")
    run(course, "nbgrader", "generate_assignment", "ps1", "--force")


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """nbgrader's course as its quickstart makes it, with its assignment released."""
    return made_once(tmp_path_factory, "quickstart", _quickstart) / "course101"


def copied(quick, folder, more=""):
    course = shutil.copytree(quick, folder / "course101")
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(more)
    return course


def graded(course):
    run(course, "nbgrader", "autograde", "ps1")
    return contents(f"sqlite:///{course / 'gradebook.db'}")


def points(rows):
    """Returns the rows of single grades."""
    return [row for row in rows if isinstance(row, tuple) and len(row) == 4]


@pytest.fixture(scope="module")
def plain(quick, tmp_path_factory):
    """What nbgrader itself makes of its class."""
    return graded(copied(quick, tmp_path_factory.mktemp("plain")))


def test_the_sandbox_gives_the_points_that_nbgrader_gives(plain, quick, tmp_path):
    course = copied(quick, tmp_path, SANDBOX)
    assert graded(course) == plain
    assert any(row for row in plain if row[:1] == ("correct_squares",) or "squares" in str(row))
    page = (course / "autograded/bitdiddle/ps1/problem1.ipynb").read_text()
    assert "softmark" not in page


def test_a_cell_of_a_students_reads_no_file_of_the_machine(quick, tmp_path):
    course = copied(quick, tmp_path, SANDBOX)
    path = course / "submitted/bitdiddle/ps1/problem1.ipynb"
    text = path.read_text()
    assert "raise NotImplementedError" in text or "def squares" in text
    path.write_text(
        text.replace(
            "def squares(n):", "def squares(n):\\n    print(open('/etc/passwd').read())", 1
        )
    )
    graded(course)
    assert "root:x:0" not in (course / "autograded/bitdiddle/ps1/problem1.ipynb").read_text()


def test_a_kernel_that_ends_gives_no_points_for_what_it_did_not_run(quick, tmp_path):
    course = copied(quick, tmp_path, SANDBOX)
    path = course / "submitted/bitdiddle/ps1/problem1.ipynb"
    path.write_text(
        path.read_text().replace("def squares(n):", "import os; os._exit(0)\\ndef squares(n):", 1)
    )
    rows = graded(course)
    first = rows.index(("bitdiddle", None)) if ("bitdiddle", None) in rows else 0
    given = [row for row in rows[first:] if row[:1] == ("correct_squares",) and len(row) == 4]
    assert given[0][1] == 0


def test_old_and_new_assignments_live_in_one_course(tmp_path, plain):
    course = make_course(tmp_path / "course")
    shutil.copytree(GUIDE / "source/ps1", course / "solutions/ps1/notebook")
    for student in ("bitdiddle", "hacker"):
        work = GUIDE / "submitted" / student / "ps1"
        shutil.copytree(work, course / "submitted" / student / "ps1/notebook")
    run(course, "nbgrader", "generate_assignment", "ps1", "--force")
    # This one was handed in as released, with a stub that is not this course's.
    untouched = "sum_of_squares_application"
    ours, theirs = (
        [row for row in points(rows) if row[0] != untouched] for rows in (graded(course), plain)
    )
    assert ours == theirs
