"""Names of people and numbers of theirs, compared as people would."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

# Letters and digits of alphabets in one token, and Chinese, Japanese and Korean ones in another, as nobody
# puts blanks between them. Compiled when a name is first looked at: so many letters take milliseconds.
_EAST = "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = rf"[{_EAST}]+|[^\W_{_EAST}]+"
_IS_EAST = rf"[{_EAST}]"
# A name has as many words as this where they are tried in every order.
_MOST_WORDS = 4
# Longer runs of tokens are no name, login or number.
_LONGEST_RUN = 6


def text_in_one_form(text: str) -> str:
    """Returns the text composed, without blanks around it, in small letters."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[str, ...]:
    """Returns a name's words without accents and punctuation, in small letters."""
    return tuple(re.findall(_TOKEN, _without_accents(name)))


def name_keys(name: str) -> set[str]:
    """Returns by what a name is found in any order of its words, and without blanks between them."""
    found = words(name)
    if not found:
        return set()
    if len(found) > _MOST_WORDS:
        return {" ".join(sorted(found)), "".join(found)}
    orders = {"".join(order) for order in itertools.permutations(found)}
    return {" ".join(sorted(found)), *orders}


def lookup_keys(name: str) -> tuple[str, ...]:
    """Returns by what a name is looked up among the `name_keys` of others."""
    found = words(name)
    return (" ".join(sorted(found)), "".join(found)) if found else ()


def same_name(first: str, second: str) -> bool:
    """Tells whether two names have the same words, in whatever order."""
    return any(
        not name_keys(one).isdisjoint(lookup_keys(other))
        for one, other in ((first, second), (second, first))
    )


def contradict(first: str, second: str, *, one_source: bool = False) -> bool:
    """Tells whether two names cannot be one person's.

    A part of the other name, initials, and names in another script contradict nothing.

    Args:
        one_source: one platform writes both, so that another script is another name.
    """
    one, other = words(first), words(second)
    if not one or not other or same_name(first, second):
        return False
    if _script(first) != _script(second):
        return one_source
    short, long = sorted((one, other), key=len)
    rest = list(long)
    for word in sorted(short, key=len, reverse=True):
        fits = [w for w in rest if w == word or (1 in (len(w), len(word)) and w[0] == word[0])]
        if not fits:
            return "".join(short) not in "".join(long) and "".join(long) not in "".join(short)
        rest.remove(fits[0])
    return False


def _script(name: str) -> str:
    return "east" if re.search(_IS_EAST, name) else "alphabet"


def number_key(text: str) -> str:
    """Returns a number in the form in which it is compared: zeros before it get lost in tables."""
    plain = text_in_one_form(text)
    return plain.lstrip("0") or plain if plain.isdigit() else plain


def runs(text: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Yields (start, end, words) for all runs of whole tokens in a text, up to a length."""
    tokens = list(re.finditer(_TOKEN, text))
    for first in range(len(tokens)):
        for last in range(first, min(first + _LONGEST_RUN, len(tokens))):
            inside = [token[0] for token in tokens[first : last + 1]]
            yield tokens[first].start(), tokens[last].end(), inside


def is_telling(name: Iterable[str]) -> bool:
    """Tells whether these words can be taken for a person's name when they stand among others."""
    found = list(name)
    return len(found) > 1 or (len(found[0]) > 1 and bool(re.search(_IS_EAST, found[0])))
