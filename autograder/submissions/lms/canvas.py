"""How Canvas names what it hands over: name_USER_FILE_..., each file of all people in one folder."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .claims import Claim, files_of
from .entries import Entry, Level, Shape
from .people import Person

_CANVAS = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<file>\d+)_(?P<rest>.+)")
_CANVAS_TEXT = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<user>\d+)_text\.html")
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon_(?P<user>[A-Za-z0-9]{5}))_(?P<file>\d+)_(?P<rest>.+)"
)
# Canvas numbers what is handed in again: loss-1.py replaces loss.py.
_AGAIN = re.compile(r"(?P<stem>.+?)(-(?P<number>\d+))?(?P<suffix>\.[^.]+)")
_FILES = (Shape.ARCHIVE, Shape.NOTEBOOK, Shape.SOURCE)


def canvas(level: Level, entries: Sequence[Entry], assignment: str) -> list[Claim]:
    """name_USER_FILE_..., if all files share it and each number has one name."""
    matches = _canvas_matches(entries)
    files = [entry for entry in entries if entry.shape in _FILES]
    shared = bool(files) and all(entry.name in matches for entry in files)
    if not shared or any(len(names) > 1 for names in _names_of(matches).values()):
        return []
    return _newest([_canvas_claim(e, matches[e.name]) for e in entries if e.name in matches])


def loose_canvas(entries: Sequence[Entry]) -> list[Claim]:
    """Reads sources of Canvas's form where other entries do not share it: else they would be nobody's."""
    matches = _canvas_matches([entry for entry in entries if entry.shape is Shape.SOURCE])
    names = _names_of(matches)
    return _newest(
        [
            _canvas_claim(entry, match)
            for entry in entries
            if (match := matches.get(entry.name)) and len(names[match["user"]]) == 1
        ]
    )


def _canvas_matches(entries: Sequence[Entry]) -> dict[str, re.Match[str]]:
    found = ((entry.name, _canvas_match(entry)) for entry in entries)
    return {name: match for name, match in found if match is not None}


def _names_of(matches: Mapping[str, re.Match[str]]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for match in matches.values():
        names[match["user"]].add(match["name"])
    return names


def _canvas_match(entry: Entry) -> re.Match[str] | None:
    if entry.shape in (Shape.FOLDER, Shape.LINK):
        return None
    return (
        _CANVAS_ANONYMOUS.fullmatch(entry.name)
        or _CANVAS_TEXT.fullmatch(entry.name)
        or _CANVAS.fullmatch(entry.name)
    )


def _canvas_claim(entry: Entry, match: re.Match[str]) -> Claim:
    kind = "canvas-anonymous" if match.re is _CANVAS_ANONYMOUS else "canvas"
    person = Person(name=match["name"], ids={kind: match["user"]}, late=match["late"] is not None)
    if match.re is _CANVAS_TEXT:
        return Claim("canvas", entry, match["user"], (person,))
    name, _ = _again(match["rest"])
    return Claim("canvas", entry, match["user"], (person,), files_of(entry, name))


def _again(rest: str) -> tuple[str, int]:
    """Returns a file's name without Canvas's number, and the number."""
    again = _AGAIN.fullmatch(rest)
    if again is None or not again["number"]:
        return rest, 0
    return again["stem"] + again["suffix"], int(again["number"])


def _newest(claims: list[Claim]) -> list[Claim]:
    """Marks the files of which a person has handed in a newer one."""

    def number(claim: Claim) -> int:
        match = _CANVAS.fullmatch(claim.entry.name) or _CANVAS_ANONYMOUS.fullmatch(claim.entry.name)
        return _again(match["rest"])[1] if match is not None else 0

    last: dict[tuple[str, str], int] = {}
    for claim in claims:
        for _, name in claim.files:
            place = claim.key, name
            last[place] = max(last.get(place, 0), number(claim))
    return [
        replace(claim, files=(), is_older=True)
        if any(last[claim.key, name] > number(claim) for _, name in claim.files)
        else claim
        for claim in claims
    ]
