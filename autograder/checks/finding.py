"""What the judge found of one output; in words it is said by `grading.messages`."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from ..results.records import dataclass
from ..results.text import Words

# In the order in which an output passes through them. First whether it is the right kind of thing at all, ...
FORMS = ("present", "type", "kind", "length", "no_key", "new_key", "shape", "dtype", "finite")
# ... then whether what it holds is right.
CONTENTS = ("least", "most", "lines", "text", "values")
STAGES = FORMS + CONTENTS


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How far one output came in its stages.

    Attributes:
        output: the name that the probe gave it.
        stage: the stage that failed, "" where none did.
        facts: plain numbers and names for the message; those under "reveal" are values that were
            returned or expected, which a hidden check does not show.
        says: the author's own words for it.
    """

    output: str
    stage: str
    facts: dict[str, Any] = field(default_factory=dict)
    reveal: dict[str, Any] = field(default_factory=dict)
    says: Words | None = None

    @property
    def only_content(self) -> bool:
        """Whether the output is the right kind of thing, be what it holds right or wrong."""
        return not self.stage or self.stage in CONTENTS
