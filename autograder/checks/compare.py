"""Compares what a probe returned with what is expected, in stages: see `finding.STAGES`.

The first stage that fails is the finding. Judging happens in the grader's process, on values rebuilt from bytes,
and says nothing in words: see `messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .check import Check
from .expect import Expect
from .finding import CONTENTS, Finding
from .plain import judge_plain


def judge_outputs(
    check: Check, outputs: Mapping[str, Any], expected: Mapping[str, Any]
) -> list[Finding]:
    """Returns one finding per expected output, in the order of the probe."""
    return [
        judge_value(name, outputs.get(name), value, check.tolerance(name))
        for name, value in expected.items()
    ]


def judge_value(output: str, value: Any, expected: Any, expect: Expect) -> Finding:
    """Judges one output against the expected value."""
    if value is None and expected is not None:
        return Finding(output=output, stage="present")
    found = judge_plain(output, value, expected, expect)
    if expect.says is None or found.stage not in CONTENTS:
        return found
    return replace(found, says=expect.words)
