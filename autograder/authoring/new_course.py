"""A course of one's own in an empty folder: assignments, solutions, data, and what belongs around them."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from ..course.course import COMMON, Course
from ..errors import UsageError, nearest
from ..results.replacing import write_output

COURSE_TOML = """\
# What holds for the whole course; `softmark course` reads it.
title = "{title}"
language = "{language}"
# Those that every title and hint is asked for in. A language of your own is a file sentences/LANGUAGE.toml.
languages = ["{language}"]

# What an assignment counts in the course's total; 1 where it is not named.
[weights]
# softmax_mnist = 2

# So many of a student's lowest assignments do not count.
[drop]
lowest = 0
"""

README = """\
# {title}

- `softmark verify` proves all assignments; `softmark new NAME` adds one of your own.
- `softmark release NAME --zip NAME.zip` makes the package for students; solutions/ never leaves this folder.
- `softmark grade NAME submissions/ --out results/NAME` grades a class; open results/NAME/summary.html.
- `softmark course results/*` puts all assignments on one page.
"""

GITIGNORE = """\
# The secret that decides the inputs of grading, and caches.
.softmark/
# What students handed in and got back is personal.
/results/
/submissions/
/submitted/
/autograded/
/feedback/
gradebook.db
people.csv
.ipynb_checkpoints/
__pycache__/
*.pyc
"""

WORKFLOW = """\
# Proves the course at every push, on GitHub and on forges that read the same files.
name: verify
on: [push, pull_request]
jobs:
  verify:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.11"}
      - run: sudo apt-get update && sudo apt-get install -y bubblewrap libseccomp2
      - run: python -m pip install 'softmark[instructor]'
      - run: softmark verify
"""


def library() -> Path:
    """Returns the folder that assignments are taken from: softmark-courses, or this repository.

    Raises:
        UsageError: there is neither.
    """
    found = importlib.util.find_spec("softmark_courses")
    if found is not None and found.origin is not None:
        return Path(found.origin).parent
    repository = Path(__file__).parents[2]
    if (repository / "solutions").is_dir():
        return repository
    raise UsageError(
        "The assignments are not installed: run python -m pip install softmark-courses, or leave "
        "--with and --all away and begin with `softmark new NAME`."
    )


def new_course(
    folder: Path, names: Sequence[str] | None, *, language: str, nbgrader: bool
) -> tuple[Course, list[str]]:
    """Writes a course into an empty folder.

    Args:
        names: the assignments to take along; None for all there are.

    Returns:
        The course, and the names of its assignments, which are to be released.

    Raises:
        UsageError: the folder holds something, there is no such assignment, or none is installed.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder: name one that is, or a new one.")
    chosen = _chosen(names)
    title = folder.resolve().name.replace("-", " ").replace("_", " ").capitalize()
    texts = {
        "course.toml": COURSE_TOML.format(title=title.replace('"', ""), language=language),
        "README.md": README.format(title=title),
        ".gitignore": GITIGNORE,
        ".github/workflows/verify.yml": WORKFLOW,
    }
    for path, text in texts.items():
        write_output(folder / path, text)
    if nbgrader:
        _copy(library() / "nbgrader_config.py", folder / "nbgrader_config.py")
    for name in chosen:
        for part in ("assignments", "solutions"):
            _copy(library() / part / name, folder / part / name)
    if chosen:
        _copy(library() / "solutions" / COMMON, folder / "solutions" / COMMON)
        _copy(library() / "data", folder / "data")
    return Course(folder.resolve()), chosen


def _chosen(names: Sequence[str] | None) -> list[str]:
    if names is not None and not names:
        return []
    known = Course(library()).names()
    for name in names or ():
        if name not in known:
            raise UsageError(f"There is no assignment {name!r}. {nearest(name, known)}")
    return list(dict.fromkeys(known if names is None else names))


def _copy(source: Path, target: Path) -> None:
    """Copies a file, or a folder with what is in it and is no cache and not hidden."""
    if source.is_file():
        write_output(target, source.read_bytes())
        return
    for entry in source.iterdir():
        if entry.name != "__pycache__" and not entry.name.startswith("."):
            _copy(entry, target / entry.name)
