"""The files beside a notebook that go with it into autograded/: data and pictures that its cells read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ...errors import UsageError
from ...submissions.file_names import escaped
from ...submissions.lms.download import Tree
from ...submissions.lms.forms import NOTEBOOK_FOLDER
from ...submissions.lms.people import Packed
from ...submissions.lms.times import TIMESTAMP

# What a browser would run, such as .html and .svg, is none of them.
_ENDINGS = """
    .py .txt .md .csv .tsv .json .toml .yaml .yml .npy .npz .gz .png .jpg .jpeg .gif .webp .pdf
"""
SUFFIXES = frozenset(_ENDINGS.split())
MOST_FILES = 200
MOST_BYTES = 48 << 20
LARGEST = 20 << 20
DEEPEST = 6
LONGEST_NAME = 200


def copy_beside(source: Packed, tree: Tree, folder: Path) -> Iterator[str]:
    """Copies what may lie beside a student's notebook; yields what was left out, and why.

    Args:
        source: regular files only, as the platform's reader lists them.
        tree: where they are.
        folder: of the notebook.
    """
    left, count = MOST_BYTES, MOST_FILES
    for member, name in source.members:
        path = PurePosixPath(name)
        if path.parts[:1] == (NOTEBOOK_FOLDER,):
            path = PurePosixPath(*path.parts[1:])
        if path.suffix.lower() == ".ipynb" or path.name == TIMESTAMP:
            continue
        if reason := _objection(path):
            yield f"{escaped(str(path))} is not shown: {reason}"
            continue
        if not count:
            yield f"of more than {MOST_FILES} files the others are not shown"
            return
        try:
            content = tree.read(member, min(left, LARGEST) + 1)
        except UsageError as error:
            yield str(error)
            continue
        if len(content) > min(left, LARGEST):
            yield f"{path} is not shown: too large"
            continue
        left, count = left - len(content), count - 1
        target = folder / path
        if target.exists() or any(parent.is_file() for parent in target.parents):
            yield f"{path} is not shown: there is another of that name"
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _objection(path: PurePosixPath) -> str:
    if path.suffix.lower() not in SUFFIXES:
        return f"files {path.suffix or 'without an ending'} are not"
    if len(path.parts) > DEEPEST or any(len(part.encode()) > LONGEST_NAME for part in path.parts):
        return "its name is too long"
    if any(part.startswith(".") or part == ".." for part in path.parts) or path.is_absolute():
        return "its name is not allowed"
    return ""
