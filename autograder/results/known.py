"""What the pages and tables of a class say of a student besides the result."""

from __future__ import annotations

from .records import dataclass


@dataclass(frozen=True)
class Known:
    """A student as the roster or the platform knows them; "" for what nobody knows."""

    name: str = ""
    id: str = ""
    email: str = ""


NOBODY = Known()
