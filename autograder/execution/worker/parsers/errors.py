"""How a parser says that it refuses what it is given."""

from __future__ import annotations


class Unparsed(Exception):  # noqa: N818 - an outcome
    """The bytes are not what they should be.

    Attributes:
        code: short name of the reason.
        facts: what a sentence about it needs.
    """

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts
