"""[leaderboard] of assignment.toml: a number by which those are ranked who want to be, under a name of their choice."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from ..checks.numbers import numeric_array
from ..results.records import dataclass

# Characters of a pseudonym.
_LONGEST = 30
_WISH = re.compile(r"^[ \t]*+#[ \t]*+leaderboard:[ \t]*+(?P<name>\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Leaderboard:
    """[leaderboard] of assignment.toml.

    Attributes:
        check: the check whose probe is asked, once more, on inputs that are the same for everybody.
        output: the number among its outputs: the accuracy on data that students do not have, say.
        lowest_first: whether less is better.
    """

    check: str
    output: str
    lowest_first: bool = False


def pseudonym_in(sources: Iterable[bytes]) -> str:
    """Returns the name in the first comment "# leaderboard: NAME"; "" for who does not want to be ranked."""
    for content in sources:
        wish = _WISH.search(content.decode("utf-8", errors="replace"))
        if wish is not None:
            return wish["name"].strip()[:_LONGEST]
    return ""


def measured_in(value: object) -> float | None:
    """Returns an output as the number to rank by; None for anything else."""
    numbers = numeric_array(value)
    if numbers is None or numbers.size != 1 or numbers.dtype.kind == "c":
        return None
    found = float(numbers.reshape(())) if numbers.ndim == 0 else float(numbers.ravel()[0])
    return found if np.isfinite(found) else None
