"""What a result's points are lost for: each cause once, the one that costs most first.

Checks that fail because of a known mistake are folded under the first of them: the mistake alone, made in the
reference, gives what they saw. Where it explains all that failed, the score without it is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..records import dataclass
from ..result import CheckResult, Result
from ..text import say
from .advice import Advice, advice_of
from .formats import number


@dataclass(frozen=True)
class Cause:
    """A likely mistake, something that several checks show alike, or a broken rule.

    Attributes:
        advice: what it is, and what to do; of a rule, what breaks it.
        points: what it costs.
        checks: that show it, in order.
        folded: those of them that it explains wholly, but for the first.
        mended: the score without it; None where that is not known.
        is_rule: it is a broken rule.
    """

    advice: Advice
    points: float
    checks: tuple[CheckResult, ...] = ()
    folded: tuple[CheckResult, ...] = ()
    mended: float | None = None
    is_rule: bool = False

    @property
    def count(self) -> int:
        """How many checks show it."""
        return len(self.checks)


def causes_of(result: Result) -> tuple[Cause, ...]:
    """Returns the causes of a result, the one that costs most first."""
    wrong = [check for check in result.checks if check.status != "passed"]
    groups: dict[str, list[CheckResult]] = {}
    for check in wrong:
        if key := _key(check):
            groups.setdefault(key, []).append(check)
    found = [
        _cause(result, checks, alone=len(checks) == len(wrong))
        for checks in groups.values()
        if len(checks) > 1 or _is_mistake(checks[0])
    ]
    found += [
        Cause(Advice("", violation.message), violation.points, is_rule=True)
        for violation in result.standing
        if violation.points
    ]
    return tuple(sorted(found, key=lambda cause: (-cause.points, -cause.count)))


def folded_under(causes: Sequence[Cause]) -> dict[str, str]:
    """Returns, for each check that is folded, the id of the one that it is folded under."""
    under: dict[str, str] = {}
    for cause in causes:
        folded = {check.id for check in cause.folded}
        shown = next((check.id for check in cause.checks if check.id not in folded), "")
        under |= dict.fromkeys(folded, shown)
    return under


def consequences(id_: str, causes: Sequence[Cause], result: Result) -> list[str]:
    """Returns how many more checks fail because of what a check shows, and the score without it."""
    cause = next((item for item in causes if item.checks and item.checks[0].id == id_), None)
    lines: list[str] = []
    if cause is not None and cause.folded:
        count = len(cause.folded)
        key = "cause.folded.one" if count == 1 else "cause.folded"
        lines.append(say(key, result.language, count=count))
    if cause is not None and cause.mended is not None:
        facts = {"points": number(cause.mended), "max_points": number(result.max_score)}
        lines.append(say("cause.mended", result.language, **facts))
    return lines


def _key(check: CheckResult) -> str:
    """Returns what checks that fail for one reason have in common, "" where none is known."""
    if _is_mistake(check):
        return check.diagnosis.title if check.diagnosis else ""
    told = check.hint.strip() if check.status in ("error", "skipped") else ""
    return told and f"{check.status}\n{told}"


def _is_mistake(check: CheckResult) -> bool:
    return check.diagnosis is not None and bool(check.diagnosis.mistake)


def _is_whole(check: CheckResult) -> bool:
    return check.diagnosis is not None and check.diagnosis.whole


def _cause(result: Result, checks: Sequence[CheckResult], *, alone: bool) -> Cause:
    whole = [check for check in checks if _is_whole(check)]
    known = alone and len(whole) == len(checks) and not result.decisions
    advice = advice_of(checks[0])
    return Cause(
        advice=advice or Advice("", ""),
        points=sum(check.max_points - check.points for check in checks),
        checks=tuple(checks),
        folded=tuple(whole[1:]),
        mended=_full_score(result) if known else None,
    )


def _full_score(result: Result) -> float | None:
    """Returns the score if every check passed: what rules cost stays lost, and lateness costs its share of the rest.

    None where that share cannot be told, as nothing was left for lateness to cost.
    """
    rules = sum(violation.points for violation in result.violations if violation.rule != "late")
    late = [violation.points for violation in result.violations if violation.rule == "late"]
    left = max(0.0, result.max_score - rules)
    if not late:
        return left
    in_time = result.score + sum(late)
    return round(left * result.score / in_time, 4) if in_time > 0 else None
