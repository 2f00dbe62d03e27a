"""Results in an order by student. Those of a class lie on a disk, and are never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

from .result import Result


@runtime_checkable
class Stored(Protocol):
    """Results that are read when they are looked at."""

    def in_order(self, key: Callable[[str], Any]) -> Sequence[Result]:
        """Returns them in another order, by a key of the student; still to be read."""

    def who(self) -> Iterable[str]:
        """Returns whose they are, in their order."""


def by_name(student: str) -> tuple[str, str]:
    """Returns the key that sorts students, whatever the case of their names."""
    return student.casefold(), student


def in_order(results: Iterable[Result], key: Callable[[str], Any] = by_name) -> Sequence[Result]:
    """Returns results in an order by student; stored ones are read anew whenever they are gone through."""
    if isinstance(results, Stored):
        return results.in_order(key)
    return sorted(results, key=lambda result: key(result.student))


def who(results: Iterable[Result]) -> Iterable[str]:
    """Returns whose results are, in their order; stored ones are not read for it."""
    return results.who() if isinstance(results, Stored) else (one.student for one in results)
