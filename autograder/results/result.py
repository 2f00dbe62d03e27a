"""What grading returns: plain data, with a published JSON schema. Renderers see nothing else."""

from __future__ import annotations

from dataclasses import field, replace
from typing import Literal

from .records import dataclass

CheckStatus = Literal["passed", "failed", "error", "timeout", "skipped", "fault"]
Status = Literal["graded", "refused", "fault"]


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What is likely wrong behind a failed check, in the result's language.

    Attributes:
        mistake: ids of the known mistakes that explain it, with "+" between them; empty where none
            does.
        title, hint: what these mistakes are, and what to do about them.
        mistakes: the same ids, where there are several.
        pattern: how the numbers relate, where no known mistake fits.
        general: that sentence without the check's numbers, by which a class's results are counted.
        whole: the known mistakes explain all that is wrong in the check.
        more: a second step, shown only where it is asked for.
    """

    mistake: str = ""
    title: str = ""
    hint: str = ""
    mistakes: list[str] = field(default_factory=list)
    pattern: str = ""
    general: str = ""
    whole: bool = False
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """One check on one submission.

    Attributes:
        status: passed; failed (a wrong result); error (student code raised); timeout; skipped (a
            file that it needs is missing or does not load); fault (the grader's own).
        message: what happened, for the student; empty for a passed check.
        hint: what to try; empty where nothing is known.
        diagnosis: known mistakes or a pattern, None where neither fits.
        seconds: what it was charged: processor time, and time asleep.
        seed: the published inputs that the numbers of `message` are of, -1 where there are none.
    """

    id: str
    title: str
    status: CheckStatus
    points: float
    max_points: float
    hidden: bool
    message: str = ""
    hint: str = ""
    diagnosis: Diagnosis | None = None
    seconds: float = 0.0
    seed: int = -1


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A rule of the assignment that a submission breaks.

    Attributes:
        rule: import, loop or file.
        file, line: where; line 0 is the whole file.
        points: what it costs.
        message: for the student.
    """

    rule: str
    file: str
    message: str
    line: int = 0
    points: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a person decided, on top of what was graded.

    Attributes:
        kind: excluded or points (of a check, for the class), extension, late_days, check, bonus, excused,
            comment or score.
        points, max_points: what it changes.
        message, reason: for the student.
    """

    kind: str
    points: float = 0.0
    max_points: float = 0.0
    message: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Credited:
    """Points that are given back, as a known mistake failed several checks.

    Attributes:
        mistake, title: its id, and what it is.
        lost: the points of the checks that it failed.
        cost: what it costs instead.
    """

    mistake: str
    title: str
    lost: float
    cost: float


@dataclass(frozen=True, kw_only=True)
class Result:
    """One student's result in one assignment.

    Attributes:
        status: graded; refused (nothing could be graded; the score is 0 and `message` the reason);
            fault (the grader failed, or could not read it; there is no score).
        score: automatic points with credit, less what the violations cost, and never below 0.
        credits: what known mistakes cost instead of all points of the checks that they fail.
        uncredited_score: the score without credit; None where none was given.
        notes: remarks on what was handed in, for the student.
        variant: which unpublished inputs were used, -1 for the student's own run.
        drawn: the day on which that was drawn, YYYY-MM-DD.
        isolation: full, reduced, or none.
        digest: SHA-256 of the submission's files.
        key: of everything that decides the result; a later run keeps results whose key is the same.
        seconds: what it was charged, reading the sources and loading the modules included.
        near_limit: it came within a fifth of a time limit, on either side: another run might judge
            otherwise; for the instructor.
        pseudonym, measured: of who wants to be on the leaderboard, and the number to rank by.
        decisions: what people decided; `score` and `max_score` hold it.
        graded_score, graded_max: both before that; None where nothing was decided.
    """

    student: str
    assignment: str
    status: Status
    score: float
    max_score: float
    checks: list[CheckResult]
    message: str = ""
    notes: list[str] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    variant: int = -1
    drawn: str = ""
    isolation: str = "full"
    language: str = "en"
    digest: str = ""
    key: str = ""
    seconds: float = 0.0
    near_limit: bool = False
    decisions: list[Decision] = field(default_factory=list)
    pseudonym: str = ""
    measured: float | None = None
    credits: list[Credited] = field(default_factory=list)
    uncredited_score: float | None = None
    graded_score: float | None = None
    graded_max: float | None = None

    @property
    def is_excused(self) -> bool:
        """Whether it does not count."""
        return any(decision.kind == "excused" for decision in self.decisions)

    @property
    def standing(self) -> list[Violation]:
        """The violations with what they still cost: lateness less what an extension or free days give back.

        Lateness that costs nothing any more is not among them.
        """
        given = [item.points for item in self.decisions if item.kind in ("extension", "late_days")]
        if not given:
            return self.violations
        found = []
        for violation in self.violations:
            if violation.rule != "late":
                found.append(violation)
            elif (rest := round(violation.points - sum(given), 6)) > 0:
                found.append(replace(violation, points=rest))
        return found
