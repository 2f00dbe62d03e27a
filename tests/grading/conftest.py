"""Fixtures: a tiny course, a class of it, and the results of a clean run."""

from pathlib import Path

import pytest
from helpers.adding_course import grade, make_class, make_course


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """(course, submissions, results) of one undisturbed run."""
    folder = tmp_path_factory.mktemp("clean")
    course, submissions = make_course(folder / "course"), make_class(folder / "class", 25)
    grade(course, submissions, folder / "out", jobs=2)
    return course, submissions, folder / "out"
