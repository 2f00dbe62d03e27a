"""What a page shows of a failed check: the same check on published inputs, which gives nothing away.

A result is decided on inputs that nobody knows. Whatever a submission returned for them, or wrote into an
exception, could tell them, and so could what was expected. So a check that failed is run again in a fresh
process, which has never seen them, on the inputs that students have; the page shows those numbers, and the
student's own run shows the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..checks.check import Check
from ..checks.seeds import PUBLISHED
from ..diagnosis.hints import with_numbers
from ..results.result import CheckResult
from ..results.text import say
from .opened import Opened
from .runner import Runner, Timer

# What has no numbers in it, or would take as long again.
PLAIN = ("passed", "timeout", "skipped", "fault")


def needs_numbers(results: Sequence[CheckResult]) -> list[str]:
    """Returns the ids of the results whose page shows what the check gives on published inputs."""
    return [item.id for item in results if not item.hidden and item.status not in PLAIN]


def show_published(
    results: Sequence[CheckResult],
    runner: Runner,
    opened: Opened,
    checks: Sequence[Check],
    timer: Timer | None,
    language: str,
) -> list[CheckResult]:
    """Returns results that tell of failed checks what happens on published inputs.

    Args:
        runner: of the published inputs.
        opened: the submission, in a process that has seen no other inputs.
        checks: those that failed.
    """
    shown: dict[str, CheckResult] = {}
    by_id = {result.id: result for result in results}
    for seed in range(PUBLISHED):
        left = [check for check in checks if check.id not in shown]
        if not left:
            break
        # A pattern is looked for in all checks together; a mistake that has a name is told without one.
        known = any(_has_pattern(by_id[check.id]) for check in left)
        found = runner.run_undiagnosed(opened, left, seed, timer, with_patterns=known)
        for id_, (failed, pattern) in found.items():
            told = _told(by_id[id_], failed, seed)
            shown[id_] = told if pattern is None else with_numbers(told, pattern, language)
    remark = say("unpublished", language)
    for check in checks:
        if check.id not in shown:
            graded = by_id[check.id]
            shown[check.id] = replace(graded, message=f"{graded.message}\n{remark}")
    return [shown.get(result.id, result) for result in results]


def _told(graded: CheckResult, failed: CheckResult, seed: int) -> CheckResult:
    """Returns a result that was decided on other inputs, as it looks on the published ones."""
    known = _has_pattern(graded)
    hint = graded.hint if failed.status == "failed" or known else failed.hint or graded.hint
    return replace(graded, status=failed.status, message=failed.message, hint=hint, seed=seed)


def _has_pattern(graded: CheckResult) -> bool:
    return graded.diagnosis is not None and bool(graded.diagnosis.pattern)
