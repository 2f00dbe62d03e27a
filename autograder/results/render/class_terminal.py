"""The table of a class on a terminal.

Written here, and not by rich, which takes two milliseconds a student.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from ..in_order import in_order
from ..result import Result
from ..text import say
from .advice import advice_of
from .cells import cell_width, wrap
from .formats import number, printable

YELLOW, RED = "33", "31"
STYLES = {"refused": YELLOW, "fault": RED}
GAP = "   "
# Columns that names and remarks have at least, however narrow the terminal is.
FEWEST = 8


def render_class_table(
    results: Iterable[Result], language: str = "en", *, width: int = 80, colour: bool = False
) -> str:
    """Returns a table with one line a student, and a line of totals, without the last line's end.

    Args:
        width: columns of the terminal; names and remarks are folded to it.
        colour: whether the terminal understands ANSI colours.
    """
    keys = ("student", "score", "class.checks", "class.remark")
    head = [say(key, language) for key in keys]
    totals = Totals()
    styles, rows, widest = [], [], list(map(cell_width, head))
    shared: dict[str, str] = {}
    # Of a result no more is kept than its row: of a large class only that fits into memory.
    for result in in_order(results):
        totals.add(result)
        styles.append(STYLES.get(result.status, "") if colour else "")
        name, *others = _row(result, language)
        # Scores and remarks are the same in many rows, and then one object.
        row = (name, *(shared.setdefault(text, text) for text in others))
        rows.append(row)
        widest = list(map(max, widest, map(cell_width, row)))
    widths = _widths(widest, width)
    rule = " " + "─" * (sum(widths) + len(GAP) * (len(widths) - 1))
    lines = ["", *_lines(head, widths), rule]
    for style, row in zip(styles, rows, strict=True):
        lines += [_painted(line, style) for line in _lines(row, widths)]
    return "\n".join([*lines, "", *wrap(totals.line(language), width)])


def _row(result: Result, language: str) -> tuple[str, ...]:
    texts = (result.student, _score(result), _passed(result), remark(result, language))
    return tuple(printable(text).replace("\n", " ") for text in texts)


def _widths(widest: Sequence[int], width: int) -> list[int]:
    """Returns how wide each column is: as its texts need, names and remarks no wider than there is room."""
    names, scores, checks, remarks = widest
    room = width - 1 - 3 * len(GAP) - scores - checks
    names = min(names, max(FEWEST, room - min(remarks, room // 2)))
    return [names, scores, checks, min(remarks, max(FEWEST, room - names))]


def _lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Returns the lines of a row: names and remarks are folded, numbers stand at the right."""
    names, numbers, remarks = wrap(row[0], widths[0]), row[1:3], wrap(row[3], widths[3])
    lines = []
    for name, remark_ in zip_longest(names, remarks, fillvalue=""):
        cells = [_padded(name, widths[0])]
        cells += [
            _padded(cell, width, right=True)
            for cell, width in zip(numbers, widths[1:3], strict=True)
        ]
        lines.append(" " + GAP.join([*cells, remark_]).rstrip())
        numbers = ["", ""]
    return lines


def _padded(text: str, width: int, *, right: bool = False) -> str:
    spaces = " " * (width - cell_width(text))
    return spaces + text if right else text + spaces


def _painted(words: str, style: str) -> str:
    return f"\x1b[{style}m{words}\x1b[0m" if style else words


class Totals:
    """How many of a class were graded, and their mean score."""

    def __init__(self) -> None:
        self._count = dict.fromkeys(("graded", "refused", "fault"), 0)
        self._scores = array("d")
        self._most = "-"

    def add(self, result: Result) -> None:
        """Counts a result; the first one says what the full score is."""
        if not any(self._count.values()):
            self._most = number(result.max_score)
        self._count[result.status] += 1
        if result.status == "graded":
            self._scores.append(result.score)

    def line(self, language: str = "en") -> str:
        """Returns them in one line."""
        mean = number(sum(self._scores) / len(self._scores)) if self._scores else "-"
        return say("class.line", language, mean=mean, max_score=self._most, **self._count)


def remark(result: Result, language: str) -> str:
    """Returns what explains a result best, in one line: its reason, likely mistakes, or a failure."""
    if result.status != "graded":
        words = say(f"result.{result.status}", language)
        return f"{words}{say('colon', language)}{result.message}" if result.message else words
    wrong = [check for check in result.checks if check.status != "passed"]
    advice = [advice_of(check) for check in wrong]
    mistakes = dict.fromkeys(each.mistake for each in advice if each and each.mistake)
    if mistakes:
        return say("list.comma", language).join(mistakes)
    broken = [check for check in wrong if check.status != "failed"]
    return (broken or wrong)[0].message.partition("\n")[0] if wrong else ""


def _score(result: Result) -> str:
    return "-" if result.status == "fault" else number(result.score)


def _passed(result: Result) -> str:
    passed = sum(check.status == "passed" for check in result.checks)
    return f"{passed} / {len(result.checks)}" if result.checks else "-"
