"""What to try: a check's diagnosis and hint, brought into one form for all renderers."""

from __future__ import annotations

from dataclasses import dataclass

from ..result import CheckResult
from .texts import text


@dataclass(frozen=True)
class Advice:
    """What a student should look at.

    Attributes:
        mistake: title of the known mistake; empty where none was recognised.
        hint: what to try, possibly several lines; may be empty next to a mistake.
    """

    mistake: str
    hint: str

    def label(self, language: str) -> str:
        """Returns the words in front of it."""
        return text("advice.mistake" if self.mistake else "advice.hint", language)

    @property
    def headline(self) -> str:
        """The mistake's title, or else the hint's first line."""
        return self.mistake or self.hint.partition("\n")[0]


def advice_of(check: CheckResult) -> Advice | None:
    """Returns what to try after a check, or None where nothing is known."""
    diagnosis = check.diagnosis or {}
    mistake = str(diagnosis.get("title") or "") if diagnosis.get("mistake") else ""
    hint = check.hint or str(diagnosis.get("hint") or "")
    if mistake and hint.startswith(mistake):
        hint = hint[len(mistake) :].lstrip(":：. \n")
    return Advice(mistake, hint) if mistake or hint else None
