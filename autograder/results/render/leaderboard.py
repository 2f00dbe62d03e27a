"""The page on which those are ranked who want to be: pseudonyms and numbers, and nothing else of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..result import Result
from .html import page


def leaderboard_page(
    results: Iterable[Result], title: str, output: str, language: str, *, lowest_first: bool = False
) -> str:
    """Returns the page; it names nobody.

    Args:
        output: what the number is called.
        lowest_first: whether less is better.
    """
    ranked = ranking(results, lowest_first=lowest_first)
    return page("leaderboard.html.jinja", language, rows=ranked, title=title, output=output)


def ranking(results: Iterable[Result], *, lowest_first: bool = False) -> list[tuple[int, str, str]]:
    """Returns (rank, pseudonym, number), the best first; equal numbers have one rank.

    Of several people with one pseudonym each gets a number behind it.
    """
    there = [
        (one.measured, one.pseudonym, one.digest)
        for one in results
        if one.pseudonym and one.measured is not None
    ]
    sign = 1 if lowest_first else -1
    # By digest last: the order of the names must not show.
    there.sort(key=lambda row: (sign * row[0], row[1].casefold(), row[2]))
    count = Counter(name for _, name, _ in there)
    seen: Counter[str] = Counter()
    rows: list[tuple[int, str, str]] = []
    rank, last = 0, None
    for place, (value, name, _) in enumerate(there, start=1):
        rank = rank if value == last else place
        last = value
        seen[name] += 1
        shown = name if count[name] == 1 else f"{name} ({seen[name]})"
        rows.append((rank, shown, f"{value:.4g}"))
    return rows
