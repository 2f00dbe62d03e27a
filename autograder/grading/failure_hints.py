"""What to try when code does not load or raises: named causes only, from static facts."""

from __future__ import annotations

from collections.abc import Mapping

from ..course.rules import Facts, SourceFacts
from ..execution.failure import Failure
from ..results.text import say
from .missing_names import Interface

PYTHON_2_MODULES = frozenset({"cPickle", "urllib2", "StringIO", "ConfigParser", "Queue"})


def failure_hint(failure: Failure, facts: Facts, language: str) -> str:
    """Returns what to try, "" where the cause has no name."""
    known = facts.get(failure.file or f"{failure.name}.py", SourceFacts())
    if failure.syntax is not None:
        return _syntax_hint(failure, known, language)
    if failure.stand_in:
        return say("hint.stand_in", language, name=failure.stand_in)
    if failure.module in PYTHON_2_MODULES:
        return say("hint.python2.module", language, name=failure.module)
    if failure.module:
        return say("hint.module", language, name=failure.module)
    if failure.type == "NameError":
        idioms = [idiom for idiom, line in known.python2 if line == failure.line]
        return _python_2(idioms[0], language) if idioms else ""
    return ""


def _syntax_hint(failure: Failure, known: SourceFacts, language: str) -> str:
    line = failure.syntax.line if failure.syntax is not None else 0
    near = [idiom for idiom, number in known.python2 if number == line]
    if near:
        return _python_2(near[0], language)
    if failure.type == "TabError":
        return say("hint.tabs", language)
    if failure.type == "IndentationError":
        return say("hint.indentation", language)
    return ""


def _python_2(idiom: str, language: str) -> str:
    return say(f"hint.python2.{idiom}", language)


def source_line(files: Mapping[str, bytes], file: str, line: int) -> str:
    """Returns one line of a submission's file without its indentation, "" where there is none."""
    lines = files.get(file, b"").decode("utf-8", "replace").splitlines()
    return lines[line - 1].strip()[:200] if 0 < line <= len(lines) else ""


def find_interface(facts: Facts) -> Interface:
    """Returns what functions, and classes (their __init__'s), take and promise to return.

    A name that means different things in different places is left out.

    Args:
        facts: of the files that define them.
    """
    return Interface(short_signatures(facts), _promises(facts))


def _promises(facts: Facts) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for known in facts.values():
        for name, promised in known.promises:
            found.setdefault(name.rpartition(".")[2], set()).add(promised)
    return {name: next(iter(several)) for name, several in found.items() if len(several) == 1}


def short_signatures(facts: Facts) -> dict[str, str]:
    """Returns the arguments of functions by short name, from facts that are known already."""
    found: dict[str, set[str]] = {}
    for known in facts.values():
        for name, arguments in known.signatures.items():
            owner, _, short = name.rpartition(".")
            key = owner.rpartition(".")[2] if short == "__init__" else short
            found.setdefault(key, set()).add(arguments)
    return {name: next(iter(several)) for name, several in found.items() if len(several) == 1}
