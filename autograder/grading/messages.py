"""What students read of a check, a file that was left out, or a submission that was refused."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..checks.finding import STAGES, Finding
from ..execution.failure import Failure
from ..results.text import say
from .slip_patterns import python_2_package

if TYPE_CHECKING:
    from ..submissions import Note, Refused

# Characters of an exception's text in a remark.
MAX_REASON = 120


def describe_findings(findings: Sequence[Finding], language: str, *, reveal: bool) -> str:
    """Returns what was wrong, worst output first, one fact a line.

    Args:
        findings: of one check; those without a failed stage are left out.
        reveal: whether values that were returned or expected may be shown.
    """
    wrong = [finding for finding in findings if finding.stage]
    if not wrong:
        return ""
    first = min(wrong, key=lambda finding: STAGES.index(finding.stage))
    lines = _describe_finding(first, language, reveal)
    if len(wrong) > 1:
        key = "more.one" if len(wrong) == 2 else "more"
        lines.append(say(key, language, count=len(wrong) - 1))
    return "\n".join(lines)


def _describe_finding(finding: Finding, language: str, reveal: bool) -> list[str]:
    facts: dict[str, Any] = {"output": finding.output, **finding.facts}
    if finding.says is not None:
        return [finding.says.in_(language)]
    if not reveal:
        return [say(f"{finding.stage}.hidden", language, **facts)]
    shown = _shown(finding.reveal)
    facts["output"] += shown.pop("inside", "")
    for name in ("shape", "expected_shape"):
        if name in facts:
            facts[name] = _shape(facts[name])
    if finding.stage == "values":
        return _describe_values(finding, {**facts, **shown}, language)
    if finding.stage == "text" and facts["lines"] == 1:
        return [say("values.number", language, **facts, **shown)]
    lines = [say(finding.stage, language, **facts, **shown)]
    if shown.get("at"):
        lines.append(say("first", language, **shown))
    return lines


def _describe_values(finding: Finding, facts: dict[str, Any], language: str) -> list[str]:
    if not finding.facts.get("shape"):
        return [say("values.number", language, **facts)]
    return [say("values", language, **facts), say("worst", language, **facts)]


def describe_failure(
    failure: Failure,
    language: str,
    *,
    reveal: bool,
    source: str = "",
    signatures: tuple[str, str] = ("", ""),
) -> str:
    """Returns what ended a probe on the student's side.

    Args:
        source: the line at which Python gave up reading a file, or at which time was spent.
        signatures: the arguments of the function that was called, as they are and as expected.
        reveal: whether the exception's text may be shown; it can hold the inputs of a check.
    """
    where = _where(failure, language)
    text = failure.text if reveal else ""
    if failure.kind == "load":
        return _describe_load(failure, language, text, source)
    if failure.kind == "missing":
        module = failure.on.isidentifier() and failure.on == failure.on.lower()
        return say(
            "missing.module" if module else "missing", language, on=failure.on, name=failure.name
        )
    if failure.kind == "raised" and failure.stand_in:
        return say("stand_in", language, what=text or failure.stand_in, where=where)
    if failure.kind == "raised" and failure.type == "Exception" and not text:
        return say("raised.unnamed", language, where=where)
    if failure.kind == "raised":
        key = "raised" if text else "raised.hidden"
        return say(key, language, type=failure.type, text=text, where=where)
    if failure.kind == "signature":
        yours, expected = signatures
        key = "signature" if yours and expected and yours != expected else "signature.plain"
        facts = {"name": failure.name, "yours": yours, "expected": expected, "text": text}
        return say(key, language, **facts).rstrip()
    if failure.kind == "timeout":
        return _describe_timeout(failure, language, reveal, source)
    if failure.kind == "died" and not reveal:
        return say("died.hidden", language)
    return say(
        failure.kind,
        language,
        where=where,
        type=failure.type,
        text=text,
        name=failure.name,
    ).rstrip(": ")


def _describe_timeout(failure: Failure, language: str, reveal: bool, source: str) -> str:
    ran, slept = failure.used
    facts = {"file": failure.file, "line": failure.line}
    where = say("timeout.at", language, **facts) if failure.line else ""
    # A loop over something that has an end comes to it, however late.
    finite = source.startswith(("for ", "async for "))
    key = "timeout.asleep" if slept > ran else "timeout.finite" if finite else "timeout"
    key = key if reveal else f"{key}.hidden"
    return say(key, language, used=ran + slept, slept=slept, seconds=failure.seconds, where=where)


def _describe_load(failure: Failure, language: str, text: str, source: str) -> str:
    file = f"{failure.name}.py"
    if failure.type == "FileNotFoundError" and not failure.line:
        return say("load.missing", language, file=file)
    if failure.syntax is not None:
        return say(
            "load.syntax",
            language,
            file=failure.syntax.file or file,
            line=failure.syntax.line,
            version=f"{sys.version_info.major}.{sys.version_info.minor}",
            text=failure.syntax.text,
            source=source,
        ).rstrip()
    # The line that fails may stand in another file than the one that was asked for.
    file = failure.file or file
    if failure.module:
        return say("load.module", language, file=file, module=failure.module)
    where = f"({_where(failure, language)})"
    if failure.stand_in:
        what = text or failure.stand_in
        return say("load.stand_in", language, file=file, what=what, where=where)
    if failure.line and not file.endswith(".py"):
        # A cell of a notebook is run, not imported.
        place = say("at.line", language, file=file, line=failure.line)
        told = say("load.raised.cell", language, type=failure.type, text=text, where=place)
        return told.rstrip(": ：")
    return say("load.raised", language, file=file, type=failure.type, text=text, where=where)


def describe_stumble(failure: Failure, language: str) -> str:
    """Returns a remark on a line at which a file stopped being imported as it stands."""
    package = python_2_package(failure)
    if package is not None:
        where = say("slip.where", language, file=failure.file, line=failure.line)
        return say("slip.python3", language, name=package[0], new=package[1], where=where)
    text = failure.text.partition("\n")[0][:MAX_REASON]
    reason = f"{failure.type}: {text}" if text else failure.type
    if failure.stand_in:
        reason = say("reason.stand_in", language, what=text or failure.stand_in)
    return say("stumbled", language, file=failure.file, line=failure.line, reason=reason)


def _where(failure: Failure, language: str) -> str:
    if not failure.line:
        return failure.function or failure.name or failure.operation
    function = failure.function.replace("<module>", "import")
    return say(
        "at" if function else "at.line",
        language,
        file=failure.file,
        line=failure.line,
        function=function,
    )


def describe_note(note: Note, language: str) -> str:
    """Returns a remark on something that was left out of a submission."""
    return say(f"note.{note.code}", language, path=note.path, **note.detail)


def describe_refusal(refusal: Refused, language: str) -> str:
    """Returns why a submission could not be taken."""
    return say(f"refused.{refusal.code}", language, **refusal.facts)


def _shape(shape: list[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns values as they are shown: with as many digits as it takes to tell yours from expected."""
    for digits in (6, 9, 12, 17):
        shown = {name: _number(value, digits) for name, value in values.items()}
        if "yours" not in shown or shown["yours"] != shown.get("expected"):
            break
    return shown


def _number(value: Any, digits: int) -> Any:
    return f"{value:.{digits}g}" if isinstance(value, float) else value
