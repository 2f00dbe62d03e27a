"""What the class page shows, worked out from all results."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import fmean, median

from ..known import NOBODY, Known
from ..records import dataclass
from ..result import Result
from ..text import say
from .class_tables import (
    Bin,
    CheckRow,
    CheckTally,
    MistakeRow,
    MistakeTally,
    ScoreTally,
    mistakes_of,
)
from .feedback import percent

LOW_PERCENT = 50
# Failed checks, mistakes, and the status of most of the checks.
_Cause = tuple[tuple[str, ...], tuple[str, ...], str]
ATTENTION_SHOWN = 20
CAUSES_SHOWN = 15


@dataclass(frozen=True)
class AttentionRow:
    """A student to look at, and why.

    Attributes:
        name: for people; "" where nobody knows it.
        share: of the full score, in per cent.
        severity: 0 is the most pressing.
    """

    student: str
    name: str
    status: str
    score: float
    share: float
    reasons: tuple[str, ...]
    severity: int


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
    name: str = ""
    tags: str = ""

    @property
    def share(self) -> float:
        """Of the full score, in per cent."""
        return percent(self.result.score, self.result.max_score)


@dataclass(frozen=True)
class StudentRows:
    """The rows of all students, each made when it is looked at: not all of a class's are ever in memory."""

    results: Sequence[Result]
    causes: Sequence[_Cause]
    row_of: Callable[[Result, _Cause], StudentRow]

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[StudentRow]:
        return map(self.row_of, self.results, self.causes)


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
    """The parts of the class page; the mean and median are None where nothing was graded.

    Attributes:
        attention: how many need it.
        first: those who need it most.
        isolations: what some results were graded with instead of the full sandbox.
    """

    students: StudentRows
    max_score: float
    mean: float | None
    median: float | None
    statuses: Counter[str]
    full: int
    bins: tuple[Bin, ...]
    mistakes: tuple[MistakeRow, ...]
    checks: tuple[CheckRow, ...]
    attention: int = 0
    first: tuple[AttentionRow, ...] = ()
    causes: tuple[CauseRow, ...] = ()
    rules: tuple[str, ...] = ()
    isolations: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, results: Sequence[Result], language: str, known: Mapping[str, Known] | None = None
    ) -> ClassSummary:
        """Returns the parts of the page; students keep the order of the results.

        Args:
            results: gone through here, and once more for the rows of the students.
        """
        people = known or {}
        tally = _Tally(language)
        for result in results:
            tally.add(result, people.get(result.student, NOBODY).name)
        checks, mistakes, causes = tally.checks.rows(), tally.mistakes.rows(), tally.cause_rows()
        rules = sorted(tally.rules)
        numbers = _Numbers(
            {row.id: place for place, row in enumerate(checks)},
            {row.title: place for place, row in enumerate(mistakes)},
            {row.key: place for place, row in enumerate(causes)},
            {rule: place for place, rule in enumerate(rules)},
        )
        return cls(
            students=StudentRows(
                results,
                tally.found,
                lambda result, cause: _student_row(
                    result, cause, language, numbers, people.get(result.student, NOBODY).name
                ),
            ),
            max_score=tally.max_score,
            mean=fmean(tally.scores) if tally.scores else None,
            median=median(tally.scores) if tally.scores else None,
            statuses=tally.statuses,
            full=tally.full,
            bins=tally.bins.bins(),
            mistakes=mistakes,
            checks=checks,
            attention=tally.attention,
            first=tuple(tally.first()),
            causes=causes,
            rules=tuple(rules),
            isolations=tuple(sorted(tally.isolations - {"full"})),
        )


class _Tally:
    """What is counted of a class, a result at a time.

    Attributes:
        found: of each result, in their order.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self.max_score = 0.0
        self.scores = array("d")
        self.statuses: Counter[str] = Counter()
        self.full = 0
        self.bins = ScoreTally()
        self.checks = CheckTally()
        self.mistakes = MistakeTally()
        self.causes: Counter[_Cause] = Counter()
        self._alike: dict[_Cause, _Cause] = {}
        self.found: list[_Cause] = []
        self.rules: set[str] = set()
        self.isolations: set[str] = set()
        self.attention = 0
        self._first: list[AttentionRow] = []

    def add(self, result: Result, name: str) -> None:
        """Counts a result."""
        self.max_score = max(self.max_score, result.max_score)
        self.statuses[result.status] += 1
        self.isolations.add(result.isolation)
        self.rules.update(v.rule for v in result.violations if v.rule != "late")
        mistakes = mistakes_of(result)
        cause = _cause(result, mistakes)
        # Who failed alike shares one object.
        cause = self._alike.setdefault(cause, cause)
        self.found.append(cause)
        if result.status == "graded":
            self.scores.append(result.score)
            self.full += result.score >= result.max_score
            self.bins.add(result)
            self.checks.add(result)
            self.mistakes.add(mistakes)
            self.causes[cause] += 1
        reasons = list(_reasons(result, self._language))
        if reasons:
            self.attention += 1
            self._first.append(_attention_row(result, name, reasons))
            if len(self._first) > 2 * ATTENTION_SHOWN:
                self._first = self.first()

    def first(self) -> list[AttentionRow]:
        """Returns those who need attention most."""
        return sorted(self._first, key=lambda row: (row.severity, row.share))[:ATTENTION_SHOWN]

    def cause_rows(self) -> tuple[CauseRow, ...]:
        """Returns the ways in which several students failed alike, most often first."""
        return tuple(
            CauseRow(count, *cause)
            for cause, count in self.causes.most_common()
            if cause[0] and count > 1
        )[:CAUSES_SHOWN]


@dataclass(frozen=True)
class _Numbers:
    """The places of checks, mistakes, causes and rules in their tables, by which tags name them."""

    checks: Mapping[str, int]
    mistakes: Mapping[str, int]
    causes: Mapping[_Cause, int]
    rules: Mapping[str, int]


def _cause(result: Result, mistakes: Iterable[str]) -> _Cause:
    failed = [check for check in result.checks if check.status != "passed"]
    statuses = Counter(check.status for check in failed)
    most = max(statuses, key=lambda status: statuses[status], default="")
    return tuple(check.id for check in failed), tuple(mistakes), most


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
    )


def _attention_row(result: Result, name: str, reasons: Sequence[tuple[int, str]]) -> AttentionRow:
    return AttentionRow(
        student=result.student,
        name=name,
        status=result.status,
        score=result.score,
        share=percent(result.score, result.max_score),
        reasons=tuple(reason for _, reason in reasons),
        severity=min(severity for severity, _ in reasons),
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
    if standing := result.standing:
        yield 4, say("violations", language, count=len(standing))
    if percent(result.score, result.max_score) < LOW_PERCENT:
        yield 5, say("reason.low", language, percent=LOW_PERCENT)
