"""Proves an assignment before students meet it: what must pass passes, what must fail fails."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np

from ..checks.check import Check
from ..checks.numbers import numeric_array
from ..checks.run import CheckRun, Outcome, judge, why_not
from ..checks.seeds import published_seed, unpublished_seed
from ..course.assignment import Assignment
from ..course.course import Course
from ..course.expected import Expected, ReferenceExpected
from ..course.sources import GradedSources
from ..errors import UsageError
from ..execution.bounded import EndlessError
from ..grading.attempt import Attempt, open_sandbox
from ..grading.opened import OpenedOwn
from ..grading.runner import run_check
from .agree import agree
from .current import verify_derivation, verify_generated
from .fuzz import fuzz
from .loops import loop_problems
from .mistake_matrix import mistake_matrix
from .proof import Problem, Report, where_of
from .release import (
    workspace_files,
)
from .solutions import (
    RENAMED_FOLDERS,
    TRIVIAL,
    alternative_solutions,
    solutions_in,
    trivial_solutions,
)
from .student_path import notebook_problems, published_problems, unused_problems
from .translations import untranslated
from .unproven import why_not_loaded
from .verify_long import verify_mutants, verify_power

# Of grading's inputs verify tries these, under a secret of its own.
SECRET = b"verify"
GRADING_VARIANTS = 3
PUBLISHED_SEEDS = 2


def verify(
    course: Course, assignment: Assignment, *, mutants: bool = False, power: bool = False
) -> Report:
    """Returns the report on an assignment.

    Args:
        mutants: try generic mutants of the reference as well, which takes longer.
        power: try all solutions and mistakes on all inputs of the course, which takes longer.

    Raises:
        UsageError: it cannot be examined at all: malformed, or no sandbox here.
    """
    if not assignment.reference:
        raise UsageError(f"solutions/{assignment.name} is missing: verify needs the solutions.")
    report = Report(assignment.name, checks=len(assignment.checks), points=assignment.max_score)
    cases = [(check, number) for check in assignment.checks for number in variants(check)]
    expected = ReferenceExpected(assignment, partial(_seed, assignment))
    _verify_reference(assignment, cases, expected, report)
    _verify_self_consistency(assignment, expected, report)
    _verify_alternatives(assignment, cases, expected, report)
    _verify_stub(assignment, expected, report)
    _verify_trivial(assignment, cases, expected, report)
    _verify_values(assignment, expected, report)
    _verify_mistakes(assignment, report)
    if report.mistakes_end:
        verify_generated(course, assignment, report)
        _verify_student_path(assignment, expected, report)
        verify_derivation(assignment, report)
    _verify_folders(assignment, report)
    report.problems += [Problem(*found) for found in loop_problems(assignment)]
    report.problems += [Problem(*found) for found in untranslated(assignment)]
    if mutants:
        verify_mutants(course, assignment, report)
    if power:
        verify_power(course, assignment, report)
    return report


def variants(check: Check) -> list[int]:
    """Returns the numbers of the inputs on which verify tries a check: published ones, then others."""
    first = PUBLISHED_SEEDS if check.hidden else 0
    return list(range(first, PUBLISHED_SEEDS + GRADING_VARIANTS))


def _seed(assignment: Assignment, check: Check, variant: int) -> int:
    if variant < PUBLISHED_SEEDS:
        return published_seed(assignment.name, check.id, variant)
    return unpublished_seed(SECRET, assignment.name, check.id, variant - PUBLISHED_SEEDS)


Case = tuple[Check, int]


def _verify_reference(
    assignment: Assignment, cases: list[Case], expected: Expected, report: Report
) -> None:
    """The reference passes everything, over both transports, and they agree."""
    sources = GradedSources(assignment.reference)
    patient = replace(
        assignment,
        config=replace(
            assignment.config,
            limits=replace(assignment.config.limits, total_seconds=math.inf),
        ),
    )
    for check, variant in cases:
        # What it cannot answer at all is said here, and ends this.
        expected.outputs(check, variant)
    here = OpenedOwn(assignment, sources)
    failing: set[str] = set()
    with open_sandbox(assignment) as sandbox, Attempt(sandbox, patient, sources) as there:
        for check, variant in cases:
            if check.id in failing:
                continue
            runs = [run_check(here, check, expected, variant)]
            if runs[0].passed:
                runs.append(run_check(there, check, expected, variant))
            for run, name in zip(runs, ("directly", "in the sandbox"), strict=False):
                if not run.passed:
                    failing.add(check.id)
                    report.problems.append(
                        Problem(
                            f"{where_of(check)}: the reference fails it when run {name}"
                            f"{why_not(run)}.",
                            "Correct the reference, the probe, or its oracle.",
                        )
                    )
            if len(runs) > 1 and not agree(*(run.outcome for run in runs)):
                report.problems.append(
                    Problem(
                        f"{where_of(check)}: the two transports return different outputs.",
                        "Make the probe depend on nothing but `student` and `rng`.",
                    )
                )


def _verify_self_consistency(assignment: Assignment, expected: Expected, report: Report) -> None:
    """What a probe of self-consistency says of the reference agrees with it; of a submission it only tells a hint."""
    opened = OpenedOwn(assignment, GradedSources(assignment.reference))
    for check in assignment.checks:
        if check.implied is None:
            continue
        seed = expected.seed(check, PUBLISHED_SEEDS)
        own = opened.run(check, check.probe, seed)
        implied = opened.run(check, check.implied, seed)
        # What it says nothing of counts for nothing.
        run = CheckRun(check, seed, implied)
        if implied.failure is None and own.failure is None:
            run = judge(check, seed, own, partial(dict, implied.outputs))
        if not run.passed:
            report.problems.append(
                Problem(
                    f"{where_of(check)}: its self_consistency probe disagrees with the reference{why_not(run)}.",
                    "Correct it: students would be told something wrong, or nothing.",
                )
            )


def _verify_student_path(assignment: Assignment, expected: Expected, report: Report) -> None:
    """What students run says the same as grading, and every output counts."""
    found = [
        *published_problems(assignment),
        *notebook_problems(assignment, expected, PUBLISHED_SEEDS),
        *unused_problems(assignment, expected, PUBLISHED_SEEDS),
    ]
    report.problems += [Problem(*one) for one in found]


def _verify_alternatives(
    assignment: Assignment, cases: list[Case], expected: Expected, report: Report
) -> None:
    for name, files in alternative_solutions(assignment).items():
        report.alternatives += 1
        opened = OpenedOwn(assignment, GradedSources(files, given=assignment.given))
        if not _loads(assignment, f"alternative/{name}", opened, report):
            continue
        failed: dict[str, str] = {}
        for check, variant in cases:
            run = run_check(opened, check, expected, variant)
            if not run.passed:
                failed.setdefault(check.id, why_not(run))
            if _is_endless(run):
                break
        report.alternatives_passing += not failed
        report.false_alarms += bool(failed)
        for id_, why in failed.items():
            report.problems.append(
                Problem(
                    f"alternative/{name} is right but fails {id_}{why}: a false alarm.",
                    "Loosen what the check takes for granted, or correct the alternative solution.",
                )
            )


def _loads(assignment: Assignment, name: str, opened: OpenedOwn, report: Report) -> bool:
    """Tells whether a solution's files load; what does not is a problem."""
    why = why_not_loaded(opened)
    if why:
        report.problems.append(
            Problem(
                f"solutions/{assignment.name}/{name} does not load: {why}.", "Correct its files."
            )
        )
    return not why


