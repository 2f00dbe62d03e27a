"""What to try: a check's diagnosis and hint, brought into one form for all renderers."""

from __future__ import annotations

from dataclasses import dataclass

from ..result import CheckResult
from .texts import text


@dataclass(frozen=True)
class Advice:
    """What a student should look at.

    Attributes:
        mistake: titles of the known mistakes; empty where none was recognised.
        hint: what to do about them, or what else is known of the check.
        several: more than one mistake was made at once.
    """

    mistake: str
    hint: str
    several: bool = False

    def label(self, language: str) -> str:
        """Returns the words in front of it."""
        if not self.mistake:
            return text("advice.hint", language)
        return text("advice.mistakes" if self.several else "advice.mistake", language)

    @property
    def headline(self) -> str:
        """The mistakes' titles, or else the hint's first line."""
        return self.mistake or self.hint.partition("\n")[0]

    @property
    def rest(self) -> str:
        """What follows the headline."""
        return self.hint if self.mistake else self.hint.partition("\n")[2]


def advice_of(check: CheckResult) -> Advice | None:
    """Returns what to try after a check, or None where nothing is known."""
    diagnosis = check.diagnosis or {}
    if diagnosis.get("mistake"):
        # The check's own hint says the same in one text.
        return Advice(str(diagnosis["title"]), str(diagnosis["hint"]), "mistakes" in diagnosis)
    return Advice("", check.hint.strip()) if check.hint.strip() else None
