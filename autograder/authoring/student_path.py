"""What students meet, tried with the reference: `softmark check`, the notebook, and every output of a probe."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator

from ..checks.check import Check, Outputs
from ..checks.seeds import PUBLISHED
from ..course.answers import EXPECTED
from ..course.assignment import Assignment
from ..course.expected import Expected
from ..course.sources import GradedSources
from ..errors import UsageError
from ..execution.worker.parsers.notebook import code_cells
from ..grading.opened import OpenedOwn
from ..grading.runner import run_check
from ..grading.self_check import PublishedRun
from .notebook.assemble import notebook_files, notebook_paths

Found = tuple[str, str]


def published_problems(assignment: Assignment) -> Iterator[Found]:
    """Yields what `softmark check` says against the reference: (what, what to do) each.

    It reads expected.npz as it lies there, on each of the published inputs.
    """
    if EXPECTED not in assignment.bundle.assignment:
        return
    fix = f"Run `softmark release {assignment.name}`."
    visible = [check for check in assignment.checks if not check.hidden]
    try:
        published = PublishedRun(assignment, "en")
        opened = OpenedOwn(assignment, GradedSources(assignment.reference))
        for seed in range(PUBLISHED):
            for result in published.result(opened, visible, seed).checks:
                if result.status != "passed":
                    says = result.message.partition("\n")[0]
                    yield (
                        f"softmark check --seed {seed} --only {result.id} fails the reference: {says}.",
                        fix,
                    )
    except UsageError as error:
        yield str(error), fix


def notebook_problems(assignment: Assignment, expected: Expected, variant: int) -> Iterator[Found]:
    """Yields the checks that the solved notebook fails.

    Args:
        variant: of the inputs.
    """
    files = notebook_files(assignment)
    if not files:
        return
    path = notebook_paths(assignment.name)[0]
    texts = code_cells(files[path])
    cells = {f"{path} cell {number}": text for number, text in enumerate(texts, start=1)}
    opened = OpenedOwn(assignment, GradedSources(cells, tuple(cells), assignment.given))
    for check in assignment.checks:
        run = run_check(opened, check, expected, variant)
        if not run.passed:
            failure = run.outcome.failure
            why = f" ({failure.type} {failure.text})" if failure is not None else ""
            yield (
                f"{path}: the solved notebook fails {check.id}{why}.",
                f"Correct solutions/{assignment.name}/notebook.md: a cell may be missing, or in the wrong place.",
            )


def unused_problems(assignment: Assignment, expected: Expected, variant: int) -> Iterator[Found]:
    """Yields outputs that nothing judges, and tolerances of outputs that there are not.

    Checks may share a table of tolerances: each of them is used by one that has it.
    """
    opened = OpenedOwn(assignment, GradedSources(assignment.reference))
    outputs: dict[str, Outputs] = {}
    for check in assignment.checks:
        run = run_check(opened, check, expected, variant)
        if run.outcome.failure is not None:
            continue
        outputs[check.id] = expected.outputs(check, variant)
        for name in run.outcome.outputs:
            if name not in outputs[check.id]:
                yield (
                    f"{_where(check)}: nothing judges the output {name!r}: the oracle does not return it.",
                    "Return it from the oracle, too, or leave it out of the probe.",
                )
    used = {
        pattern
        for check in assignment.checks
        for pattern in check.expect
        if _fits(pattern, outputs.get(check.id, {pattern: None}))
    }
    for check in assignment.checks:
        for pattern in check.expect:
            if pattern not in used and pattern != "*":
                yield (
                    f"{_where(check)}: expect has {pattern!r}, and there is no such output.",
                    f"The outputs are: {', '.join(outputs.get(check.id, ()))}.",
                )


def _where(check: Check) -> str:
    return f"{check.path}:{check.line}: {check.id}"


def _fits(pattern: str, names: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for name in names)
