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
                f"Write it in all of them, {name.split()[-1]} = {{ {table} }}, or name fewer languages in "
                "course.toml.",
            )


def _texts(assignment: Assignment) -> Iterator[tuple[str, str, Words]]:
    """Yields (where, what, text) of all that a student reads of the assignment's own words."""
    toml = f"assignments/{assignment.name}/assignment.toml"
    yield toml, "title", assignment.config.title
    for name, topic in assignment.config.rules.report.topics.items():
        yield f"{toml}: [rules.report.topics.{name}]", "title", topic.title
    for check in assignment.checks:
        where = f"{check.path}:{check.line}: {check.id}"
        yield where, "title", check.title
        for output, expect in check.expect.items():
            if expect.words is not None:
                yield f"{where}: expect of {output!r}", "text of says", expect.words
    for mistake in load_mistakes(assignment.bundle):
        where = f"solutions/{assignment.name}/{FILE}:{mistake.line}: {mistake.id}"
        yield where, "title", mistake.title
        # At the level "derive" a hint that says a formula is left out, and nobody reads it.
        if mistake.hint.texts or not assignment.bundle.formulas:
            yield where, "hint", mistake.hint
        if mistake.more is not None:
            yield where, "more", mistake.more
