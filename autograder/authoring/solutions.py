"""The solutions of an assignment beside the reference: other right ones, and those that do nothing."""

from __future__ import annotations

from ..course.assignment import Assignment
from ..course.regions import empty_regions

ALTERNATIVE, TRIVIAL = "alternative", "trivial"
# The folders of solutions/NAME in 0.1.
RENAMED_FOLDERS = {"accepted": ALTERNATIVE, "nothing": TRIVIAL}


def alternative_solutions(assignment: Assignment) -> dict[str, dict[str, bytes]]:
    """Returns the files of each folder in alternative/, by its name."""
    return solutions_in(assignment, ALTERNATIVE)


def solutions_in(assignment: Assignment, folder: str) -> dict[str, dict[str, bytes]]:
    """Returns the files of each folder in a folder of solutions/NAME, by its name."""
    found: dict[str, dict[str, bytes]] = {}
    for path, content in assignment.bundle.solution.items():
        parts = path.split("/", 2)
        if parts[0] == folder and len(parts) == 3 and path.endswith(".py"):
            found.setdefault(parts[1], {})[parts[2]] = content
    return found


def trivial_solutions(assignment: Assignment) -> dict[str, dict[str, bytes]]:
    """Returns the files of what does nothing: of each folder in trivial/, and of empty regions."""
    idle = {
        "a solution with every region left empty": {
            path: empty_regions(content.decode(), path).encode()
            for path, content in assignment.reference.items()
        }
    }
    for name, files in solutions_in(assignment, TRIVIAL).items():
        idle[f"trivial/{name}"] = files
    return idle
