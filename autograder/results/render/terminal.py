"""Results on a terminal: a student's own run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..result import CheckResult, Result, Violation
from ..text import say
from .advice import advice_of
from .causes import Cause, causes_of, consequences, folded_under
from .cells import cell_width, wrap
from .formats import number, printable

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
    next_step: str = "",
    more: bool = False,
) -> str:
    """Returns what `softmark check` prints, without the last line's end.

    A check that waits for a TODO is neither right nor wrong yet, and takes one line.

    Args:
        reproduce: gives the command that runs one check again, from the check's id.
        width: columns of the terminal.
        colour: whether the terminal understands ANSI colours.
        partial: some of the visible checks were left out on purpose.
        next_step: what to do where all of them passed.
        more: the second step of hints is asked for.
    """
    page = _Page(min(width, MAX_WIDTH), colour, result.language)
    if result.message:
        page.add(result.message, "", RED if result.status != "graded" else "")
    causes = causes_of(result)
    page.add_causes(causes)
    under = folded_under(causes)
    seen: dict[tuple[str, str, str], str] = {}
    for check in result.checks:
        page.add_check(check)
        if check.status == "passed":
            continue
        if is_todo(check, page.language):
            page.add_todo(check)
            continue
        if check.id in under:
            page.add(say("run.same", page.language, check=under[check.id]), INDENT, DIM)
            continue
        first = seen.setdefault((check.status, check.message, check.hint), check.id)
        if check.message and first != check.id:
            page.add(say("run.same", page.language, check=first), INDENT, DIM)
            continue
        page.add_explanation(check)
        second = check.diagnosis.more if check.diagnosis else ""
        if second:
            page.add(
                second if more else say("hint.more", page.language), INDENT, "" if more else DIM
            )
        for line in consequences(check.id, causes, result):
            page.add(line, INDENT)
        page.add(say("reproduce", page.language, command=reproduce(check.id)), INDENT, DIM)
    if result.checks:
        page.lines.append("")
    for violation in result.violations:
        page.add_violation(violation)
    for note in result.notes:
        page.add(note)
    if result.checks:
        page.add_totals(result.checks, partial)
        if next_step and not partial and all(item.status == "passed" for item in result.checks):
            page.add(next_step)
    if deducted := sum(violation.points for violation in result.violations):
        page.add(say("run.rules", page.language, points=number(deducted)), "", YELLOW)
    return "\n".join(page.lines)


def render_watch(
    result: Result,
    before: Mapping[str, float] | None,
    reproduce: Callable[[str], str],
    *,
    time: str,
    width: int = 80,
    colour: bool = False,
    next_step: str = "",
) -> str:
    """Returns what `softmark check --watch` shows: the first check that is not right yet, and how it goes.

    Args:
        before: the points of each check in the run before; None in the first.
        time: of this run, as on a clock.
        next_step: what to do where all of them passed.
    """
    page = _Page(min(width, MAX_WIDTH), colour, result.language)
    if result.message:
        page.add(result.message)
    left = [check for check in result.checks if check.status != "passed"]
    wrong = [check for check in left if not is_todo(check, page.language)]
    for check in (wrong or left)[:1]:
        page.add_check(check)
        page.add_explanation(check)
        if wrong:
            page.add(say("reproduce", page.language, command=reproduce(check.id)), INDENT, DIM)
        page.lines.append("")
    for violation in result.violations:
        page.add_violation(violation)
    for note in result.notes:
        page.add(note)
    points = sum(check.points for check in result.checks)
    more = points - sum(before.values()) if before is not None else 0.0
    key = "watch.better" if more > 0 else "watch.worse" if more < 0 else "watch.same"
    facts = {
        "passed": len(result.checks) - len(left),
        "total": len(result.checks),
        "points": number(points),
        "max_points": number(sum(check.max_points for check in result.checks)),
        "more": number(more),
    }
    page.add(say(key, page.language, **facts), "", GREEN if more > 0 or not left else BOLD)
    if not left and next_step:
        page.add(say("visible.passed", page.language), "", GREEN)
        page.add(next_step)
    page.add(say("watch.wait", page.language, time=time), "", DIM)
    return "\n".join(page.lines)


def is_todo(check: CheckResult, language: str) -> bool:
    """Tells whether a check waits for a TODO that is still there."""
    beginning = say("todo", language, where="\0").partition("\0")[0]
    return bool(beginning) and check.status == "error" and check.message.startswith(beginning)


class _Page:
    """Lines of a terminal of known width."""

    def __init__(self, width: int, colour: bool, language: str) -> None:
        self.width = max(width, 20)
        self.colour = colour
        self.language = language
        self.lines: list[str] = []
        self._todos: set[str] = set()

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
        todo = is_todo(check, self.language)
        mark, colour = ("·", "") if todo else (MARKS[check.status], COLOURS.get(check.status, RED))
        style = "" if todo or check.status == "passed" else BOLD
        self.lines.append(f"{self.paint(mark, colour)} {self.paint(first, style)}{gap}{points}")
        self.lines += [f"{INDENT}{self.paint(line, style)}" for line in others]

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

    def add_todo(self, check: CheckResult) -> None:
        """Adds where a TODO is, once for all checks that wait for it."""
        if check.message not in self._todos:
            self._todos.add(check.message)
            self.add(check.message, INDENT, DIM)

    def add_causes(self, causes: Sequence[Cause]) -> None:
        """Adds what the points are lost for, where that is more than one thing."""
        if len(causes) < 2:
            return
        self.add(say("feedback.start", self.language), "", BOLD)
        for cause in causes:
            key = "cause.line.rule" if cause.is_rule else "cause.line"
            facts = {"points": number(cause.points), "what": cause.advice.headline}
            facts["count"] = str(cause.count)
            self.add(say(key, self.language, **facts), INDENT, YELLOW)
        self.lines.append("")

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
        todo = sum(is_todo(check, self.language) for check in checks)
        failed = sum(check.status != "passed" for check in checks) - todo
        points = number(sum(check.points for check in checks))
        most = number(sum(check.max_points for check in checks))
        self.add(say("run.points", self.language, points=points, max_points=most), "", BOLD)
        facts = {"failed": failed, "total": len(checks)}
        if failed:
            key = "run.partial.failed" if partial else "run.failed"
            self.add(say(key, self.language, **facts), "", RED)
        if todo:
            self.add(say("run.todo.one" if todo == 1 else "run.todo", self.language, count=todo))
        if failed or todo:
            return
        if partial:
            self.add(say("run.partial", self.language), "", GREEN)
        else:
            self.add(say("visible.passed", self.language), "", GREEN)
