"""Turns a diagnosis into what results hold and students read, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from .diagnose import Diagnosis
from .mistakes import Mistake
from .patterns import Pattern
from .result import CheckResult

SENTENCES: dict[str, tuple[str, str]] = {
    "likely": ("Likely mistake: {title}", "可能的错误：{title}"),
    "likely.pair": ("Likely mistakes, at once: {title}", "可能同时有以下错误：{title}"),
    "cancelled": (
        "There is another mistake: {title}. The two cancel out, so that training works although "
        "each half is wrong: correct both.",
        "另外还有一个错误：{title}。两者互相抵消，所以训练正常，但每一半都是错的：请两处都改正。",
    ),
    "factor": ("yours = {factor} x expected", "你的结果 = {factor} × 预期值"),
    "steps": (
        "from step to step, yours change by {factor} x what is expected",
        "你的结果每一步的变化量 = {factor} × 预期值",
    ),
    "fact.batch": ("the batch has {value:g} rows", "该批次有 {value:g} 行"),
    "fact.classes": ("there are {value:g} classes", "共有 {value:g} 个类别"),
    "fact.inputs": ("a sample has {value:g} inputs", "每个样本有 {value:g} 个输入"),
    "fact.momentum": ("momentum is {value:g}", "momentum 为 {value:g}"),
    "fact.learning_rate": ("learning_rate is {value:g}", "learning_rate 为 {value:g}"),
    "fact": ("{fact} is {value:g}", "{fact} 为 {value:g}"),
    "sign": ("the sign is flipped", "符号相反"),
    "zero": ("all your values are 0", "你的值全是 0"),
    "transposed": ("yours is the transpose of what is expected", "你的结果是预期值的转置"),
    "reversed": ("yours are the right values in reverse order", "你的值正确，但顺序相反"),
    "boxed": ("your values are right, but not their shape", "你的值正确，但形状不对"),
    "per-sample": (
        "the mean of your values is the number expected: it has not been taken",
        "你的各个值的平均数正是预期值：还没有取平均",
    ),
    "total": (
        "your single number is the sum of all values expected: it sums over too many axes",
        "你的结果是所有预期值之和：求和的轴太多了",
    ),
    "offset": (
        "all your values are off by the same amount, {offset:.4g}",
        "你的所有值都偏了同一个数 {offset:.4g}",
    ),
    "offset.hidden": ("all your values are off by the same amount", "你的所有值都偏了同一个数"),
    "rows": (
        "each of your rows is the expected one times a number of its own",
        "你的每一行都是预期的那一行乘以各自的一个数",
    ),
    "columns": (
        "each of your columns is the expected one times a number of its own",
        "你的每一列都是预期的那一列乘以各自的一个数",
    ),
    "row-offsets": (
        "each of your rows is the expected one plus a number of its own",
        "你的每一行都是预期的那一行加上各自的一个数",
    ),
    "column-offsets": (
        "each of your columns is the expected one plus a number of its own",
        "你的每一列都是预期的那一列加上各自的一个数",
    ),
    "one-row": ("only row {number} is wrong", "只有第 {number} 行不对"),
    "one-column": ("only column {number} is wrong", "只有第 {number} 列不对"),
    "from": (
        "the first {count} of {total} values are right, all later ones are not",
        "{total} 个值中前 {count} 个正确，之后的都不对",
    ),
    "from.one": (
        "the first of {total} values is right, all later ones are not",
        "{total} 个值中第一个正确，之后的都不对",
    ),
    "from-output": (
        '"{last}" is right; from "{first}" on, it is wrong',
        "“{last}”正确，从“{first}”起不对",
    ),
}


def add_diagnoses(
    results: Sequence[CheckResult], diagnoses: Mapping[str, Diagnosis], language: str
) -> list[CheckResult]:
    """Returns results with their diagnoses, and hints that say them in words."""
    added = []
    for result in results:
        if result.id in diagnoses:
            data = diagnosis_data(diagnoses[result.id], language, reveal=not result.hidden)
            # What else is known of the check adds to a pattern; a mistake says it all.
            remark = result.hint if "pattern" in data else ""
            hint = "\n".join(part for part in (hint_text(data, language), remark) if part)
            result = msgspec.structs.replace(result, diagnosis=data, hint=hint)
        added.append(result)
    return added


def diagnosis_data(diagnosis: Diagnosis, language: str, *, reveal: bool) -> dict[str, Any]:
    """Returns a diagnosis as results hold it: {"mistake", "title", "hint"} or {"pattern"}.

    Several mistakes at once have a "+" between their ids, and "mistakes", the list of ids.

    Args:
        reveal: whether numbers of the check may be shown.
    """
    if diagnosis.pattern is not None:
        return {"pattern": pattern_text(diagnosis.pattern, language, reveal=reveal)}
    titles = [_title(mistake, language) for mistake in diagnosis.mistakes]
    hints = [_hint(mistake, language) for mistake in diagnosis.mistakes]
    if diagnosis.cancelled_by:
        others = [_title(mistake, language) for mistake in diagnosis.cancelled_by]
        hints.append(_say("cancelled", language, title=_join(others, language)))
    data: dict[str, Any] = {
        "mistake": "+".join(mistake.id for mistake in diagnosis.mistakes),
        "title": _join(titles, language),
        "hint": "\n".join(hints),
    }
    if len(diagnosis.mistakes) > 1:
        data["mistakes"] = [mistake.id for mistake in diagnosis.mistakes]
    return data


def hint_text(data: dict[str, Any], language: str) -> str:
    """Returns what a student reads of `diagnosis_data`."""
    if "pattern" in data:
        return str(data["pattern"])
    key = "likely.pair" if "mistakes" in data else "likely"
    return f"{_say(key, language, title=data['title'])}\n{data['hint']}"


def pattern_text(pattern: Pattern, language: str, *, reveal: bool) -> str:
    """Returns the sentence of a pattern."""
    facts = dict(pattern.facts)
    key = pattern.kind
    if key == "offset" and not reveal:
        key = "offset.hidden"
    if key == "from" and facts["count"] == 1:
        key = "from.one"
    if "factor" in facts:
        facts["factor"] = _factor(facts["factor"])
    text = _say(key, language, **facts)
    if "fact" in facts:
        known = f"fact.{facts['fact']}"
        text += _because(_say(known if known in SENTENCES else "fact", language, **facts), language)
    elif "factor" in pattern.facts and abs(pattern.facts["factor"] + 1) < 1e-9:
        text += _because(_say("sign", language), language)
    if pattern.output:
        return f"{pattern.output}{'：' if language == 'zh' else ': '}{text}"
    return text


def _say(key: str, language: str, **facts: Any) -> str:
    english, chinese = SENTENCES[key]
    return (chinese if language == "zh" else english).format(**facts)


def _because(text: str, language: str) -> str:
    return f"；{text}" if language == "zh" else f"; {text}"


def _join(titles: list[str], language: str) -> str:
    return ("；" if language == "zh" else "; ").join(titles)


def _factor(factor: float) -> str:
    return f"{factor:.2f}" if 0.1 <= abs(factor) < 1e6 else f"{factor:.4g}"


def _title(mistake: Mistake, language: str) -> str:
    return mistake.title_zh if language == "zh" else mistake.title


def _hint(mistake: Mistake, language: str) -> str:
    return mistake.hint_zh if language == "zh" else mistake.hint