def _is_endless(run: CheckRun) -> bool:
    failure = run.outcome.failure
    return failure is not None and failure.type == EndlessError.__name__


def _verify_stub(assignment: Assignment, expected: Expected, report: Report) -> None:
    """The untouched stub fails every check."""
    prefix = assignment.config.release_to or f"assignments/{assignment.name}"
    files = {
        path.removeprefix(f"{prefix}/"): content
        for path, content in workspace_files(assignment).items()
    }
    opened = OpenedOwn(assignment, GradedSources(files))
    for check in assignment.checks:
        if run_check(opened, check, expected, variants(check)[-1]).passed:
            report.problems.append(
                Problem(
                    f"{where_of(check)}: the untouched stub passes it.",
                    "Let the probe use something that a student has to write.",
                )
            )
        else:
            report.stub_failing += 1


def _verify_trivial(
    assignment: Assignment, cases: list[Case], expected: Expected, report: Report
) -> None:
    """Doing nothing earns nothing: zeros, regions left empty, and the folders in trivial/."""
    earned: dict[str, str] = {}
    for check, variant in cases:
        right = expected.outputs(check, variant)
        zeros = {
            name: np.zeros_like(numeric_array(value))
            for name, value in right.items()
            if numeric_array(value) is not None
        }
        if judge(check, variant, Outcome(zeros), partial(expected.outputs, check, variant)).passed:
            earned.setdefault(check.id, "zeros of the right shape")
    for name, files in trivial_solutions(assignment).items():
        opened = OpenedOwn(assignment, GradedSources(files))
        if name.startswith(f"{TRIVIAL}/") and not _loads(assignment, name, opened, report):
            continue
        for check, variant in cases:
            run = run_check(opened, check, expected, variant)
            if run.passed:
                earned.setdefault(check.id, name)
            if _is_endless(run):
                report.problems.append(
                    Problem(
                        f"{name} does not end in {check.id}{why_not(run)}.", "Correct its files."
                    )
                )
                break
    for check in assignment.checks:
        if check.id in earned:
            report.trivial_score += check.points
            report.problems.append(
                Problem(
                    f"{where_of(check)}: {earned[check.id]} passes it.",
                    "Return an output, too, that only a working solution gets right.",
                )
            )


