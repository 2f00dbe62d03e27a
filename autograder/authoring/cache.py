"""Results of long proofs, kept on disk under a key of all that they depend on."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from ..course.assignment import Assignment
from ..results.replacing import CannotWriteError, write_output

Result = TypeVar("Result", bound=msgspec.Struct)


def read_result(path: Path, kind: type[Result]) -> Result | None:
    """Returns what was kept at a path; None where there is nothing, or it is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def keep_result(path: Path, result: msgspec.Struct) -> None:
    """Writes a result where `read_result` finds it, whole or not at all; on a full or protected disk nowhere."""
    with suppress(CannotWriteError):
        write_output(path, msgspec.json.encode(result))


def proof_key(assignment: Assignment, *others: bytes) -> str:
    """Returns a digest of all that a proof depends on: the assignment, this package's code, numpy.

    Args:
        others: whatever else it depends on.
    """
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    files = {
        **{f"a/{path}": data for path, data in assignment.bundle.assignment.items()},
        **{f"s/{path}": data for path, data in assignment.bundle.solution.items()},
        **{
            f"c/{path.relative_to(package)}": path.read_bytes()
            for path in sorted(package.glob("**/*.py"))
        },
        "numpy": np.__version__.encode(),
        **{f"o/{number}": data for number, data in enumerate(others)},
    }
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
