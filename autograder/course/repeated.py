"""Loops over samples by what happens: lines that run more often the more samples there are."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from ..results.convert import MalformedError, convert
from ..results.records import dataclass

# A line that is run once more for every so many samples is a loop over them. Loops over classes and layers run as
# often whatever their number; so do loops over blocks, or nearly.
SAMPLES = 4


@dataclass(frozen=True)
class LineCounts:
    """How often lines ran, as an executor counted; see `worker.line_counts`.

    Attributes:
        disturbed: something else than the count was at work.
        lines: (function, file, line, times), in the order in which they ran first.
    """

    disturbed: bool
    lines: list[tuple[str, str, int, int]]

    @property
    def functions(self) -> list[str]:
        """The functions in which lines ran."""
        return list(dict.fromkeys(line[0] for line in self.lines))


@dataclass(frozen=True)
class Repeated:
    """A line that runs for every sample.

    Attributes:
        function: in which, or in something that it calls.
        file, line: where.
    """

    function: str
    file: str
    line: int


@dataclass(frozen=True)
class Repetition:
    """What was found of a submission by counting and by the clock.

    Attributes:
        lines: the first one of each function.
        unsure: functions of which it could not be told, for somebody to look at.
    """

    lines: tuple[Repeated, ...] = ()
    unsure: tuple[str, ...] = ()


NO_REPETITION = Repetition()


def read_counts(value: object) -> LineCounts | None:
    """Returns counts that a submission's side told; None where they are malformed."""
    try:
        return convert(value, LineCounts)
    except MalformedError:
        return None


def runs_often(counts: LineCounts, samples: int) -> bool:
    """Tells whether a line ran so often that this can be because of so many samples."""
    return any(SAMPLES * line[3] >= samples for line in counts.lines)


def repeated_lines(counts: Mapping[int, LineCounts]) -> list[Repeated]:
    """Returns the first line of each function that runs for every sample.

    Args:
        counts: on inputs of several sizes, by their number of samples; the times grow from each to the next.
    """
    times = {size: {line[:3]: line[3] for line in told.lines} for size, told in counts.items()}
    sizes = sorted(counts)
    steps = [(times[less], times[more], more - less) for less, more in pairwise(sizes)]
    found: dict[str, Repeated] = {}
    for place in times[sizes[-1]]:
        if place[0] not in found and all(
            SAMPLES * (after.get(place, 0) - before.get(place, 0)) >= more
            for before, after, more in steps
        ):
            found[place[0]] = Repeated(*place)
    return list(found.values())
