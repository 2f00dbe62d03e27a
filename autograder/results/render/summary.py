"""What the class page shows, worked out from all results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from statistics import fmean, median

from ..known import Known
from ..records import dataclass
from ..result import Result
from ..text import say
from .class_tables import (
    Bin,
    CheckRow,
    MistakeRow,
    check_rows,
    mistake_rows,
    mistakes_of,
    score_bins,
)
from .feedback import percent

LOW_PERCENT = 50
# Failed checks, mistakes, and the status of most of the checks.
_Cause = tuple[tuple[str, ...], tuple[str, ...], str]
ATTENTION_SHOWN = 20
CAUSES_SHOWN = 15


@dataclass(frozen=True)
class StudentRow:
    """One student in the table.

    Attributes:
        name: for people; "" where nobody knows it.
        tags: by what the table is filtered: the status, attention, full, late, adjusted, report, rule, cN for a
            failed check, mN for a mistake and gN for a cause.
    """

    result: Result
    passed: int
    mistakes: tuple[str, ...]
    reasons: tuple[str, ...]
    severity: int
    name: str = ""
    tags: str = ""

    @property
    def share(self) -> float:
        """Of the full score, in per cent."""
        return percent(self.result.score, self.result.max_score)


@dataclass(frozen=True)
class CauseRow:
    """Students whose checks failed in the same way: how many, which checks, and what is behind it.

    Attributes:
        status: of most of these checks, for where no mistake is known.
    """

    count: int
    checks: tuple[str, ...]
    mistakes: tuple[str, ...]
    status: str

    @property
    def key(self) -> _Cause:
        """What the students have in common."""
        return self.checks, self.mistakes, self.status


@dataclass(frozen=True)
class ClassSummary:
    """The parts of the class page; the mean and median are None where nothing was graded."""

    students: tuple[StudentRow, ...]
    max_score: float
    mean: float | None
    median: float | None
    statuses: Counter[str]
    full: int
    bins: tuple[Bin, ...]
    mistakes: tuple[MistakeRow, ...]
    checks: tuple[CheckRow, ...]
    attention: tuple[StudentRow, ...] = field(default=())
    causes: tuple[CauseRow, ...] = ()
    rules: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, results: Sequence[Result], language: str, known: Mapping[str, Known] | None = None
    ) -> ClassSummary:
        """Returns the parts of the page; students keep the order of the results."""
        graded = [result for result in results if result.status == "graded"]
        scores = [result.score for result in graded]
        checks, mistakes = check_rows(graded), mistake_rows(graded)
        found = [_cause(result) for result in results]
        causes = _causes(
            cause for result, cause in zip(results, found, strict=True) if result.status == "graded"
        )
        rules = sorted({v.rule for r in results for v in r.violations if v.rule != "late"})
        numbers = _Numbers(
            {row.id: place for place, row in enumerate(checks)},
            {row.title: place for place, row in enumerate(mistakes)},
            {row.key: place for place, row in enumerate(causes)},
            {rule: place for place, rule in enumerate(rules)},
        )
        names = {student: who.name for student, who in (known or {}).items()}
        students = tuple(
            _student_row(result, cause, language, numbers, names.get(result.student, ""))
            for result, cause in zip(results, found, strict=True)
        )
        worst_first = sorted(students, key=lambda row: (row.severity, row.share))
        return cls(
            students=students,
            max_score=max((result.max_score for result in results), default=0.0),
            mean=fmean(scores) if scores else None,
            median=median(scores) if scores else None,
            statuses=Counter(result.status for result in results),
            full=sum(result.score >= result.max_score for result in graded),
            bins=score_bins(graded),
            mistakes=mistakes,
            checks=checks,
            attention=tuple(row for row in worst_first if row.reasons),
            causes=causes,
            rules=tuple(rules),
        )


@dataclass(frozen=True)
class _Numbers:
    """The places of checks, mistakes, causes and rules in their tables, by which tags name them."""

    checks: Mapping[str, int]
    mistakes: Mapping[str, int]
    causes: Mapping[_Cause, int]
    rules: Mapping[str, int]


def _cause(result: Result) -> _Cause:
    failed = [check for check in result.checks if check.status != "passed"]
    statuses = Counter(check.status for check in failed)
    most = max(statuses, key=lambda status: statuses[status], default="")
    return tuple(check.id for check in failed), tuple(mistakes_of(result)), most


def _causes(found: Iterable[_Cause]) -> tuple[CauseRow, ...]:
    """Returns the ways in which several students failed alike, most often first."""
    counts = Counter(found)
    return tuple(
        CauseRow(count, *cause) for cause, count in counts.most_common() if cause[0] and count > 1
    )[:CAUSES_SHOWN]


def _tags(
    result: Result, cause: _Cause, numbers: _Numbers, *, attention: bool, full: bool
) -> Iterator[str]:
    yield result.status
    if attention:
        yield "attention"
    if full:
        yield "full"
    if result.decisions:
        yield "adjusted"
    rules = dict.fromkeys(violation.rule for violation in result.violations)
    yield from ("late" if rule == "late" else f"r{numbers.rules[rule]}" for rule in rules)
    if result.status != "graded":
        return
    failed, mistakes, _ = cause
    yield from (f"c{numbers.checks[id]}" for id in failed)
    yield from (f"m{numbers.mistakes[title]}" for title in mistakes)
    if (place := numbers.causes.get(cause)) is not None:
        yield f"g{place}"


def _student_row(
    result: Result, cause: _Cause, language: str, numbers: _Numbers, name: str
) -> StudentRow:
    reasons = list(_reasons(result, language))
    full = result.status == "graded" and percent(result.score, result.max_score) >= 100
    return StudentRow(
        name=name,
        tags=" ".join(_tags(result, cause, numbers, attention=bool(reasons), full=full)),
        result=result,
        passed=sum(check.status == "passed" for check in result.checks),
        mistakes=cause[1],
        reasons=tuple(reason for _, reason in reasons),
        severity=min((severity for severity, _ in reasons), default=9),
    )


def _reasons(result: Result, language: str) -> Iterable[tuple[int, str]]:
    """Why a student needs attention, each with its rank: 0 is the most pressing."""
    if result.status != "graded":
        rank = 0 if result.status == "fault" else 1
        words = say(f"reason.{result.status}", language)
        colon = say("colon", language)
        yield rank, f"{words}{colon}{result.message}" if result.message else words
        return
    if result.message:
        yield 4, result.message
    counts = Counter(check.status for check in result.checks)
    if counts["fault"]:
        yield 0, say("reason.check_fault", language, count=counts["fault"])
    if counts["skipped"]:
        yield 2, say("reason.load", language, count=counts["skipped"])
    if counts["timeout"]:
        yield 3, say("reason.timeout", language, count=counts["timeout"])
    if result.near_limit:
        yield 3, say("reason.near_limit", language)
    if result.violations:
        yield 4, say("violations", language, count=len(result.violations))
    if percent(result.score, result.max_score) < LOW_PERCENT:
        yield 5, say("reason.low", language, percent=LOW_PERCENT)
