"""A text that an author wrote: a title or a hint, in one language or in several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..records import dataclass

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Words:
    """A text in the course's own language, in others, or in both.

    Attributes:
        texts: (language, text) of each; "" stands for the course's own language.
    """

    texts: tuple[tuple[str, str], ...] = ()

    def in_(self, language: str) -> str:
        """Returns it in a language; where that is missing, in the course's own or in English.

        "" where it stands in no language.
        """
        known = dict(self.texts)
        for wanted in (language, "", "en"):
            if known.get(wanted):
                return known[wanted]
        return next(iter(known.values()), "")

    def lacks(self, languages: Iterable[str], own: str) -> list[str]:
        """Returns those languages that it does not stand in.

        Args:
            own: the course's own language.
        """
        given = {language for language, text in self.texts if text.strip()}
        # A docstring beside a table that has the course's language is in English, as most are.
        there = {language or ("en" if own in given else own) for language in given}
        return [language for language in languages if language not in there]

    def __bool__(self) -> bool:
        return any(text.strip() for _, text in self.texts)

    @classmethod
    def from_plain(cls, value: object) -> Words:
        """Returns the words of a plain string, or of a table {language: text}.

        Raises:
            ValueError: it is neither.
        """
        if isinstance(value, str):
            return cls((("", value),))
        if not isinstance(value, Mapping) or not value:
            raise ValueError('write a string, or one for each language: { en = "...", zh = "..." }')
        for language, text in value.items():
            if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
                raise ValueError(f"{language!r} is no language, such as en or zh")
            if not isinstance(text, str) or not text.strip():
                raise ValueError(
                    f"the text in {language!r} has to be a string with something in it"
                )
        return cls(tuple(value.items()))

    def to_plain(self) -> Any:
        """Returns what `from_plain` takes."""
        known = dict(self.texts)
        return known[""] if list(known) == [""] else known
