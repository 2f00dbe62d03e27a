"""Proves that the rule on loops over samples blames none of the right solutions."""

from __future__ import annotations

from collections.abc import Iterator

from ..course.assignment import Assignment
from ..course.rules import source_violations
from ..course.sources import GradedSources
from ..grading.opened import OpenedOwn
from ..grading.repetition import find_repetition
from .solutions import alternative_solutions


def loop_problems(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Yields what is wrong and what to do, for each right solution that the rule blames, or cannot judge."""
    rules = assignment.config.rules
    functions = rules.loops.vectorised
    if not functions:
        return
    ids = [check.id for check in assignment.checks]
    right = {"the reference": dict(assignment.reference)}
    right |= {f"alternative/{n}": files for n, files in alternative_solutions(assignment).items()}
    for name, files in right.items():
        opened = OpenedOwn(assignment, GradedSources(files, given=assignment.given))
        found = find_repetition(opened, assignment.checks, functions, ids)
        language = assignment.config.language
        for blamed in source_violations(rules, opened.facts, language, repetition=found):
            if blamed.rule == "loop":
                yield (
                    f"{name} is right, but {blamed.file}:{blamed.line} is taken for a loop over samples.",
                    "Write it on whole arrays, or take the function out of [rules.loops].",
                )
        for function in found.unsure:
            yield (
                f"{name}: the lines of {function} cannot be counted on inputs of two sizes.",
                "Let the check's probe work with other numbers of samples than its usual one, or leave out its rows=.",
            )
