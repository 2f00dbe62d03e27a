"""What becomes of a submission on all inputs that a student can get, published and not."""

from functools import cache
from pathlib import Path

from autograder.checks.seeds import PUBLISHED, UNPUBLISHED
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.expected import graded_inputs, published_inputs
from autograder.course.sources import GradedSources
from autograder.grading.opened import OpenedHere
from autograder.grading.runner import run_check

COURSE = Course(Path(__file__).resolve().parents[2])


@cache
def opened_assignment(name):
    """Returns (assignment, what is expected of published inputs, of others); one a process."""
    assignment = load_assignment(COURSE.bundle(name))
    return assignment, published_inputs(assignment), graded_inputs(assignment, b"every variant")


def failed_checks(name, **sources):
    """Returns a set of sets: the checks that fail, once for each different result of an input.

    Args:
        name: of the assignment.
        sources: of the modules that differ from the reference; only checks that use them are run.
    """
    assignment, at_home, graded = opened_assignment(name)
    files = {
        **assignment.reference,
        **{f"{key}.py": text.encode() for key, text in sources.items()},
    }
    opened = OpenedHere(assignment, GradedSources(files))
    checks = [check for check in assignment.checks if sources.keys() & set(check.needs)]
    visible = [check for check in checks if not check.hidden]
    hidden = [check for check in checks if check.hidden]
    found = set()
    for expected, count in ((at_home, PUBLISHED), (graded, UNPUBLISHED)):
        for number in range(count):
            used = visible if expected is at_home else checks
            failed = {
                check.id for check in used if not run_check(opened, check, expected, number).passed
            }
            # At home nothing is seen of hidden checks: they are compared as they come when graded.
            found.add((frozenset(failed - {check.id for check in hidden}), "visible"))
            if expected is graded:
                found.add((frozenset(failed & {check.id for check in hidden}), "hidden"))
    return found


def always_failed(name, **sources):
    """Returns the checks that fail, where they are the same on all inputs."""
    found = failed_checks(name, **sources)
    assert len(found) == len({kind for _, kind in found}), found
    return set().union(*(failed for failed, _ in found))


def changed(name, module, old, new):
    """Returns the source of a module of the reference with one change."""
    source = opened_assignment(name)[0].reference[f"{module}.py"].decode()
    assert source.count(old) == 1
    return source.replace(old, new)
