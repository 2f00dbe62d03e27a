"""The rules of an assignment that are checked on the source, without running it."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from ..results.convert import MalformedError, convert
from ..results.records import dataclass
from ..results.result import Violation
from ..results.text import Words, say
from .ranges import Points, Share
from .repeated import NO_REPETITION, Repetition


@dataclass(frozen=True)
class ImportRule:
    """Packages that must not be imported, and what each of them costs."""

    forbidden: tuple[str, ...] = ()
    points: Points = 0.0


@dataclass(frozen=True)
class LoopRule:
    """Functions ("module.Class.method") without loops over samples, and what each one costs.

    A loop that several of them share, in a helper, costs once.
    """

    vectorised: tuple[str, ...] = ()
    points: Points = 0.0


@dataclass(frozen=True)
class FileRule:
    """Patterns of files that must be handed in or must not be, and what each pattern costs."""

    required: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    points: Points = 0.0


@dataclass(frozen=True)
class Topic:
    """Something that a report has to discuss.

    Attributes:
        title: what it is called, "momentum".
        words: one list of spellings for each thing, of which one has to occur: [["momentum", "动量"]]. A space
            stands for a hyphen or nothing, too, and * at the end for any ending.
        least: how many of these things have to be discussed.

    Raises:
        ValueError: it asks for more things than there are.
    """

    title: Words
    words: tuple[tuple[str, ...], ...]
    least: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.least <= len(self.words) or not all(self.words):
            raise ValueError(
                "least has to be from 1 to the number of lists in words, none of them empty"
            )


@dataclass(frozen=True)
class ReportRule:
    """What a report should be; looked at where grading is told to.

    Attributes:
        notebook: name of the notebook that is handed in with its outputs; "" for none.
        pdf: whether there should be a PDF.
        tolerance: how far an accuracy that the notebook prints may be from our own run's.
        points: what a finding costs, by its name without "report."; those not named cost nothing.
        topics: what the PDF has to discuss, by the name of the finding.
    """

    notebook: str = ""
    pdf: bool = False
    tolerance: Share = 0.01
    points: dict[str, Points] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """[rules] of assignment.toml."""

    report: ReportRule = field(default_factory=ReportRule)

    imports: ImportRule = field(default_factory=ImportRule)
    loops: LoopRule = field(default_factory=LoopRule)
    files: FileRule = field(default_factory=FileRule)


@dataclass(frozen=True)
class SourceFacts:
    """What is known of one file's source; see `worker.static_analysis`."""

    imports: list[tuple[str, int]] = field(default_factory=list)
    loops: list[tuple[str, int]] = field(default_factory=list)
    python2: list[tuple[str, int]] = field(default_factory=list)
    signatures: dict[str, str] = field(default_factory=dict)
    repeats: list[tuple[int, int]] = field(default_factory=list)
    returns: list[tuple[str, int, int, str]] = field(default_factory=list)
    sets: list[tuple[str, str, int]] = field(default_factory=list)
    locals: list[tuple[str, str, int]] = field(default_factory=list)
    numbers: list[tuple[str, int, int]] = field(default_factory=list)
    unfinished: list[tuple[str, int]] = field(default_factory=list)
    promises: list[tuple[str, str]] = field(default_factory=list)
    spans: list[tuple[str, int, int]] = field(default_factory=list)


Facts = Mapping[str, SourceFacts]


def read_facts(reply: Any) -> Facts:
    """Returns the facts that an executor replied; none where they are malformed."""
    try:
        return convert(reply.get("values"), dict[str, SourceFacts])
    except (MalformedError, AttributeError):
        return {}


def find_violations(
    rules: Rules,
    facts: Facts,
    listing: Sequence[str],
    language: str,
    unchecked: Sequence[str] = (),
    imported: Sequence[str] = (),
    repetition: Repetition = NO_REPETITION,
) -> list[Violation]:
    """Returns what breaks the rules, each kind costing its points once.

    Args:
        facts: of the submission's sources.
        listing: the paths of all that was handed in.
        unchecked: sources that could not be inspected, for the instructor to look at.
        imported: forbidden packages that were imported when the code ran.
        repetition: what was found of loops when it ran.
    """
    return [
        *(
            Violation(rule="inspection", file=path, message=say("rule.unchecked", language))
            for path in unchecked
        ),
        *(
            Violation(
                rule="inspection",
                file=f"{name.partition('.')[0]}.py",
                message=say("rule.uncounted", language, name=name.partition(".")[2]),
            )
            for name in repetition.unsure
        ),
        *source_violations(rules, facts, language, imported, repetition),
        *_files(rules.files, listing, language),
    ]


def source_violations(
    rules: Rules,
    facts: Facts,
    language: str,
    imported: Sequence[str] = (),
    repetition: Repetition = NO_REPETITION,
) -> list[Violation]:
    """Returns those that the sources show, or running them: also known before anything is handed in."""
    return [
        *_imports(rules.imports, facts, language, imported),
        *_loops(rules.loops, facts, language, repetition),
    ]


def _imports(
    rule: ImportRule, facts: Facts, language: str, imported: Sequence[str]
) -> Iterator[Violation]:
    seen: set[str] = set()
    for file, known in facts.items():
        for package, line in known.imports:
            if package in rule.forbidden:
                yield Violation(
                    rule="import",
                    file=file,
                    line=line,
                    points=0.0 if package in seen else rule.points,
                    message=say("rule.import", language, name=package),
                )
                seen.add(package)
    for package in imported:
        if package not in seen:  # by exec, say
            yield Violation(
                rule="import",
                file=next(iter(facts), ""),
                points=rule.points,
                message=say("rule.import", language, name=package),
            )


def _loops(
    rule: LoopRule, facts: Facts, language: str, repetition: Repetition
) -> Iterator[Violation]:
    """Yields loops by reading, then those that only counting shows; of each function the first that costs, or is.

    What a second one of the same function would say is said already.
    """
    charged: set[str] = set()
    said: set[str] = set()
    # Functions can share a loop: that of a helper which they call.
    lines: set[tuple[str, int]] = set()
    for file, known in facts.items():
        for function, line in known.loops:
            free = function in charged or (file, line) in lines
            if not free or function not in said:
                yield Violation(
                    rule="loop",
                    file=file,
                    line=line,
                    points=0.0 if free else rule.points,
                    message=say("rule.loop", language, name=function),
                )
            said.add(function)
            lines.add((file, line))
            if not free:
                charged.add(function)
    read = {function for known in facts.values() for function, _ in known.loops}
    for found in repetition.lines:
        # As reading calls it, in its file.
        name = found.function.partition(".")[2]
        if name in read:
            continue
        shared = (found.file, found.line) in lines
        yield Violation(
            rule="loop",
            file=found.file,
            line=found.line,
            points=0.0 if shared else rule.points,
            message=say("rule.repeated", language, name=name),
        )
        lines.add((found.file, found.line))


def _files(rule: FileRule, listing: Sequence[str], language: str) -> Iterator[Violation]:
    names = [(path, path.rsplit("/", 1)[-1]) for path in listing]
    for pattern in rule.required:
        if not any(fnmatch.fnmatchcase(name, pattern) for _, name in names):
            message = say("rule.required", language, name=pattern)
            yield Violation(rule="file", file=pattern, points=rule.points, message=message)
    for pattern in rule.unwanted:
        found = [path for path, name in names if fnmatch.fnmatchcase(name, pattern)]
        if found:
            message = say("rule.unwanted", language, name=found[0])
            yield Violation(rule="file", file=found[0], points=rule.points, message=message)
