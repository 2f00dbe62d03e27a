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
        hint: what to do about the mistake.
        remark: what else is known of this check, such as the factor by which it is off.
    """

    mistake: str
    hint: str
    remark: str

    def label(self, language: str) -> str:
        """Returns the words in front of it."""
        return text("advice.mistake" if self.mistake else "advice.hint", language)

    @property
    def headline(self) -> str:
        """The mistake's title, or else the remark's first line."""
        return self.mistake or self.remark.partition("\n")[0]

    @property
    def rest(self) -> str:
        """What follows the headline."""
        if self.mistake:
            return "\n".join(part for part in (self.hint, self.remark) if part)
        return self.remark.partition("\n")[2]


def advice_of(check: CheckResult) -> Advice | None:
    """Returns what to try after a check, or None where nothing is known."""
    diagnosis = check.diagnosis or {}
    remark = check.hint.strip()
    if not diagnosis.get("mistake"):
        return Advice("", "", remark) if remark else None
    mistake, hint = str(diagnosis["title"]), str(diagnosis["hint"])
    # A hint may repeat the diagnosis, which is shown already.
    for known in (mistake, hint):
        remark = remark.removeprefix(known).lstrip(":： \n")
    return Advice(mistake, hint, remark)
