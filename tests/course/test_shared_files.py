"""Files that the workspaces of several assignments hold stand once, in solutions/common."""

import pytest

from autograder.course.course import Course


@pytest.fixture
def course(tmp_path):
    files = {
        "assignments/one/assignment.toml": 'workspace = ["one.py", "digits.py"]',
        "assignments/two/assignment.toml": 'workspace = ["two.py"]',
        "assignments/odd/assignment.toml": "workspace = [",
        "solutions/one/one.py": "ONE = 1\n",
        "solutions/two/two.py": "TWO = 2\n",
        "solutions/odd/odd.py": "ODD = 3\n",
        "solutions/common/digits.py": "SHARED = True\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return Course(tmp_path)


def test_an_assignment_has_the_shared_files_that_its_workspace_names(course):
    assert set(course.bundle("one").solution) == {"one.py", "digits.py"}
    assert set(course.bundle("two").solution) == {"two.py"}
    assert set(course.bundle("odd").solution) == {"odd.py"}


def test_a_file_of_its_own_comes_first(course):
    (course.root / "solutions/one/digits.py").write_text("OWN = True\n")
    assert course.bundle("one").solution["digits.py"] == b"OWN = True\n"


def test_students_have_no_solutions_and_no_shared_files_of_them(course):
    (course.root / "solutions/one/one.py").unlink()
    assert course.bundle("one").solution == {}


def test_shared_is_no_assignment(course):
    assert course.names() == ["odd", "one", "two"]
