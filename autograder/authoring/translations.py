"""Which titles and hints of an assignment do not stand in all of the course's languages."""

from __future__ import annotations

from collections.abc import Iterator

from ..course.assignment import Assignment
from ..course.mistakes import FILE, load_mistakes
from ..results.text import Words


def untranslated(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Yields (where and what, what to do) of each text that a student cannot read in their language."""
    own = assignment.config.language
    for where, name, words in _texts(assignment):
        lacks = words.lacks(assignment.languages, own)
        if lacks:
            table = ", ".join(f'{language} = "..."' for language in assignment.languages)
            yield (
                f"{where}: the {name} is not there in {', '.join(lacks)}, of the course's languages.",
                f"Write it in all of them, {name} = {{ {table} }}, or name fewer languages in course.toml.",
            )


def _texts(assignment: Assignment) -> Iterator[tuple[str, str, Words]]:
    """Yields (where, what, text) of all that a student reads of the assignment's own words."""
    yield f"assignments/{assignment.name}/assignment.toml", "title", assignment.config.title
    for check in assignment.checks:
        yield f"{check.path}:{check.line}: {check.id}", "title", check.title
    for mistake in load_mistakes(assignment.bundle):
        where = f"solutions/{assignment.name}/{FILE}:{mistake.line}: {mistake.id}"
        yield where, "title", mistake.title
        yield where, "hint", mistake.hint
