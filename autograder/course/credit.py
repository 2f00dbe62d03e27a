"""Credit by cause: what a known mistake costs in all, however many checks it fails.

One missing 1/N can fail nine checks. With [credit] in assignment.toml, points that were lost through it are given
back. What touches a score, in this order: the points of the checks, credit, broken rules (the score never falls
below 0), lateness, and people's adjustments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from ..errors import CourseError, nearest
from ..results.records import dataclass
from ..results.result import CheckResult, Credited
from .course import Bundle
from .ranges import Points, Share


@dataclass(frozen=True)
class Credit:
    """[credit] of assignment.toml.

    Attributes:
        default: the share of the lost points that a known mistake costs, from 0 to 1.
        points: by the id of a mistake, the most that it costs in all, instead.
    """

    default: Share = 1.0
    points: dict[str, Points] = field(default_factory=dict)

    def cost(self, mistake: str, lost: float) -> float:
        """Returns what a mistake costs through which so many points were lost."""
        if mistake in self.points:
            return min(lost, self.points[mistake])
        return lost * self.default


def examine_credit(bundle: Bundle, credit: Credit) -> None:
    """Raises CourseError where [credit] names a mistake that there is not."""
    # Here alone: students have no mistakes, and each check of theirs starts with this file.
    from .mistakes import FILE, load_mistakes

    known = [mistake.id for mistake in load_mistakes(bundle)]
    for id_ in credit.points:
        if id_ not in known:
            raise CourseError(
                f"assignments/{bundle.name}/assignment.toml: [credit.points] names {id_!r}, which stands in no "
                f"table of solutions/{bundle.name}/{FILE}. {nearest(id_, known)}"
            )


def credited(credit: Credit, checks: Sequence[CheckResult]) -> list[Credited]:
    """Returns what is given back for each known mistake, most points first.

    Only checks count in which known mistakes explain all that is wrong. Where several do, each of them is
    charged its part of the check's points.
    """
    lost: dict[str, float] = {}
    titles: dict[str, str] = {}
    for check in checks:
        found = check.diagnosis
        if check.status == "passed" or found is None or not found.whole:
            continue
        ids = found.mistakes or [found.mistake]
        for id_ in ids:
            lost[id_] = lost.get(id_, 0.0) + (check.max_points - check.points) / len(ids)
            if len(ids) == 1:
                titles[id_] = found.title
    costs = [
        Credited(
            mistake=id_,
            title=titles.get(id_, id_),
            lost=round(points, 6),
            cost=round(credit.cost(id_, points), 6),
        )
        for id_, points in lost.items()
    ]
    return sorted((item for item in costs if item.cost < item.lost), key=lambda item: -item.lost)
