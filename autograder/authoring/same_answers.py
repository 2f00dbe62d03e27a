"""Whether two expected.npz hold the same answers: another processor rounds the last digit of some otherwise."""

from __future__ import annotations

from ..checks.run import Outcome
from ..course.answers import Answers
from ..errors import UsageError
from .agree import agree


def same_answers(left: bytes, right: bytes, name: str) -> bool:
    """Tells whether two expected.npz hold the same answers, up to rounding of other machines."""
    try:
        pair = Answers(left, name), Answers(right, name)
    except UsageError:
        return False
    if pair[0].texts() != pair[1].texts() or pair[0].sections() != pair[1].sections():
        return False
    for section in pair[0].sections():
        if pair[0].keys(section) != pair[1].keys(section):
            return False
        for key in pair[0].keys(section):
            outputs = [Outcome(answers.outputs(section, key) or {}) for answers in pair]
            if not agree(*outputs):
                return False
    return True
