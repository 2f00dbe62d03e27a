"""The made notebooks as a class, graded by nbgrader and, in a copy of the course, by our own command."""

import json

from hostile.made_notebooks import NB, NOTEBOOKS

from helpers.nbgrader_class import TITLE, autograde, hand_in, make_course, right_notebook
from helpers.nbgrader_course import run
from helpers.once import made_once

HONEST = ("alice", "zoe")
# Cells that never end are to be ended sooner: what becomes of them is the same.
HURRY = "\nc.RunInSandbox.timeout = 4\nc.RunInSandbox.total_seconds = 12\n"


def hand_in_class(course, cases):
    """Hands in right work of honest students, and the made cases beside it."""
    right = right_notebook()
    for student in HONEST:
        hand_in(course, student, {NB: right})
    for case in cases:
        hand_in(course, case.id, case.build(right))


def graded_class(tmp_path_factory):
    """Returns a folder with nbgrader/ and softmark/, the course as each of them graded it, and said.txt."""
    return made_once(tmp_path_factory, "made_notebooks", _grade)


def _grade(folder):
    course, ours = _handed_in(folder / "nbgrader"), _handed_in(folder / "softmark")
    (folder / "said.txt").write_text(autograde(course))
    run(course, "nbgrader", "generate_feedback", TITLE)
    command = ("softmark", "grade", TITLE, "submitted", "--out", "out")
    run(ours, *command, "--gradebook", "sqlite:///gradebook.db", check=False)


def _handed_in(folder):
    course = make_course(folder)
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(HURRY)
    hand_in_class(course, NOTEBOOKS)
    return course


def results(course):
    """Returns what `softmark grade` has found, by student."""
    lines = (course / "out" / "results.jsonl").read_bytes().splitlines()
    return {result["student"]: result for result in map(json.loads, lines)}
