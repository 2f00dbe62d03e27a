"""How students say what a report has to say, in English and in Chinese; of what, assignment.toml says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ...course.rules import Topic

# More printed text than this is not read.
MOST_TEXT = 200_000

_ACCURACY = r"(?:acc(?:urac(?:y|ies))?(?![a-z])|准确[率度]|正确率|精确?度)"
_TRAIN = r"(?:(?<![a-z])train(?:ing)?(?![a-z])|训练)"
_TEST = r"(?:(?<![a-z])test(?:ing|s)?(?![a-z])|测试)"
_OTHERS = r"(?<![a-z])(?:train|valid)|训练|验证"
# Between "test" and "accuracy" may stand the loss.
_LOSS = r"(?:loss|损失)[^\d\n]{0,6}\d{1,9}(?:\.\d{1,20})?"
_BETWEEN = rf"(?:{_LOSS}|(?!{_OTHERS})[^\d\n]){{0,40}}?"
_PRINTED = re.compile(
    rf"(?:{_TEST}{_BETWEEN}{_ACCURACY}|{_ACCURACY}(?:(?!{_OTHERS})[^\d\n]){{0,25}}?{_TEST})"
    rf"(?:(?!{_OTHERS})(?:float\d\d|[^\d\n])){{0,40}}?"
    r"(?<![a-z])(?P<value>\d{1,9}(?:\.\d{1,20})?)(?:\s?/\s?(?P<of>\d{1,9}))?\s?(?P<percent>[%％]?)",
    re.IGNORECASE,
)
# In running text: a word for the data, one for the accuracy, or a number that may be an accuracy.
_WORDS = re.compile(
    rf"(?P<train>{_TRAIN})|(?P<test>{_TEST})|(?P<accuracy>{_ACCURACY})"
    r"|(?P<number>(?<![\d.])(?:[01]?\.\d{1,9}|\d{1,3}(?:\.\d{1,9})?\s?[%％]|\d\d\.\d{1,9}))",
    re.IGNORECASE,
)
# So many characters before a number, and after it, say what it is.
_BEFORE, _AFTER = 160, 60
_OF = re.compile(r"\s?(?:on|in|for|over|at) (?:the )?", re.IGNORECASE)
_CODE = re.compile(
    r"^\s*(def |class |import |from \w+ import |return\b|for \w+ in |if .*:$|\w+(\.\w+)* = |self\.|@|#)"
)


def printed_accuracies(text: str, topics: Iterable[Topic] = ()) -> list[float]:
    """Returns the test accuracies in what a notebook has printed, as shares, in order.

    Args:
        topics: numbers beside their words were set, and are not what came out.
    """
    text = text[:MOST_TEXT]
    spellings = tuple(word for topic in topics for group in topic.words for word in group)
    if spellings:
        text = _setting(spellings).sub(" ", text)
    found = []
    for match in _PRINTED.finditer(text):
        value = float(match["value"])
        if match["of"]:
            value /= float(match["of"]) or 1.0
        elif match["percent"] or value > 1:
            value /= 100
        if value <= 1:
            found.append(value)
    return found


def states_accuracy(text: str, part: str) -> bool:
    """Tells whether running text states the accuracy on a part of the data.

    Args:
        text: with single spaces.
        part: "train" or "test".
    """
    text = text[:MOST_TEXT]
    words = list(_WORDS.finditer(text))
    first = last = 0
    for place, number in enumerate(words):
        if number.lastgroup != "number":
            continue
        while words[first].start() < number.start() - _BEFORE:
            first += 1
        while last < len(words) and words[last].start() < number.end() + _AFTER:
            last += 1
        if {part, "accuracy"} <= {word.lastgroup for word in words[first:last]}:
            return True
        # "92.1 % on the test set"
        for following in words[place + 1 : place + 2]:
            between = text[number.end() : following.start()]
            if following.lastgroup == part and _OF.fullmatch(between):
                return True
    return False


def discusses(text: str, topic: Topic) -> bool:
    """Tells whether running text discusses as many things of a topic as are asked for."""
    return sum(_spelt(group).search(text) is not None for group in topic.words) >= topic.least


@cache
def _spelt(spellings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_spelling, spellings)), re.IGNORECASE)


def _spelling(word: str) -> str:
    """Returns the pattern of a word: in letters of English it is none inside of another word."""
    core = word.removesuffix("*")
    pattern = r"[ _-]?".join(map(re.escape, core.split()))
    before = "(?<![a-z])" if core[:1].isascii() else ""
    after = "(?:e?s)?(?![a-z])" if core[-1:].isascii() and core == word else ""
    return f"{before}{pattern}{after}"


@cache
def _setting(spellings: tuple[str, ...]) -> re.Pattern[str]:
    """Returns the pattern of what was set: "momentum 0.9", "lr=0.01", "10 epochs".

    Accuracies are printed with more digits.
    """
    words = "|".join(map(_spelling, spellings))
    number = r"\d{1,9}(?:\.\d{1,2}|\.0\d{0,9})?"
    return re.compile(
        rf"(?:(?:{words})\s{{0,3}}[=:：]?\s{{0,3}}{number}|(?<![\d.])\d{{1,9}}\s?(?:{words}))"
        r"(?![\d.]|\s{0,3}[%％])",
        re.IGNORECASE,
    )


def is_code(line: str) -> bool:
    """Tells whether a line of a report looks like Python."""
    return _CODE.match(line) is not None
