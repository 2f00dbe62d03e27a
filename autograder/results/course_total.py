"""What each student has in the whole course: shares of assignments, weighted, the lowest dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .result import Result


@dataclass(frozen=True)
class CourseRow:
    """One student: the result in each assignment, None where nothing was handed in.

    Attributes:
        name: for people; the student's id where nobody knows it.
        dropped: assignments that do not count.
        percent: of all that counts, weighted; None where nothing counts.
        possible: by assignment, what could be reached by who handed in nothing.
    """

    student: str
    results: Mapping[str, Result | None]
    name: str = ""
    dropped: frozenset[str] = frozenset()
    percent: float | None = None
    possible: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """The sum of all scores that count."""
        return sum(result.score for _, result in self._counting() if result is not None)

    def share(self, assignment: str) -> float | None:
        """Returns what was reached in an assignment, 0 to 1; None where nothing counts for the student."""
        result = self.results[assignment]
        return None if result is None else _share(result)

    @property
    def max_total(self) -> float:
        """The sum of all that could be reached in what counts; what was not handed in does."""
        return sum(
            self.possible.get(name, 0.0) if result is None else result.max_score
            for name, result in self._counting()
        )

    def _counting(self) -> Iterator[tuple[str, Result | None]]:
        return (
            (name, result)
            for name, result in self.results.items()
            if name not in self.dropped and (result is None or _share(result) is not None)
        )


def course_rows(
    graded: Mapping[str, Mapping[str, Result]],
    names: Mapping[str, str],
    weights: Mapping[str, float],
    drop_lowest: int,
) -> list[CourseRow]:
    """Returns a row for each student of any assignment, by name.

    What was not handed in counts 0. A result without a score (a fault of the grader's), and one that a student is excused from, do not count.

    Args:
        graded: results by assignment and student.
        names: by student, of everybody in the class, those with no result included.
    """
    students = {student for results in graded.values() for student in results} | names.keys()
    possible = {
        assignment: max((result.max_score for result in results.values()), default=0.0)
        for assignment, results in graded.items()
    }
    rows = []
    for student in students:
        results = {assignment: found.get(student) for assignment, found in graded.items()}
        shares = {
            assignment: share
            for assignment, result in results.items()
            if (share := _share(result)) is not None
        }
        dropped = _lowest(shares, weights, drop_lowest)
        rows.append(
            CourseRow(
                student,
                results,
                names.get(student) or student,
                dropped,
                _percent({name: shares[name] for name in shares.keys() - dropped}, weights),
                possible,
            )
        )
    return sorted(rows, key=lambda row: (row.name.casefold(), row.student))


def _share(result: Result | None) -> float | None:
    if result is None:
        return 0.0
    if result.status == "fault" or result.is_excused:
        return None
    return result.score / result.max_score if result.max_score else None


def _lowest(
    shares: Mapping[str, float], weights: Mapping[str, float], count: int
) -> frozenset[str]:
    """Returns the assignments to be dropped: never all of them."""
    counting: Sequence[str] = [name for name in shares if weights.get(name, 1) > 0]
    ordered = sorted(counting, key=lambda name: shares[name])
    return frozenset(ordered[: max(0, min(count, len(ordered) - 1))])


def _percent(shares: Mapping[str, float], weights: Mapping[str, float]) -> float | None:
    total = sum(weights.get(name, 1) for name in shares)
    if total <= 0:
        return None
    return 100 * sum(weights.get(name, 1) * share for name, share in shares.items()) / total
