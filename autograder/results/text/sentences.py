"""Reads the languages' files, each when it is first spoken. The standard library alone, as students run it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

# The language that has every sentence.
COMPLETE = "en"


def say(key: str, language: str, **facts: Any) -> str:
    """Returns a sentence in a language, in English where that language has no such sentence.

    Raises:
        KeyError: no language has it.
    """
    own = sentences(language)
    text = own[key] if key in own else sentences(COMPLETE)[key]
    return text.format(**facts)


def knows(key: str) -> bool:
    """Tells whether there is such a sentence."""
    return key in sentences(COMPLETE)


@cache
def languages() -> tuple[str, ...]:
    """Returns the languages there are files for, sorted."""
    names = (entry.name for entry in resources.files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def missing(language: str) -> list[str]:
    """Returns the keys of the sentences that a language lacks, in the order of the English file."""
    return [key for key in sentences(COMPLETE) if key not in sentences(language)]


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Returns what a language's own file says, by key; nothing where it has none."""
    if language not in languages():
        return {}
    file = resources.files(__package__) / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
