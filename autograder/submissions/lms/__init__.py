"""Submissions as learning platforms hand them over, who is in the class, and grades back to them."""

from .collect import gather
from .people import ClassFound, Packed, Person
from .roster import Roster
from .rosters import read_roster

__all__ = [
    "ClassFound",
    "Packed",
    "Person",
    "Roster",
    "gather",
    "read_roster",
]