def _verify_values(assignment: Assignment, expected: Expected, report: Report) -> None:
    """Nothing that a submission returns makes a check use much time or memory."""
    for found in fuzz(assignment, assignment.checks, expected):
        report.problems.append(
            Problem(
                f"{where_of(found.check)}: {found.value} that a submission returns makes it {found.what}.",
                "Look at values with as_numbers, as_labels, label_counts and the like of autograder.checks.",
            )
        )


def _verify_mistakes(assignment: Assignment, report: Report) -> None:
    """Every known mistake is caught, named as itself, and different from the others."""
    report.matrix = mistake_matrix(assignment)
    for row in (*report.matrix.rows, *report.matrix.forms):
        where = f"solutions/{assignment.name}/mistakes.toml:{row.line}: {row.id}"
        where += f", form {row.form}," if row.form else ""
        if not row.ends:
            what, fix = "does not end, or ends its process", "Remove the entry."
            report.mistakes_end = False
        elif row.unloaded:
            what, fix = f"does not load: {row.unloaded}", "Correct its edits."
        elif not row.caught:
            what, fix = "passes every check", "Add a check that catches it, or remove the entry."
        elif row.equals:
            what, fix = f"cannot be told from {row.equals}", "Make the two one entry."
        elif not row.named:
            others = ", ".join(row.diagnosed)
            what = f"is diagnosed as {others}" if others else "is caught but not diagnosed"
            fix = "Make a check return something that tells it apart."
        else:
            continue
        report.problems.append(Problem(f"{where} {what}.", fix))


def _verify_folders(assignment: Assignment, report: Report) -> None:
    """Solutions in folders that have other names now would be passed over in silence."""
    for old, new in RENAMED_FOLDERS.items():
        if solutions_in(assignment, old):
            report.problems.append(
                Problem(
                    f"solutions/{assignment.name}/{old} is not read: that folder is called {new} now.",
                    f"Rename it to solutions/{assignment.name}/{new}.",
                )
            )
