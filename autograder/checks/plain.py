"""Judges what is no number: texts, None, and lists, tuples and dicts of anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..execution.proxy import Remote
from .expect import Expect, TextRule
from .finding import Finding
from .numbers import judge_numbers, numeric_array

# Characters of a value in a message.
MAX_SHOWN = 60


def judge_plain(output: str, value: Any, expected: Any, expect: Expect, at: str = "") -> Finding:
    """Judges an output, down to the first place at which it is not what is expected.

    Args:
        at: the place of both inside the output, such as "[2]['name']".
    """
    target = numeric_array(expected)
    if target is not None:
        found = judge_numbers(output, value, target, expect)
    elif type(value) is not type(expected):
        facts = {"type": _kind(value), "expected_type": _kind(expected)}
        found = Finding(output=output, stage="kind", facts=facts)
    elif isinstance(expected, str):
        found = _judge_text(output, value, expected, expect.text)
    elif isinstance(expected, (list, tuple)):
        return _judge_row(output, value, expected, expect, at)
    elif isinstance(expected, dict):
        return _judge_table(output, value, expected, expect, at)
    elif _equal(value, expected):
        return Finding(output=output, stage="")
    else:
        shown = {"yours": _shown(value), "expected": _shown(expected)}
        found = Finding(output=output, stage="values", reveal=shown)
    return replace(found, reveal={**found.reveal, "inside": at}) if found.stage and at else found


def _judge_row(output: str, value: Any, expected: Any, expect: Expect, at: str) -> Finding:
    """Judges two lists, or two tuples."""
    for number, (yours, wanted) in enumerate(zip(value, expected, strict=False)):
        found = judge_plain(output, yours, wanted, expect, f"{at}[{number}]")
        if found.stage:
            return found
    if len(value) != len(expected):
        facts = {"length": len(value), "expected_length": len(expected)}
        return Finding(output=output, stage="length", facts=facts, reveal={"inside": at})
    return Finding(output=output, stage="")


def _judge_table(
    output: str, value: dict[Any, Any], expected: dict[Any, Any], expect: Expect, at: str
) -> Finding:
    """Judges two dicts; the order of their keys does not count."""
    for key in expected:
        if key not in value:
            return Finding(output=output, stage="no_key", reveal={"inside": at, "key": _shown(key)})
    for key in value:
        if key not in expected:
            return Finding(
                output=output, stage="new_key", reveal={"inside": at, "key": _shown(key)}
            )
    for key, wanted in expected.items():
        found = judge_plain(output, value[key], wanted, expect, f"{at}[{_shown(key)}]")
        if found.stage:
            return found
    return Finding(output=output, stage="")


def _judge_text(output: str, value: str, expected: str, rule: TextRule) -> Finding:
    yours, wanted = _lines(value, rule), _lines(expected, rule)
    for number, (line, other) in enumerate(zip(yours, wanted, strict=False), start=1):
        if line != other:
            reveal = {"line": number, "yours": _shown(line), "expected": _shown(other)}
            return Finding(output=output, stage="text", facts={"lines": len(wanted)}, reveal=reveal)
    if len(yours) != len(wanted):
        facts = {"length": len(yours), "expected_length": len(wanted)}
        return Finding(output=output, stage="lines", facts=facts)
    return Finding(output=output, stage="")


def _lines(text: str, rule: TextRule) -> list[str]:
    if rule == "words":
        return [" ".join(text.split())]
    if rule == "lines":
        return [line.rstrip() for line in text.rstrip().split("\n")]
    return text.split("\n")


def _equal(value: Any, expected: Any) -> bool:
    try:
        return bool(value == expected)
    except ValueError:  # arrays of what is no number
        return False


def _kind(value: Any) -> str:
    if isinstance(value, Remote):
        return value._type_name
    return "None" if value is None else type(value).__name__


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."
