"""A result in the form of Gradescope's results.json."""

from __future__ import annotations

from typing import Any

from ...results.render.advice import advice_of
from ...results.result import CheckResult, Result
from ...results.text import say

# Hidden checks show after grades are published; what they say gives no input away even then.
VISIBILITY = {False: "visible", True: "after_published"}


def gradescope_report(result: Result) -> dict[str, Any]:
    """Returns the content of results.json.

    A fault of the grader has no score: Gradescope then reports the failure and keeps no grade.
    """
    remarks = [result.message] if result.message else []
    remarks += [violation.message for violation in result.violations]
    remarks += result.notes
    if result.isolation != "full":
        remarks.append(say(f"isolation.{result.isolation}", result.language))
    report: dict[str, Any] = {
        "execution_time": round(result.seconds, 3),
        "output": "\n".join(remarks),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(number, check) for number, check in enumerate(result.checks, start=1)],
        "extra_data": {
            "softmark": {
                "status": result.status,
                "isolation": result.isolation,
                "digest": result.digest,
                "variant": result.variant,
                "drawn": result.drawn,
            }
        },
    }
    if result.status == "fault":
        report["output"] = "\n".join([say("fault", result.language), *remarks])
    else:
        report["score"] = result.score
    return report


def _test(number: int, check: CheckResult) -> dict[str, Any]:
    advice = advice_of(check)
    told = (advice.mistake, advice.hint) if advice is not None else ()
    return {
        "number": str(number),
        "name": check.title,
        "score": check.points,
        "max_score": check.max_points,
        "status": "passed" if check.status == "passed" else "failed",
        "output": "\n".join(filter(None, (check.message, *told))),
        "output_format": "text",
        "visibility": VISIBILITY[check.hidden],
        "tags": [check.id],
    }
