"""What to try: a check's diagnosis and hint, brought into one form for all renderers."""

from __future__ import annotations

from ..records import dataclass
from ..result import CheckResult, Diagnosis
from ..text import say


@dataclass(frozen=True)
class Advice:
    """What a student should look at.

    Attributes:
        mistake: titles of the known mistakes; empty where none was recognised.
        hint: what to do about them, or what else is known of the check.
        several: more than one mistake was made at once.
        general: the hint without the numbers of one submission; empty where it has none.
    """

    mistake: str
    hint: str
    several: bool = False
    general: str = ""

    def label(self, language: str) -> str:
        """Returns the words in front of it."""
        if not self.mistake:
            return say("advice.hint", language)
        return say("advice.mistakes" if self.several else "advice.mistake", language)

    @property
    def headline(self) -> str:
        """The mistakes' titles, or else the hint's first line."""
        return self.mistake or self.hint.partition("\n")[0]

    @property
    def common(self) -> str:
        """The headline as it is for everybody who did the same, whatever their numbers."""
        return self.mistake or self.general or self.headline

    @property
    def rest(self) -> str:
        """What follows the headline."""
        return self.hint if self.mistake else self.hint.partition("\n")[2]


def advice_of(check: CheckResult) -> Advice | None:
    """Returns what to try after a check, or None where nothing is known."""
    diagnosis = check.diagnosis or Diagnosis()
    if diagnosis.mistake:
        # The check's own hint says the same in one text.
        return Advice(diagnosis.title, diagnosis.hint, bool(diagnosis.mistakes))
    if not check.hint.strip():
        return None
    return Advice("", check.hint.strip(), general=diagnosis.general)
