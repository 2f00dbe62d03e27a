"""Times as platforms write them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime

from .entries import Entry, Level

# In which platforms and nbgrader write when something was handed in.
TIMESTAMP = "timestamp.txt"
_TIME_BYTES = 100

# Months as Moodle and Brightspace write them in English, German, French and Spanish; the longest beginning
# that tells them apart.
_MONTHS = (
    ("jan", "jän", "ene"),
    ("feb", "fév", "fev"),
    ("mar", "mär"),
    ("apr", "avr", "abr"),
    ("may", "mai"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "aoû", "aou", "ago"),
    ("sep",),
    ("oct", "okt"),
    ("nov",),
    ("dec", "déc", "dez", "dic"),
)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:.h]?(\d{2})(?::(\d{2}))?\s*([AaPp]\.?\s?[Mm]\b)?(?!\d)")
_EAST_DATE = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?")
_EUROPEAN_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_DAY = re.compile(r"(?<![\d:])(\d{1,2})(?![\d:])")
_WORD = re.compile(r"[^\W\d_]+")


def read_time(text: str) -> str:
    """Returns a time in ISO 8601; "" for what is none.

    It has a zone only where the text has one: ISO 8601, nbgrader's "2026-03-01 12:00:00.0 UTC" with any
    zone, Sakai's digits, or a date in words.
    """
    plain = text.strip()
    if not plain or len(plain) > 100:
        return ""
    for read in (_iso, _with_zone, _digits, _in_words):
        found = read(plain)
        if found is not None:
            return found.isoformat()
    return ""


def _iso(text: str) -> datetime | None:
    # What is all digits is no date and time to anybody but Python, which takes the ninth for what divides the two.
    try:
        return None if text.isdecimal() and len(text) > 8 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _with_zone(text: str) -> datetime | None:
    stamp, _, zone = text.rpartition(" ")
    # Gradescope writes nine digits of a second.
    found = _iso(re.sub(r"(\.\d{6})\d+", r"\1", stamp))
    if found is None or found.tzinfo is not None:
        return None
    if zone.upper() in ("UTC", "GMT", "Z"):
        return found.replace(tzinfo=UTC)
    numeric = _iso(f"2000-01-01T00:00:00{zone}") if re.fullmatch(r"[+-]\d\d:?\d\d", zone) else None
    if numeric is not None:
        return found.replace(tzinfo=numeric.tzinfo)
    # Next to nobody's time has a zone by name.
    from zoneinfo import ZoneInfo

    try:
        return found.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OSError, KeyError):
        return None


def _digits(text: str) -> datetime | None:
    if not re.fullmatch(r"20\d{10}(\d\d(\d{3})?)?", text):
        return None
    try:
        return datetime.strptime(text[:14].ljust(14, "0"), "%Y%m%d%H%M%S")
    except ValueError:
        return None


def _in_words(text: str) -> datetime | None:
    date = _EAST_DATE.search(text)
    european = _EUROPEAN_DATE.search(text)
    if date is not None:
        year, month, day = map(int, date.groups())
        rest = text[: date.start()] + " " + text[date.end() :]
    elif european is not None:
        day, month, year = map(int, european.groups())
        rest = text[: european.start()] + " " + text[european.end() :]
    else:
        named = _named_date(text)
        if named is None:
            return None
        year, month, day, rest = named
    clock = _CLOCK.search(rest)
    if clock is None:
        return None
    hour, half = int(clock[1]), (clock[4] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return datetime(year, month, day, hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None


def _named_date(text: str) -> tuple[int, int, int, str] | None:
    """Returns year, month, day and the rest of "Sunday, 1 March 2026, 11:10 PM" in any of the languages."""
    months = [month for word in _WORD.findall(text) if (month := _month(word))]
    year = _YEAR.search(text)
    if not months or year is None:
        return None
    before, rest = text[: year.start()], text[year.end() :]
    day = _DAY.search(before)
    return (int(year[1]), months[-1], int(day[1]), rest) if day is not None else None


def _month(word: str) -> int:
    """Returns 3 for "March", "März", "mars" or "marzo"; 0 for a day of the week."""
    plain = word.casefold()
    if plain in ("mardi", "martes", "mar.", "samedi", "sábado"):
        return 0
    for number, starts in enumerate(_MONTHS, start=1):
        if plain.startswith(starts):
            return number
    return 0


def time_in(level: Level, entry: Entry, places: Collection[str]) -> str:
    """Returns the time in a file of an entry's, in ISO 8601; "" where there is none.

    Args:
        places: names of the file, below the entry.
    """
    for item in entry.items:
        if item.rest in places:
            return read_time(level.tree.read(item.member, _TIME_BYTES).decode(errors="replace"))
    return ""
