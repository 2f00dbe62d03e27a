"""Turns a diagnosis into what results hold and students read, in their language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..results import result
from ..results.result import CheckResult
from ..results.text import knows, say
from .diagnose import Diagnosis
from .pattern import Pattern

# Outputs that a sentence lists by name.
SHOWN = 3


# Patterns in whose sentence there is a number of the inputs or of what was returned.
WITH_NUMBERS = frozenset({"factor", "steps", "offset", "one-row", "one-column", "from"})


def add_diagnoses(
    results: Sequence[CheckResult],
    diagnoses: Mapping[str, Diagnosis],
    language: str,
    *,
    reveal: bool = True,
) -> list[CheckResult]:
    """Returns results with their diagnoses, and hints that say them in words.

    Args:
        reveal: whether numbers of checks may be shown; those of hidden ones never are.
    """
    return [
        _with_diagnosis(item, diagnoses[item.id], language, reveal=reveal and not item.hidden)
        if item.id in diagnoses
        else item
        for item in results
    ]


def with_numbers(check: CheckResult, pattern: Pattern, language: str) -> CheckResult:
    """Returns a result whose pattern is told with the numbers of this one, if it is of the same kind."""
    told = check.diagnosis
    if told is None or not told.pattern or told.general != general_text(pattern, language):
        return check
    text = pattern_text(pattern, language, reveal=True)
    hint = check.hint.replace(told.pattern, text, 1)
    return replace(check, diagnosis=replace(told, pattern=text), hint=hint)


def _with_diagnosis(
    check: CheckResult, diagnosis: Diagnosis, language: str, *, reveal: bool
) -> CheckResult:
    data = diagnosis_data(diagnosis, language, reveal=reveal)
    # What else is known of the check adds to a pattern; a mistake says it all.
    remark = check.hint if data.pattern else ""
    hint = "\n".join(part for part in (hint_text(data, language), remark) if part)
    return replace(check, diagnosis=data, hint=hint)


def diagnosis_data(diagnosis: Diagnosis, language: str, *, reveal: bool) -> result.Diagnosis:
    """Returns a diagnosis as results hold it, in a language.

    Args:
        reveal: whether numbers of the check may be shown.
    """
    if diagnosis.pattern is not None:
        return result.Diagnosis(
            pattern=pattern_text(diagnosis.pattern, language, reveal=reveal),
            general=general_text(diagnosis.pattern, language),
        )
    titles = [mistake.title.in_(language) for mistake in diagnosis.mistakes]
    hints = [mistake.hint.in_(language) for mistake in diagnosis.mistakes]
    if diagnosis.cancelled_by:
        others = [mistake.title.in_(language) for mistake in diagnosis.cancelled_by]
        one = diagnosis.cancelled if len(titles) > 1 else None
        facts = {"title": _join(others, language), "this": one.title.in_(language) if one else ""}
        hints.append(say("cancelled.of" if one else "cancelled", language, **facts))
    if diagnosis.unexplained:
        names = say("list.comma", language).join(diagnosis.unexplained[:SHOWN])
        key = "unexplained.many" if len(diagnosis.unexplained) > SHOWN else "unexplained"
        hints.append(say(key, language, outputs=names, count=len(diagnosis.unexplained) - SHOWN))
    ids = [mistake.id for mistake in diagnosis.mistakes]
    return result.Diagnosis(
        mistake="+".join(ids),
        title=_join(titles, language),
        hint="\n".join(hints),
        mistakes=ids if len(ids) > 1 else [],
        whole=bool(ids) and not diagnosis.unexplained,
        more="\n".join(
            item.more.in_(language) for item in diagnosis.mistakes if item.more is not None
        ),
    )


def hint_text(data: result.Diagnosis, language: str) -> str:
    """Returns what a student reads of it."""
    if data.pattern:
        return data.pattern
    key = "likely.pair" if data.mistakes else "likely"
    return f"{say(key, language, title=data.title)}\n{data.hint}"


def pattern_text(pattern: Pattern, language: str, *, reveal: bool) -> str:
    """Returns the sentence of a pattern.

    Args:
        reveal: whether numbers may be shown other than those that the check's author gave.
    """
    facts = dict(pattern.facts)
    key = pattern.kind
    if key in WITH_NUMBERS and not (reveal or "fact" in facts or _is_flipped(pattern)):
        return _of_output(pattern, general_text(pattern, language), language)
    if key == "from" and facts["count"] == 1:
        key = "from.one"
    if "factor" in facts:
        facts["factor"] = _factor(facts["factor"])
    text = say(f"pattern.{key}", language, **facts)
    if "fact" in facts:
        known = f"fact.{facts['fact']}"
        text += _because(say(known if knows(known) else "fact", language, **facts), language)
    elif _is_flipped(pattern):
        text += _because(say("pattern.sign", language), language)
    return _of_output(pattern, text, language)


def general_text(pattern: Pattern, language: str) -> str:
    """Returns the sentence of a pattern without its numbers, the same for all of its kind."""
    if "fact" in pattern.facts:
        return say(f"general.{pattern.kind}.fact", language, fact=pattern.facts["fact"])
    if _is_flipped(pattern):
        return say("pattern.sign", language)
    if pattern.kind.startswith("equation"):
        return say(f"pattern.{pattern.kind}", language, **pattern.facts)
    known = f"general.{pattern.kind}"
    return say(known if knows(known) else f"pattern.{pattern.kind}", language)


def _is_flipped(pattern: Pattern) -> bool:
    return "factor" in pattern.facts and abs(pattern.facts["factor"] + 1) < 1e-9


def _of_output(pattern: Pattern, text: str, language: str) -> str:
    return f"{pattern.output}{say('colon', language)}{text}" if pattern.output else text


def _because(text: str, language: str) -> str:
    return say("list.semicolon", language) + text


def _join(titles: list[str], language: str) -> str:
    return say("list.semicolon", language).join(titles)


def _factor(factor: float) -> str:
    return f"{factor:.2f}" if 0.1 <= abs(factor) < 1e6 else f"{factor:.4g}"
