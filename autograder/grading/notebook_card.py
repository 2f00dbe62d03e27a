"""Checks inside a notebook: `from autograder.notebook import check`, then `check("gradient.w")`.

The same visible check as `softmark check`, on what the notebook's cells have defined.
"""

from __future__ import annotations

import difflib
import html
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..course.assignment import Assignment, load_assignment, runs_later
from ..course.course import Bundle, Course, find_course
from ..course.settings import known_language
from ..course.sources import GradedSources
from ..errors import UsageError, nearest
from ..results.render.causes import causes_of, consequences, folded_under
from ..results.result import CheckResult, Violation
from ..results.text import preferred_language, say
from .live_copy import reopener
from .live_notebook import LiveTransport, NotebookFiles
from .opened import OpenedHere
from .runner import LIVE
from .self_check import PublishedRun

__all__ = ["check", "use"]


class Card:
    """The result of one check: HTML in a notebook, plain text elsewhere."""

    def __init__(self, title: str, points: str, state: str, body: list[str]) -> None:
        self._title = title
        self._points = points
        self._state = state
        self._body = body

    def __repr__(self) -> str:
        mark = {"passed": "✓", "failed": "✗"}.get(self._state, "·")
        return "\n".join([f"{mark} {self._title}  {self._points}".rstrip(), *self._body])

    def _repr_html_(self) -> str:
        colour = {"passed": "#3f9b6c", "failed": "#d5645b"}.get(self._state, "#8a94a0")
        mark = {"passed": "✓", "failed": "✗"}.get(self._state, "·")
        lines = "".join(
            f'<div style="white-space:pre-wrap;margin-top:.3em">{html.escape(line)}</div>'
            for line in self._body
        )
        return (
            f'<div style="border-left:4px solid {colour};padding:.5em .9em;margin:.2em 0">'
            f'<div style="display:flex;justify-content:space-between;gap:1em">'
            f'<strong><span style="color:{colour}">{mark}</span> {html.escape(self._title)}</strong>'
            f"<span>{html.escape(self._points)}</span></div>{lines}</div>"
        )


class Cards:
    """Several cards, one below the other."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self._cards = cards

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._cards))

    def _repr_html_(self) -> str:
        return "".join(card._repr_html_() for card in self._cards)


def check(id: str = "", *, seed: int = 0, lang: str | None = None) -> Any:
    """Runs visible checks on what this notebook has defined, and shows the results as cards.

    Args:
        id: of a check, such as "gradient.w", or a group of them, such as "gradient"; all of them
            where it is empty.
        seed: which of the published inputs, 0 to 7.
        lang: of the messages, such as "zh"; the assignment's own language where it is None.

    Returns:
        The card or cards; under nbgrader the points as a built-in float, after showing them.
    """
    card: Card | Cards
    try:
        assignment = _assignment(id)
        card, points = _run(assignment, id, seed, lang)
    except UsageError as error:
        card, points = Card(id, "", "unknown", [str(error)]), 0.0
    if "NBGRADER_EXECUTION" not in os.environ:
        return card
    from IPython.display import display

    display(card)
    return float(points)


def use(folder: tempfile.TemporaryDirectory[str], name: str, language: str) -> None:
    """Has `check` take an assignment that a notebook has brought along.

    Args:
        folder: with the course in a folder `course`; it is removed when the kernel ends.
        name: of the assignment.
        language: of the messages, where none is asked for.
    """
    course = Course(Path(folder.name) / "course")
    _carried[:] = [_Carried(folder, load_assignment(_visible(course, name)), language)]


@dataclass(frozen=True)
class _Carried:
    """An assignment that a notebook has brought along, in a folder of its own."""

    folder: tempfile.TemporaryDirectory[str]
    assignment: Assignment
    language: str


_carried: list[_Carried] = []


def _run(
    assignment: Assignment, id_: str, seed: int, lang: str | None
) -> tuple[Card | Cards, float]:
    own = _carried[0].language if _carried else preferred_language() or assignment.config.language
    language = known_language(lang or own, "lang")
    visible = [item for item in assignment.checks if not item.hidden]
    found = [item for item in visible if _is_named(item.id, id_)]
    if not found and runs_later(assignment, id_):
        return Card(id_, "", "unknown", [say("runs.later", language)]), 0.0
    if not found:
        close = difflib.get_close_matches(id_, [item.id for item in visible], n=1, cutoff=0.7)
        near = [say("runs.near", language, name=name) for name in close]
        return Card(id_, "", "unknown", [say("runs.unknown", language), *near]), 0.0
    sources = GradedSources(NotebookFiles(), cells=LIVE)
    with LiveTransport(assignment.given_names) as transport:
        opened = OpenedHere(assignment, sources, transport)
        run = PublishedRun(assignment, language)
        result = run.result(opened, found, seed, reopen=reopener(assignment))
    rules = [_rule(each, language) for each in result.violations]
    causes = causes_of(result)
    under = folded_under(causes)
    shown = []
    for item in result.checks:
        remarks = consequences(item.id, causes, result) + (
            rules if item is result.checks[-1] else []
        )
        if item.id in under:
            same = say("run.same", language, check=under[item.id])
            item = replace(item, message=same, hint="")
        shown.append(card_of(item, remarks))
    points = sum(item.points for item in result.checks)
    return (Cards(shown) if len(shown) > 1 else shown[0]), points


def _is_named(check: str, id_: str) -> bool:
    """Tells whether a check is meant by an id, by its group's name, or by no name at all."""
    return not id_ or check == id_ or check.startswith(f"{id_}.")


def _rule(violation: Violation, language: str) -> str:
    where = say("violation.where", language, file=violation.file, line=violation.line)
    facts = {"message": violation.message, "where": where, "points": f"{violation.points:g}"}
    return say("card.rule", language, **facts)


def card_of(item: CheckResult, remarks: Sequence[str] = ()) -> Card:
    """Returns the card of a check's result, with remarks below it."""
    body = [text for text in (item.message, item.hint, *remarks) if text]
    points = f"{item.points:g} / {item.max_points:g}"
    return Card(item.title, points, "passed" if item.status == "passed" else "failed", body)


def _assignment(id_: str) -> Assignment:
    """Returns the assignment whose folder this notebook lies in, else the only one with the check.

    A notebook that has brought its own needs neither.

    Raises:
        UsageError: it cannot be told, or there is no course around the notebook.
    """
    if _carried:
        return _carried[0].assignment
    course = find_course(Path.cwd())
    names = course.names()
    around = [part for part in Path.cwd().resolve().parts if part in names]
    if around:
        return load_assignment(_visible(course, around[-1]))
    several = [load_assignment(_visible(course, name)) for name in names]
    fitting = [item for item in several if any(_is_named(one.id, id_) for one in item.checks)]
    if len(fitting) == 1:
        return fitting[0]
    ids = {one.id for item in several for one in item.checks}
    if not fitting:
        raise UsageError(f"There is no visible check {id_!r}. {nearest(id_, ids)}")
    found = ", ".join(item.name for item in fitting)
    if not id_:
        raise UsageError(f"There are {found}: move the notebook into the one it belongs to.")
    raise UsageError(f"{id_} is a check of {found}: move the notebook into the one it belongs to.")


def _visible(course: Course, name: str) -> Bundle:
    return replace(course.bundle(name), solution={})
