"""Groups of submissions that have much in common, so that one source copied by ten is one finding, not 45."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Two = tuple[str, str]
# Whatever is typical of a class, less in common than this is no group.
_LEAST = 50.0


@dataclass(frozen=True)
class Cluster:
    """Submissions that hang together by pairs that stand out.

    Attributes:
        students: sorted.
        links: for each student but one, the pair by which they belong to it: those with most in common.
        share: in per cent, of the weakest of these links.
    """

    students: tuple[str, ...]
    links: tuple[Two, ...]
    share: float


def threshold(typical: float) -> float:
    """Returns from which share on a pair stands out, where half of all pairs share at most `typical`."""
    return max(_LEAST, (100 + typical) / 2)


def clusters_of(shares: Mapping[Two, float], least: float) -> tuple[Cluster, ...]:
    """Returns the groups that are connected by pairs of at least a share, the largest first.

    The links are a maximum spanning forest (Kruskal, 1956).
    """
    home: dict[str, str] = {}

    def root(student: str) -> str:
        while home.setdefault(student, student) != student:
            home[student] = home[home[student]]
            student = home[student]
        return student

    links: list[Two] = []
    for pair in sorted(shares, key=lambda two: (-shares[two], two)):
        if shares[pair] < least:
            break
        first, second = root(pair[0]), root(pair[1])
        if first != second:
            home[second] = first
            links.append(pair)
    members: dict[str, list[str]] = {}
    for student in sorted(home):
        members.setdefault(root(student), []).append(student)
    found = []
    for top, students in members.items():
        own = tuple(link for link in links if root(link[0]) == top)
        found.append(Cluster(tuple(students), own, min(shares[link] for link in own)))
    return tuple(sorted(found, key=lambda one: (-len(one.students), -one.share, one.students)))
