"""Reads the languages' files, each when it is first spoken. The standard library alone, as students run it."""

from __future__ import annotations

import difflib
import os
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ...errors import CourseError
from ..convert import line_of
from ..toml_files import tables_of, text_of

_FOLDER = Path(__file__).parent
# The language that has every sentence.
COMPLETE = "en"
# A sentence with its key, as the package's files have them: on one line, or between three quotes.
_ENTRY = re.compile(r'^"?([\w.-]+)"? = (?:"""[\s\S]*?"""|"[^"].*|"")$', re.MULTILINE)
# What the course in hand says in words of its own: {language: {key: sentence}}; `speak` sets it.
_of_course: dict[str, dict[str, str]] = {}


def say(key: str, language: str, /, **facts: Any) -> str:
    """Returns a sentence in a language, in English where that language has no such sentence.

    Raises:
        KeyError: no language has it.
    """
    own = sentences(language)
    text = own[key] if key in own else sentences(COMPLETE)[key]
    return text.format(**facts)


def knows(key: str) -> bool:
    """Tells whether there is such a sentence."""
    return key in _packaged(COMPLETE)


def languages() -> tuple[str, ...]:
    """Returns the languages there are files for, in the package and in the course, sorted."""
    return tuple(sorted({*_packages_languages(), *_of_course}))


def preferred_language() -> str | None:
    """Returns the language that the environment asks for, by the variables of gettext; None for none of ours.

    English asks for nothing: many machines are set to it whose users would rather read the course's language.
    """
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if word := os.environ.get(name, "").lower():
            return next(
                (each for each in languages() if each != COMPLETE and word.startswith(each)), None
            )
    return None


def missing(language: str) -> dict[str, str]:
    """Returns the sentences that a language lacks, in English, in the order of the English file."""
    own = sentences(language)
    return {key: text for key, text in _packaged(COMPLETE).items() if key not in own}


def sentences(language: str) -> Mapping[str, str]:
    """Returns what a language's files say, by key; nothing where it has none."""
    own = _of_course.get(language)
    packaged = _packaged(language)
    return packaged if own is None else {**packaged, **own}


def speak(files: Mapping[str, bytes]) -> None:
    """Takes a course's own sentences, in the place of those of the course before.

    Args:
        files: by path, such as "sentences/de.toml". A sentence of the package that stands in them, too, is
            said as the course says it.

    Raises:
        CourseError: a file is malformed; the text begins with its path and line.
    """
    read = {
        path.rpartition("/")[2].removesuffix(".toml"): _read(content, path)
        for path, content in files.items()
    }
    _of_course.clear()
    _of_course.update(read)


@cache
def _packages_languages() -> tuple[str, ...]:
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@cache
def _packaged(language: str) -> Mapping[str, str]:
    if language not in _packages_languages():
        return {}
    return _OfFile((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


class _OfFile(Mapping[str, str]):
    """The sentences of one of the package's files, each read when it is said.

    To read all of them takes longer than to run many a check.
    """

    def __init__(self, text: str) -> None:
        self._entries = {match[1]: match[0] for match in _ENTRY.finditer(text)}
        self._read: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        if key not in self._read:
            self._read |= tomllib.loads(self._entries[key])
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def _read(content: bytes, path: str) -> dict[str, str]:
    """Returns the sentences of a file, which can be said with the facts there are."""
    text = text_of(content, path)
    found = tables_of(text, path)
    for key, sentence in found.items():
        where = f"{path}:{line_of(text, key)}: {key!r}"
        english = _packaged(COMPLETE).get(key)
        if english is None:
            close = difflib.get_close_matches(key, _packaged(COMPLETE), n=1, cutoff=0.5)
            near = f"Did you mean {close[0]}?" if close else "`softmark sentences` lists all."
            raise CourseError(f"{where} is no sentence. {near}")
        if not isinstance(sentence, str):
            raise CourseError(f'{where}: write "{key}" = "...", with quotes around both.')
        try:
            unknown = sorted(_placeholders(sentence) - _placeholders(english, bare=True))
        except ValueError as error:
            raise CourseError(f"{where}: {error}.") from None
        if unknown:
            known = ", ".join(sorted(_placeholders(english))) or "nothing"
            raise CourseError(f"{where} names {unknown[0]}, but there is {known} to name.")
    return found


def _placeholders(text: str, *, bare: bool = False) -> set[str]:
    """Returns the facts that a sentence names, as they stand in it: {"{output}", "{used:.1f}"}.

    Args:
        bare: the same without their formats as well.

    Raises:
        ValueError: a brace is left open.
    """
    found = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            suffix = (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            found |= {f"{{{name}{suffix}}}", *([f"{{{name}}}"] if bare else [])}
    return found
