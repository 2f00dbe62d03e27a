"""Results on a terminal: a student's own run, and the table of a class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ..result import CheckResult, Result, Violation
from ..text import say
from .advice import advice_of
from .cells import cell_width, wrap
from .formats import by_student, number, printable

if TYPE_CHECKING:
    from rich.console import RenderableType

MAX_WIDTH = 92
INDENT = "  "
MARKS = {"passed": "✓", "failed": "✗", "error": "✗", "timeout": "✗", "skipped": "-", "fault": "!"}
BOLD, DIM, RED, GREEN, YELLOW = "1", "2", "31", "32", "33"
COLOURS = {"passed": GREEN, "skipped": YELLOW, "fault": YELLOW}


def render_check_run(
    result: Result,
    reproduce: Callable[[str], str],
    *,
    width: int = 80,
    colour: bool = False,
    partial: bool = False,
) -> str:
    """Returns what `softmark check` prints, without the last line's end.

    Args:
        reproduce: gives the command that runs one check again, from the check's id.
        width: columns of the terminal.
        colour: whether the terminal understands ANSI colours.
        partial: some of the visible checks were left out on purpose.
    """
    page = _Page(min(width, MAX_WIDTH), colour, result.language)
    if result.message:
        page.add(result.message, "", RED if result.status != "graded" else "")
    seen: dict[tuple[str, str, str], str] = {}
    for check in result.checks:
        page.add_check(check)
        if check.status == "passed":
            continue
        first = seen.setdefault((check.status, check.message, check.hint), check.id)
        if check.message and first != check.id:
            page.add(say("run.same", page.language, check=first), INDENT, DIM)
            continue
        page.add_explanation(check)
        page.add(say("reproduce", page.language, command=reproduce(check.id)), INDENT, DIM)
    if result.checks:
        page.lines.append("")
    for violation in result.violations:
        page.add_violation(violation)
    for note in result.notes:
        page.add(note)
    if result.checks:
        page.add_totals(result.checks, partial)
    if deducted := sum(violation.points for violation in result.violations):
        page.add(say("run.rules", page.language, points=number(deducted)), "", YELLOW)
    return "\n".join(page.lines)


class _Page:
    """Lines of a terminal of known width."""

    def __init__(self, width: int, colour: bool, language: str) -> None:
        self.width = max(width, 20)
        self.colour = colour
        self.language = language
        self.lines: list[str] = []

    def paint(self, words: str, style: str) -> str:
        return f"\x1b[{style}m{words}\x1b[0m" if self.colour and style else words

    def add(self, words: str, indent: str = "", style: str = "") -> None:
        """Adds text, folded to the width; lines after the first of a fold are indented alike."""
        for line in wrap(printable(words), self.width - len(indent)):
            self.lines.append(indent + self.paint(line, style))

    def add_check(self, check: CheckResult) -> None:
        """Adds a mark, the title, and the points at the right edge."""
        points = f"{number(check.points)} / {number(check.max_points)}"
        room = self.width - len(INDENT) - len(points) - 2
        first, *others = wrap(printable(check.title), room)
        gap = " " * (room - cell_width(first) + 2)
        colour = COLOURS.get(check.status, RED)
        title = self.paint(first, BOLD if check.status != "passed" else "")
        self.lines.append(f"{self.paint(MARKS[check.status], colour)} {title}{gap}{points}")
        self.lines += [f"{INDENT}{self.paint(line, BOLD)}" for line in others]

    def add_explanation(self, check: CheckResult) -> None:
        """Adds what happened and what to try."""
        self.add(check.message, INDENT)
        advice = advice_of(check)
        if advice is None:
            return
        colon = say("colon", self.language)
        self.add(f"{advice.label(self.language)}{colon}{advice.headline}", INDENT, YELLOW)
        if advice.rest:
            self.add(advice.rest, INDENT)

    def add_violation(self, violation: Violation) -> None:
        """Adds a broken rule, where, and what it will cost."""
        words = violation.message
        if violation.line:
            where = say("violation.where", self.language, file=violation.file, line=violation.line)
            words += f" ({where})"
        if violation.points:
            words += f": -{number(violation.points)}"
        self.add(words, "", YELLOW)

    def add_totals(self, checks: Sequence[CheckResult], partial: bool) -> None:
        """Adds the points and, with care for what was not run, whether that is all."""
        failed = sum(check.status != "passed" for check in checks)
        points = number(sum(check.points for check in checks))
        most = number(sum(check.max_points for check in checks))
        self.add(say("run.points", self.language, points=points, max_points=most), "", BOLD)
        facts = {"failed": failed, "total": len(checks)}
        if failed:
            key = "run.partial.failed" if partial else "run.failed"
            self.add(say(key, self.language, **facts), "", RED)
        elif partial:
            self.add(say("run.partial", self.language), "", GREEN)
        else:
            self.add(say("visible.passed", self.language), "", GREEN)


def render_class_table(results: Iterable[Result], language: str = "en") -> RenderableType:
    """Returns a table with one line a student, for rich to print at any width, and a line of totals."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    ordered = sorted(results, key=by_student)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("student", language), overflow="fold", min_width=8)
    table.add_column(say("score", language), justify="right", no_wrap=True)
    table.add_column(say("class.checks", language), justify="right", no_wrap=True)
    table.add_column(say("class.remark", language), ratio=1, overflow="fold")
    for result in ordered:
        style = {"refused": "yellow", "fault": "red"}.get(result.status, "")
        cells = (result.student, _score(result), _passed(result), remark(result, language))
        table.add_row(*(Text(printable(cell).replace("\n", " ")) for cell in cells), style=style)
    return Group(table, Text(class_line(ordered, language)))


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
