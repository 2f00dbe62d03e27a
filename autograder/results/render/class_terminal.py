"""The table of a class on a terminal.

Written here, and not by rich, which takes two milliseconds a student.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from ..result import Result
from ..text import say
from .advice import advice_of
from .cells import cell_width, wrap
from .formats import by_student, number, printable

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
    ordered = sorted(results, key=by_student)
    keys = ("student", "score", "class.checks", "class.remark")
    head = [say(key, language) for key in keys]
    rows = [_row(result, language) for result in ordered]
    widths = _widths([head, *rows], width)
    rule = " " + "─" * (sum(widths) + len(GAP) * (len(widths) - 1))
    lines = ["", *_lines(head, widths), rule]
    for result, row in zip(ordered, rows, strict=True):
        style = STYLES.get(result.status, "") if colour else ""
        lines += [_painted(line, style) for line in _lines(row, widths)]
    return "\n".join([*lines, "", *wrap(class_line(ordered, language), width)])


def _row(result: Result, language: str) -> list[str]:
    texts = (result.student, _score(result), _passed(result), remark(result, language))
    return [printable(text).replace("\n", " ") for text in texts]


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Returns how wide each column is: as its texts need, names and remarks no wider than there is room."""
    columns = zip(*rows, strict=True)
    names, scores, checks, remarks = (max(map(cell_width, column)) for column in columns)
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


def class_line(results: Sequence[Result], language: str = "en") -> str:
    """Returns how many were graded, and their mean score, in one line."""
    count = dict.fromkeys(("graded", "refused", "fault"), 0)
    for result in results:
        count[result.status] += 1
    scores = [result.score for result in results if result.status == "graded"]
    mean = number(sum(scores) / len(scores)) if scores else "-"
    most = number(results[0].max_score) if results else "-"
    return say("class.line", language, mean=mean, max_score=most, **count)


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
