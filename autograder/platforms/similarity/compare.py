"""Pairs of similar submissions, ranked.

Copydetect replaces names by placeholders and compares fingerprints of short runs of code (winnowing:
Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003), so
that neither renaming nor reordering hides a copy.
"""

from __future__ import annotations

import importlib
import io
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from .clusters import Cluster, Two, clusters_of, threshold
from .documents import Document

# Characters, after names have become one letter each, that must agree in a row.
RUN = 25


@dataclass(frozen=True)
class Span:
    """A part of a text, and whether it stands in the other one too."""

    text: str
    common: bool


@dataclass(frozen=True)
class Pair:
    """Two submissions.

    Attributes:
        share: of the shorter one's own code, how much stands in the other, in per cent.
        left, right: their texts, in parts.
    """

    students: tuple[str, str]
    share: float
    left: tuple[Span, ...]
    right: tuple[Span, ...]


@dataclass(frozen=True)
class Similar:
    """What was found in a class.

    Attributes:
        pairs: the most similar first.
        compared: how many pairs there are.
        typical: what half of all pairs do not exceed, in per cent.
        clusters: who hangs together by pairs that stand out.
        shares: in per cent, of all pairs that stand out, and those that are shown.
        short: students who have too little code of their own to be compared.
    """

    pairs: tuple[Pair, ...]
    compared: int
    typical: float
    short: tuple[str, ...]
    clusters: tuple[Cluster, ...] = ()
    shares: tuple[tuple[Two, float], ...] = ()


def compare_class(
    documents: Sequence[Document], boilerplate: Sequence[Document], most: int = 50
) -> Similar:
    """Returns the most similar pairs of a class, and who hangs together.

    Of a group of submissions with one source only the pairs that link it are shown.

    Args:
        boilerplate: what everybody was given; it counts for nothing.
        most: how many pairs to show.
    """
    detector = importlib.import_module("copydetect.detector")
    utils = importlib.import_module("copydetect.utils")

    def fingerprint(document: Document, given: Sequence[int]) -> Any:
        reduced = io.StringIO(document.reduced)
        found = detector.CodeFingerprint(
            "work.py", RUN, 1, boilerplate=given, filter=False, fp=reduced
        )
        found.raw_code, found.offsets = document.text, document.offsets
        return found

    known: set[int] = set()
    for document in boilerplate:
        known |= utils.get_document_fingerprints(document.reduced, RUN, 1, [])[0]
    given = sorted(known)
    prints = {document.student: fingerprint(document, given) for document in documents}
    compared = {student: each for student, each in prints.items() if each.hashes}
    shares = {
        pair: _quick_share(compared[pair[0]].hashes, compared[pair[1]].hashes)
        for pair in combinations(sorted(compared), 2)
    }
    typical = statistics.median(shares.values()) if shares else 0.0
    least = threshold(typical)
    clusters = clusters_of(shares, least)
    shown = {link for cluster in clusters for link in cluster.links}
    by_share = sorted(shares, key=lambda pair: (-shares[pair], pair))
    ranked = [pair for pair in by_share if pair in shown or shares[pair] < least][: 2 * most]
    pairs = [_pair(detector, pair, compared) for pair in ranked if shares[pair] > 0]
    pairs.sort(key=lambda pair: (-pair.share, pair.students))
    return Similar(
        pairs=tuple(pairs[:most]),
        compared=len(shares),
        typical=typical,
        short=tuple(sorted(set(prints) - set(compared))),
        clusters=clusters,
        shares=tuple(
            (pair, shares[pair])
            for pair in by_share
            if shares[pair] >= least or pair in ranked[:most]
        ),
    )


def _quick_share(left: set[int], right: set[int]) -> float:
    """Returns the share of the smaller set that lies in the other, in per cent."""
    return 100 * len(left & right) / min(len(left), len(right))


def _pair(detector: Any, students: tuple[str, str], prints: dict[str, Any]) -> Pair:
    left, right = (prints[student] for student in students)
    _, shares, slices = detector.compare_files(left, right)
    return Pair(
        students=students,
        share=min(100.0, 100 * float(max(shares))),
        left=_spans(left.raw_code, slices[0]),
        right=_spans(right.raw_code, slices[1]),
    )


def _spans(text: str, slices: Any) -> tuple[Span, ...]:
    """Returns a text in parts: those that a slice covers, and those between."""
    spans: list[Span] = []
    end = 0
    for start, stop in sorted((int(a), int(b)) for a, b in zip(*slices, strict=True)):
        start, stop = max(start, end), min(stop, len(text))
        if start >= stop:
            continue
        spans += [Span(text[end:start], False), Span(text[start:stop], True)]
        end = stop
    spans.append(Span(text[end:], False))
    return tuple(span for span in spans if span.text)
