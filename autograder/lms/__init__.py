"""Submissions as learning platforms hand them over, who is in the class, and grades back to them."""

from .gather import gather
from .model import ClassFound, Packed, Person
from .roster import Roster, read_roster

__all__ = [
    "ClassFound",
    "Packed",
    "Person",
    "Roster",
    "gather",
    "read_roster",
]
