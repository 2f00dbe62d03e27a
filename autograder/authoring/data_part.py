"""A part of MNIST, small enough to travel in a package or a notebook, and enough for the experiments."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

from ..course.assignment import Assignment
from ..course.course import Course

# Both under the 5,000 up to which the last twelfth of the training images validates.
IN_PACKAGE = {"train": 4_800, "t10k": 1_000}
IN_NOTEBOOK = {"train": 1_800, "t10k": 400}
_PAGE = """\
# MNIST, a part of it

Handwritten digits: the first {train:,} training images and the first {t10k:,} test images of 28 x 28 grey
pixels, each with its label from 0 to 9. The files are read in place; nothing has to be unpacked. The last
twelfth of the training images is for validation.

The whole set has 60,000 training images and 10,000 test images. This puts it in place of the part:

    softmark data mnist

A hand-in never contains these files.
"""
# Bytes of an idx file's header, and of an item.
_LAYOUT = {"images-idx3": (16, 28 * 28), "labels-idx1": (8, 1)}


def data_part(
    course: Course, assignment: Assignment, counts: Mapping[str, int]
) -> dict[str, bytes]:
    """Returns the first images of the course's MNIST and their labels, as idx files by name.

    {} where the assignment needs none, or the course has none.

    Args:
        counts: images of each part.
    """
    if "mnist" not in assignment.config.data:
        return {}
    files = {}
    for part, count in counts.items():
        for kind, (header, item) in _LAYOUT.items():
            name = f"{part}-{kind}-ubyte.gz"
            path = course.root / "data" / name
            if not path.is_file():
                return {}
            files[name] = gzip.compress(_first(path, header, item, count), 9, mtime=0)
    return files


def part_readme(whole: str) -> str:
    """Returns the page that goes with the part in a package.

    Args:
        whole: the page of the whole data. What it says from its heading "Format" on holds for the part, too.
    """
    _, heading, rest = whole.partition("\n## Format\n")
    return _PAGE.format(**IN_PACKAGE) + heading + rest


def _first(path: Path, header: int, item: int, count: int) -> bytes:
    """Returns an idx file of the first items of another one."""
    with gzip.open(path) as file:
        head = file.read(header)
        body = file.read(item * count)
    return head[:4] + (len(body) // item).to_bytes(4, "big") + head[8:] + body
